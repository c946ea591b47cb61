import { createHash, randomBytes } from 'node:crypto'
import type { Measure } from './blobs.ts'
import { sealStream } from './hdv1.ts'
import type { DocumentIds } from './ids.ts'
import { ensureAccountKey, storeDocumentKey, type Stores } from './keys.ts'
import { sealMeta, type DocumentMeta } from './meta.ts'
import { reached } from './steps.ts'

export type SealInput = DocumentIds & { name: string; type: string }

/** What the main database keeps of a document; `meta` is encrypted, the digests are SHA-256 in hex. */
export type SealedBlob = {
  documentId: string
  meta: Buffer
  plainBytes: number
  plainSha256: string
  cipherBytes: number
  cipherSha256: string
  /** Of the wrapped key, as it was committed. */
  wrapSha256: string
}

/**
 * Streams a document to the disk as ciphertext: part synced → key committed → renamed → directory synced (vault.md
 * 3.4). Rejects with the failure of the source or the disk; then no key, blob or part of it is left (`undo`).
 */
export async function sealDocument(
  stores: Stores,
  { name, type, ...ids }: SealInput,
  source: AsyncIterable<Uint8Array>,
  undo: (documentId: string) => Promise<void>,
): Promise<SealedBlob> {
  await claim(stores, ids.documentId)
  const documentKey = randomBytes(32)
  try {
    // Before the first byte, so that an account whose key is destroyed meanwhile does not get a new one at the end.
    ensureAccountKey(stores, ids.accountId)
    const plain: Measure = { bytes: 0, sha256: '' }
    const pieces = sealStream(documentKey, ids, measured(source, plain))
    const cipher = await stores.blobs.writePart(ids.documentId, pieces)
    const { meta, wrap } = await keep(stores, ids, documentKey, { name, type, ...plain }).catch(
      async (error: unknown) => {
        await undo(ids.documentId)
        throw error
      },
    )
    const sizes = { plainBytes: plain.bytes, cipherBytes: cipher.bytes }
    const digests = { plainSha256: plain.sha256, cipherSha256: cipher.sha256, wrapSha256: sha256(wrap) }
    return { documentId: ids.documentId, meta, ...sizes, ...digests }
  } finally {
    documentKey.fill(0)
    stores.sealing.delete(ids.documentId)
  }
}

async function claim({ sealing, keyring, blobs }: Stores, documentId: string): Promise<void> {
  const taken = () => new Error('a document of this id is in the vault already')
  if (sealing.has(documentId)) throw taken()
  sealing.add(documentId)
  try {
    if (keyring.document(documentId) !== null || (await blobs.has(documentId))) throw taken()
  } catch (error) {
    sealing.delete(documentId)
    throw error
  }
}

async function keep(stores: Stores, ids: DocumentIds, documentKey: Buffer, plain: DocumentMeta) {
  const meta = sealMeta(documentKey, ids, plain)
  reached('upload.part-synced')
  const wrap = storeDocumentKey(stores, ids, documentKey)
  reached('upload.key-committed')
  await stores.blobs.keep(ids.documentId)
  reached('upload.renamed')
  return { meta, wrap }
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

async function* measured(source: AsyncIterable<Uint8Array>, measure: Measure): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of source) {
    hash.update(chunk)
    measure.bytes += chunk.length
    yield chunk
  }
  measure.sha256 = hash.digest('hex')
}
