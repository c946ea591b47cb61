import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import sodium from 'libsodium-wrappers'
import { openVault, type Vault } from '../server/vault/vault.ts'
import { median, type Line } from './report.ts'
import { MiB, RECORD, noise, record } from './sending.ts'

await sodium.ready
const TAG = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
const KEY = new Uint8Array(32)

/** Seals as many bytes in memory with nothing around it: no HTTP, no disk, no digests. Answers the milliseconds. */
export function pushInMemory(bytes: number): number {
  const from = performance.now()
  const { state } = sodium.crypto_secretstream_xchacha20poly1305_init_push(KEY)
  for (let sealed = 0; sealed < bytes; sealed += RECORD)
    sodium.crypto_secretstream_xchacha20poly1305_push(state, record, null, TAG)
  return performance.now() - from
}

/** Opens as many bytes in memory: the same records of 1 MiB again and again. */
function pullInMemory(bytes: number): number {
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(KEY)
  const sealed = Array.from({ length: MiB / RECORD }, () =>
    sodium.crypto_secretstream_xchacha20poly1305_push(state, record, null, TAG),
  )
  const from = performance.now()
  for (let opened = 0; opened < bytes; opened += MiB) {
    const again = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, KEY)
    for (const one of sealed) sodium.crypto_secretstream_xchacha20poly1305_pull(again, one, null)
  }
  return performance.now() - from
}

const SIZES = [
  { name: '1 MiB', bytes: MiB, rounds: 25 },
  { name: '64 MiB', bytes: 64 * MiB, rounds: 5 },
  { name: '1 GiB', bytes: 1024 * MiB, rounds: 1 },
]

/** A document sealed to the disk, synced, and opened again, against libsodium's secretstream in memory; turn about. */
export async function sealing(folder: string): Promise<Line[]> {
  const at = (name: string): string => join(folder, 'sealing', name)
  const vault = await openVault({ keyringDir: at('keyring'), vaultDir: at('vault'), rootKeyDir: at('root') })
  try {
    await through(vault, MiB)
    const lines: Line[] = []
    for (const size of SIZES) lines.push(...(await sealingOf(vault, size)))
    return lines
  } finally {
    vault.close()
  }
}

async function sealingOf(vault: Vault, { name, bytes, rounds }: (typeof SIZES)[number]): Promise<Line[]> {
  const times: Record<'push' | 'seal' | 'pull' | 'open', number[]> = { push: [], seal: [], pull: [], open: [] }
  for (let round = 0; round < rounds; round++) {
    times.push.push(pushInMemory(bytes))
    times.pull.push(pullInMemory(bytes))
    const { seal, open } = await through(vault, bytes)
    times.seal.push(seal)
    times.open.push(open)
  }
  const line = (what: string, ours: number[], raws: number[]): Line => {
    const speed = (milliseconds: number) => Math.round((bytes / MiB / milliseconds) * 1000)
    const [mine, raw] = [median(ours), median(raws)]
    const words = `${speed(mine)} MiB/s against ${speed(raw)} MiB/s in memory`
    return { name: `${what} ${name}`, ratio: raw / mine, words, facts: { ours, raws } }
  }
  return [line('encrypt to disk', times.seal, times.push), line('decrypt', times.open, times.pull)]
}

async function through(vault: Vault, bytes: number): Promise<{ seal: number; open: number }> {
  const ids = { documentId: randomBytes(16).toString('hex'), accountId: randomBytes(16).toString('hex') }
  const from = performance.now()
  const { cipherSha256 } = await vault.seal({ ...ids, name: 'bench.bin', type: '' }, Readable.from(noise(bytes)))
  const between = performance.now()
  let length = 0
  for await (const piece of await vault.read({ ...ids, cipherSha256 })) length += (piece as Buffer).length
  const to = performance.now()
  if (length !== bytes) throw new Error(`${length} of ${bytes} bytes were opened`)
  vault.destroyKey(ids.documentId)
  await vault.destroyBlob(ids.documentId)
  return { seal: between - from, open: to - between }
}
