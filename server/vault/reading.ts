import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { addAbortSignal, Readable } from 'node:stream'
import { openStream } from './hdv1.ts'
import type { DocumentIds } from './ids.ts'
import { openDocumentKey, type Stores } from './keys.ts'
import { vaultProblem } from './problems.ts'

export type ReadInput = DocumentIds & { cipherSha256: string; signal?: AbortSignal }

/** Blobs up to this size are verified to their last byte before the first one is given out (vault.md 3.3). */
const WHOLE_BYTES = 8 * 1024 * 1024
const CHUNK_BYTES = 256 * 1024

/**
 * The plaintext of a document, after the SHA-256 of its whole blob was checked. Rejects with `no-key`, `no-blob`,
 * `damaged` or the reason of the signal; a large one's stream is destroyed with such an error instead of ending.
 * Whoever takes a stream must read it to its end or destroy it: it holds the file and the key until then.
 */
export async function readDocument(stores: Stores, input: ReadInput): Promise<Readable> {
  const file = await stores.blobs.open(input.documentId)
  let documentKey: Buffer | undefined
  const letGo = async () => {
    documentKey?.fill(0)
    await file.close()
  }
  try {
    await checkDigest(file, input)
    documentKey = openDocumentKey(stores, input)
    const plain = openStream(documentKey, input, bytesOf(file, input.signal))
    if ((await file.stat()).size > WHOLE_BYTES) return streamed(plain, letGo, input.signal)
    const records = await Array.fromAsync(plain)
    await letGo()
    return Readable.from(records, { objectMode: false })
  } catch (error) {
    await letGo()
    throw error
  }
}

async function checkDigest(file: FileHandle, { cipherSha256, signal }: ReadInput): Promise<void> {
  const hash = createHash('sha256')
  for await (const chunk of bytesOf(file, signal)) hash.update(chunk)
  if (hash.digest('hex') !== cipherSha256.toLowerCase())
    throw vaultProblem('damaged', 'the ciphertext is not the one that was stored: its SHA-256 differs')
}

function streamed(plain: AsyncIterable<Buffer>, letGo: () => Promise<void>, signal?: AbortSignal): Readable {
  const stream = Readable.from(plain, { objectMode: false })
  // On close and not in the generator: one that is destroyed before its first read never runs its finally.
  stream.once('close', () => void letGo())
  return signal === undefined ? stream : addAbortSignal(signal, stream)
}

/** The file from its beginning; one buffer serves all chunks. */
async function* bytesOf(file: FileHandle, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const chunk = Buffer.alloc(CHUNK_BYTES)
  for (let at = 0; ;) {
    signal?.throwIfAborted()
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, at)
    if (bytesRead === 0) return
    yield chunk.subarray(0, bytesRead)
    at += bytesRead
  }
}
