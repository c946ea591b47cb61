import { HEADER_BYTES, readHeader } from './hdv1-header.ts'
import type { Measure } from './blobs.ts'
import type { DocumentIds } from './ids.ts'
import { openDocumentKey, type Stores } from './keys.ts'

/** What looks after the vault without opening a document. */
export type Upkeep = {
  /** The ciphertext of a document. Throws `no-blob`. */
  ciphertext(documentId: string): AsyncIterable<Buffer>
  /** Bytes and SHA-256 of the ciphertext as it lies there; needs no key. Throws `no-blob`. */
  digestOf(documentId: string): Promise<Measure>
  /** Is the key of this document the one that its blob was sealed with? Throws `no-key`, `no-blob` or `damaged`. */
  checkSeal(ids: DocumentIds): Promise<void>
  /** What is wrong with the file of the keyring, in words. */
  check(): string[]
  /** Writes the keyring, and nothing of what was deleted from it, in the place of `file`. */
  copyKeyring(file: string): Promise<void>
}

/** The upkeep of what is in these stores. */
export function upkeep(stores: Stores): Upkeep {
  const { keyring, blobs } = stores
  return {
    ciphertext: (documentId) => blobs.bytes(documentId),
    digestOf: (documentId) => blobs.digest(documentId),
    checkSeal: (ids) => checkSeal(stores, ids),
    check: () => keyring.check(),
    copyKeyring: (file) => keyring.copyTo(file),
  }
}

async function checkSeal(stores: Stores, ids: DocumentIds): Promise<void> {
  const file = await stores.blobs.open(ids.documentId)
  try {
    const documentKey = openDocumentKey(stores, ids)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
      readHeader(documentKey, ids, buffer.subarray(0, bytesRead))
    } finally {
      documentKey.fill(0)
    }
  } finally {
    await file.close()
  }
}
