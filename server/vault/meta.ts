import { idBytes, type DocumentIds } from './ids.ts'
import { vaultProblem } from './problems.ts'
import { kdf, sodium } from './sodium.ts'
import { openBox, sealBox } from './wraps.ts'

/** What is known of a document in clear: `bytes` and `sha256` (hex) are of the plaintext. */
export type DocumentMeta = { name: string; type: string; bytes: number; sha256: string }

const BLOCK_BYTES = 256

/** Seals a document's metadata under its own key, so that it dies with the document (vault.md 3.1, 3.3). */
export function sealMeta(documentKey: Buffer, ids: DocumentIds, meta: DocumentMeta): Buffer {
  const key = kdf(documentKey, 2, 'docmeta_')
  // The padding hides the length of the name from whoever holds the database.
  const padded = Buffer.from(sodium.pad(Buffer.from(JSON.stringify(meta)), BLOCK_BYTES))
  const sealed = sealBox(key, boundTo(ids), padded)
  key.fill(0)
  return sealed
}

/** Opens what `sealMeta` sealed. Throws `damaged` when key, ids or bytes differ. */
export function openMeta(documentKey: Buffer, ids: DocumentIds, sealed: Buffer): DocumentMeta {
  const key = kdf(documentKey, 2, 'docmeta_')
  const padded = openBox(key, boundTo(ids), sealed)
  key.fill(0)
  if (padded === null) throw vaultProblem('damaged', 'the metadata of the document does not open')
  return JSON.parse(Buffer.from(sodium.unpad(padded, BLOCK_BYTES)).toString()) as DocumentMeta
}

function boundTo(ids: DocumentIds): Buffer {
  return Buffer.concat([Buffer.from('hdv1-meta\0', 'latin1'), idBytes(ids.accountId), idBytes(ids.documentId)])
}
