import { HEADER_BYTES, readHeader, writeHeader } from './hdv1-header.ts'
import type { DocumentIds } from './ids.ts'
import { vaultProblem } from './problems.ts'
import { cutRecords } from './records.ts'
import { buffer, freeHash, freeStream, kdf, sodium, type StateAddress } from './sodium.ts'

/** Plaintext bytes of a whole record; its ciphertext is 17 bytes longer (vault.md 3.3). */
export const RECORD_BYTES = 65_536
const EXTRA_BYTES = 17
const FINAL_PLAIN_BYTES = 40
const FINAL_BYTES = FINAL_PLAIN_BYTES + EXTRA_BYTES

type Stream = { state: StateAddress; hash: StateAddress | null; header: Buffer; index: bigint; length: bigint }

/**
 * Turns plaintext chunks of any size into the pieces of an HDV1 blob, one record at a time. The caller keeps and
 * clears `documentKey`; the state of the stream is freed however the iteration ends.
 */
export async function* sealStream(
  documentKey: Buffer,
  ids: DocumentIds,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const stream = startSealing(documentKey, ids)
  try {
    yield stream.header
    for await (const { bytes } of cutRecords(source, RECORD_BYTES, 0)) {
      if (bytes.length > 0) yield push(stream, bytes)
    }
    yield pushFinal(stream)
  } finally {
    free(stream)
  }
}

/**
 * Turns the bytes of an HDV1 blob, in chunks of any size, back into plaintext records. Every record is authenticated
 * before it is yielded; throws `damaged` on anything but exactly the blob that was sealed for this key and these ids.
 * Whoever needs all or nothing must collect to the end before using the first byte.
 */
export async function* openStream(
  documentKey: Buffer,
  ids: DocumentIds,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const pieces = source[Symbol.asyncIterator]()
  let stream: Stream | undefined
  try {
    const { header, rest } = await takeHeader(pieces)
    stream = startOpening(documentKey, ids, header)
    for await (const { bytes, last } of cutRecords(following(rest, pieces), RECORD_BYTES + EXTRA_BYTES, FINAL_BYTES)) {
      const final = last ? bytes.length - FINAL_BYTES : bytes.length
      if (final < 0) throw vaultProblem('damaged', 'blob refused: it is cut off')
      if (final > 0) yield pull(stream, bytes.subarray(0, final), 'TAG_MESSAGE')
      if (last) pullFinal(stream, bytes.subarray(final))
    }
  } finally {
    if (stream !== undefined) free(stream)
    await pieces.return?.()
  }
}

function startSealing(documentKey: Buffer, ids: DocumentIds): Stream {
  const key = kdf(documentKey, 1, 'doccont_')
  const { state, header } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key)
  key.fill(0)
  return begun(state, writeHeader(documentKey, ids, header))
}

function startOpening(documentKey: Buffer, ids: DocumentIds, header: Buffer): Stream {
  const streamHeader = readHeader(documentKey, ids, header)
  const key = kdf(documentKey, 1, 'doccont_')
  const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(streamHeader, key)
  key.fill(0)
  return begun(state, header)
}

function begun(state: StateAddress, header: Buffer): Stream {
  return { state, hash: sodium.crypto_generichash_init(null, 32), header, index: 0n, length: 0n }
}

function free(stream: Stream): void {
  freeStream(stream.state)
  if (stream.hash !== null) freeHash(stream.hash)
}

function push(stream: Stream, plain: Buffer): Buffer {
  count(stream, plain)
  const tag = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
  return buffer(sodium.crypto_secretstream_xchacha20poly1305_push(stream.state, plain, boundTo(stream), tag))
}

function pushFinal(stream: Stream): Buffer {
  const plain = summary(stream)
  const tag = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
  return buffer(sodium.crypto_secretstream_xchacha20poly1305_push(stream.state, plain, boundTo(stream), tag))
}

function pull(stream: Stream, cipher: Buffer, tag: 'TAG_MESSAGE' | 'TAG_FINAL'): Buffer {
  const broken = () => vaultProblem('damaged', 'blob refused: a record is altered, missing or out of place')
  if (cipher.length < EXTRA_BYTES + 1) throw broken()
  const record = sodium.crypto_secretstream_xchacha20poly1305_pull(stream.state, cipher, boundTo(stream))
  if (!record || record.tag !== sodium[`crypto_secretstream_xchacha20poly1305_${tag}`]) throw broken()
  const plain = buffer(record.message)
  if (tag === 'TAG_MESSAGE') count(stream, plain)
  return plain
}

function pullFinal(stream: Stream, cipher: Buffer): void {
  const claimed = pull(stream, cipher, 'TAG_FINAL')
  if (!claimed.equals(summary(stream))) throw vaultProblem('damaged', 'blob refused: length or digest differ')
}

function count(stream: Stream, plain: Buffer): void {
  if (stream.hash !== null) sodium.crypto_generichash_update(stream.hash, plain)
  stream.length += BigInt(plain.length)
}

/** Plaintext of the final record: u64be length | BLAKE2b-256. Ends the hash, whose state libsodium frees itself. */
function summary(stream: Stream): Buffer {
  if (stream.hash === null) throw new Error('the stream has ended already')
  const plain = Buffer.alloc(FINAL_PLAIN_BYTES)
  plain.writeBigUInt64BE(stream.length)
  plain.set(sodium.crypto_generichash_final(stream.hash, 32), 8)
  stream.hash = null
  return plain
}

/** Additional data of the next record: its number, and before the first one the whole header. */
function boundTo(stream: Stream): Buffer {
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(stream.index)
  return stream.index++ === 0n ? Buffer.concat([stream.header, number]) : number
}

async function takeHeader(pieces: AsyncIterator<Uint8Array>): Promise<{ header: Buffer; rest: Buffer }> {
  const parts: Uint8Array[] = []
  for (let length = 0; length < HEADER_BYTES;) {
    const next = await pieces.next()
    if (next.done === true) break
    parts.push(Buffer.from(next.value))
    length += next.value.length
  }
  const bytes = Buffer.concat(parts)
  return { header: Buffer.from(bytes.subarray(0, HEADER_BYTES)), rest: bytes.subarray(HEADER_BYTES) }
}

async function* following(first: Buffer, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value
}
