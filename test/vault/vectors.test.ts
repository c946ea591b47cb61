import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { openStream } from '../../server/vault/hdv1.ts'
import { openMeta, type DocumentMeta } from '../../server/vault/meta.ts'
import { unwrapKey } from '../../server/vault/wraps.ts'
import { chunks, collect, keyringRows, newId, scratch, testVault } from './support.ts'

type Part = number | string | (string | [number, number?])[]
type Vector = { name: string; like?: string; opens: { meta: DocumentMeta; sha256: string } | null }
type Parts = Record<'root' | 'account' | 'accountWrap' | 'document' | 'documentWrap' | 'meta' | 'blob', Buffer> &
  Record<'epoch' | 'generation', number>

const folder = new URL('../../docs/format/', import.meta.url).pathname
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** Runs the verifier, which shares no line with the vault and needs no package, as a reader of the format would. */
async function verify(file: string): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, [join(folder, 'verify.mjs'), file])
  const [said, wrong, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  expect(wrong).toBe('')
  return { code: code as number | null, lines: said.trim().split('\n') }
}

/** The vectors with all parts as bytes, by their description in hdv1.md. */
async function readVectors(file: string): Promise<{ vector: Vector; parts: Parts }[]> {
  const { vectors } = JSON.parse(await readFile(file, 'utf8')) as { vectors: (Vector & Record<string, Part>)[] }
  const known = new Map<string, Parts>()
  return vectors.map(({ name, like, opens, ...given }) => {
    const parts = { ...known.get(like ?? '') } as Parts
    for (const [part, value] of Object.entries(given) as [keyof Parts, Part][]) {
      const decode = (bytes: string) => Buffer.from(bytes, part === 'blob' ? 'base64' : 'hex')
      const piece = (is: string | [number, number?]) =>
        typeof is === 'string' ? decode(is) : (parts[part] as Buffer).subarray(...is)
      const bytes = typeof value === 'object' ? Buffer.concat(value.map(piece)) : value
      Object.assign(parts, { [part]: typeof bytes === 'string' ? decode(bytes) : bytes })
    }
    known.set(name, parts)
    return { vector: { name, opens }, parts }
  })
}

async function openWithVault({ root, account, document, ...parts }: Parts): Promise<Vector['opens']> {
  const ids = { accountId: account.toString('hex'), documentId: document.toString('hex') }
  const { accountId } = ids
  const accountKey = unwrapKey(root, { type: 'account', under: parts.epoch, accountId }, parts.accountWrap)
  const key = unwrapKey(accountKey, { type: 'document', under: parts.generation, ...ids }, parts.documentWrap)
  const meta = openMeta(key, ids, parts.meta)
  return { meta, sha256: sha256(await collect(openStream(key, ids, chunks(parts.blob)))) }
}

/** A document of a vault, and everything that is needed to open it, as the file of a vector. */
async function vectorOf(size: number) {
  const at = await testVault()
  const ids = { documentId: newId(), accountId: newId() }
  const plain = randomBytes(size)
  const sealed = await at.vault.seal({ ...ids, name: 'Zoë.pdf', type: 'application/pdf' }, chunks(plain))
  at.vault.destroyKey(
    (await at.vault.seal({ ...ids, documentId: newId(), name: 'x', type: 'y' }, chunks(plain))).documentId,
  )
  await at.vault.rotate()
  const { accounts, documents } = await keyringRows(at.keyringDir)
  const blob = await readFile(join(at.vaultDir, 'blobs', ids.documentId.slice(0, 2), ids.documentId))
  const hex = (bytes: Buffer | undefined) => bytes?.toString('hex')
  return {
    name: `${size} bytes`,
    root: hex(await readFile(join(at.rootKeyDir, 'epoch-2.key'))),
    ...{ epoch: 2, generation: 2, account: ids.accountId, document: ids.documentId },
    ...{ accountWrap: hex(accounts[0]?.wrap), documentWrap: hex(documents[0]?.wrap) },
    ...{ meta: hex(sealed.meta), blob: blob.toString('base64') },
    opens: {
      meta: { name: 'Zoë.pdf', type: 'application/pdf', bytes: size, sha256: sha256(plain) },
      sha256: sha256(plain),
    },
  }
}

describe('the test vectors', () => {
  it('open in the vault, and what was tampered with does not', async () => {
    const vectors = await readVectors(join(folder, 'vectors.json'))
    expect(vectors.filter(({ vector }) => vector.opens === null).length).toBeGreaterThan(60)
    for (const { vector, parts } of vectors) {
      const opening = openWithVault(parts)
      if (vector.opens) expect(await opening, vector.name).toEqual(vector.opens)
      else await expect(opening, vector.name).rejects.toMatchObject({ vaultProblem: 'damaged' })
    }
  })

  it('open with the verifier, and what was tampered with does not', async () => {
    const { code, lines } = await verify(join(folder, 'vectors.json'))
    expect(lines.filter((line) => !line.startsWith('ok: '))).toEqual([])
    expect(lines.length).toBe((await readVectors(join(folder, 'vectors.json'))).length)
    expect(code).toBe(0)
  })
})

describe('the verifier', () => {
  it('opens what a vault has written, also after a rotation, and sees every change of it', async () => {
    const file = join(await scratch(), 'vectors.json')
    const documents = [await vectorOf(0), await vectorOf(70_000)]
    const changed = documents.flatMap(({ name: like, blob, documentWrap }) => {
      const bytes = Buffer.from(blob, 'base64')
      const flipped = Array.from({ length: 8 }, () => Math.floor(Math.random() * bytes.length)).map((at) => ({
        name: `${like}, byte ${at}`,
        blob: [[0, at], Buffer.of(bytes[at]! ^ 0x10).toString('base64'), [at + 1]],
      }))
      const wrap = `${documentWrap?.slice(0, -2)}${documentWrap?.endsWith('00') ? '01' : '00'}`
      const others = [
        { name: `${like}, cut off`, blob: [[0, bytes.length - 1]] },
        { name: `${like}, longer`, blob: [[0], 'AA=='] },
        { name: `${like}, wrap`, documentWrap: wrap },
        { name: `${like}, generation`, generation: 1 },
      ]
      return [...flipped, ...others].map((vector) => ({ ...vector, like, opens: null }))
    })
    await writeFile(file, JSON.stringify({ vectors: [...documents, ...changed] }))
    const { code, lines } = await verify(file)
    expect(lines.filter((line) => !line.startsWith('ok: '))).toEqual([])
    expect([code, lines.length]).toEqual([0, 26])
  })

  it('says so when a file claims what is not true', async () => {
    const file = join(await scratch(), 'vectors.json')
    const vector = await vectorOf(10)
    const other = { ...vector, opens: { ...vector.opens, sha256: '00'.repeat(32) } }
    await writeFile(file, JSON.stringify({ vectors: [vector, other, { ...vector, opens: null }] }))
    const { code, lines } = await verify(file)
    expect(lines.map((line) => line.split(':')[0])).toEqual(['ok', 'FAILED', 'FAILED'])
    expect(code).toBe(1)
  })
})
