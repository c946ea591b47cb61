import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { newId } from '../db/ids.ts'
import { setFact } from '../db/facts.ts'
import type { Desk } from '../desk.ts'
import { canaryOf, type Canary } from '../documents/canary.ts'
import type { Vault } from '../vault/vault.ts'

const CANARY_BYTES = 100_000 // two records

/** Seals the canary of this desk when there is none yet, or when it does not sing any more. */
export async function keepCanary(desk: Desk): Promise<Canary> {
  const known = await canaryOf(desk.db)
  if (known && (await faultOfCanary(desk.vault, known)) === null) return known
  const content = randomBytes(CANARY_BYTES)
  const ids = { documentId: newId(), accountId: newId() }
  // Known before it is there: a stray that nobody knows is removed at the next start.
  const canary = { ...ids, plainSha256: sha256(content), cipherSha256: '' }
  await remember(desk, canary)
  const sealed = await desk.vault.seal({ ...ids, name: 'canary', type: 'none' }, Readable.from([content]))
  await remember(desk, { ...canary, cipherSha256: sealed.cipherSha256 })
  return { ...canary, cipherSha256: sealed.cipherSha256 }
}

/** Opens a canary. Answers what is wrong with it, in words; null when it sings. */
export async function faultOfCanary(vault: Vault, canary: Canary): Promise<string | null> {
  try {
    const content = Buffer.concat(await Array.fromAsync((await vault.read(canary)) as AsyncIterable<Buffer>))
    return sha256(content) === canary.plainSha256 ? null : 'the canary holds something else'
  } catch (error) {
    // Whatever stops it from being read is what was looked for.
    return `the canary does not open: ${error instanceof Error ? error.message : String(error)}`
  }
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const remember = (desk: Desk, canary: Canary): Promise<void> =>
  desk.db.transaction((tx) => setFact(tx, 'canary', canary))
