import { timingSafeEqual } from 'node:crypto'
import { idBytes, type DocumentIds } from './ids.ts'
import { vaultProblem } from './problems.ts'
import { blake2b, kdf } from './sodium.ts'

/** Layout of the HDV1 header, vault.md 3.3. All lengths in bytes. */
export const HEADER_BYTES = 104
const STREAM_AT = 48
const COMMITMENT_AT = 72

/** The 104-byte header: what is sealed, for whom, and the commitment to the document key. */
export function writeHeader(documentKey: Buffer, ids: DocumentIds, streamHeader: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  start(ids).copy(header)
  header.set(streamHeader, STREAM_AT)
  commitment(documentKey, header).copy(header, COMMITMENT_AT)
  return header
}

/**
 * Checks a header and gives back its 24-byte secretstream header. Throws `damaged` on any other version, algorithm,
 * record size or flag (nothing is negotiated, so nothing can be downgraded), on other ids and on another key.
 */
export function readHeader(documentKey: Buffer, ids: DocumentIds, header: Buffer): Buffer {
  if (header.length !== HEADER_BYTES) throw vaultProblem('damaged', 'blob refused: the header is cut off')
  const expected = start(ids)
  if (!header.subarray(0, 8).equals(expected.subarray(0, 8)))
    throw vaultProblem('damaged', 'blob refused: unknown format, version, algorithm, record size or flags')
  if (!header.subarray(8, STREAM_AT).equals(expected.subarray(8)))
    throw vaultProblem('damaged', 'blob refused: it belongs to another document')
  if (!timingSafeEqual(header.subarray(COMMITMENT_AT), commitment(documentKey, header)))
    throw vaultProblem('damaged', 'blob refused: the header does not match the key')
  return header.subarray(STREAM_AT, COMMITMENT_AT)
}

/** Bytes 0 to 47; they are the same for every blob of one document. */
function start(ids: DocumentIds): Buffer {
  const bytes = Buffer.alloc(STREAM_AT)
  bytes.write('HDV1', 0, 'latin1')
  bytes.set([0x01, 0x01, 0x10, 0x00], 4)
  idBytes(ids.documentId).copy(bytes, 8)
  idBytes(ids.accountId).copy(bytes, 24)
  bytes.writeUInt32BE(HEADER_BYTES, 44)
  return bytes
}

// secretstream does not commit to its key: without this, one blob could be made to open under two keys.
function commitment(documentKey: Buffer, header: Buffer): Buffer {
  const key = kdf(documentKey, 3, 'dochdr__')
  const tag = blake2b(header.subarray(0, COMMITMENT_AT), key)
  key.fill(0)
  return tag
}
