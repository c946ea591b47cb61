import { createHash, randomFill } from 'node:crypto'
import { access, mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isAbsent, syncDirectory } from './disk.ts'
import { idBytes, isId } from './ids.ts'
import { codeOf, vaultProblem } from './problems.ts'

// Gigabytes that wait for the disk would make every commit of the desk wait behind them, for half a second and more.
const UNSYNCED_BYTES = 4 * 1024 * 1024

/** Bytes and SHA-256 (hex) of something that went by. */
export type Measure = { bytes: number; sha256: string }

/** The ciphertext files: `incoming/<id>.part` while written, `blobs/<first two>/<id>` once whole (vault.md 3.3). */
export type Blobs = {
  /** Writes a new part and syncs it; removes it on any failure. Throws EEXIST when the part is there already. */
  writePart(documentId: string, pieces: AsyncIterable<Buffer>): Promise<Measure>
  /** Gives a written part its place among the blobs, durably. */
  keep(documentId: string): Promise<void>
  dropPart(documentId: string): Promise<void>
  has(documentId: string): Promise<boolean>
  /** Throws `no-blob` when it is not there. The caller closes the handle. */
  open(documentId: string): Promise<FileHandle>
  /** The ciphertext as it lies there, in buffers of their own. Throws `no-blob`. */
  bytes(documentId: string): AsyncIterable<Buffer>
  /** Bytes and SHA-256 of the ciphertext as it lies there. Throws `no-blob`. */
  digest(documentId: string): Promise<Measure>
  /** Overwrites, empties and removes a blob; quietly when there is none. */
  destroy(documentId: string): Promise<void>
  ids(): Promise<string[]>
  /** Removes all parts, which no document needs after a restart; tells how many. */
  clearIncoming(): Promise<number>
}

/** The blob store below `directory` (the desk's `vault/`), whose folders are made when missing. */
export async function openBlobs(directory: string): Promise<Blobs> {
  const incoming = join(directory, 'incoming')
  const kept = join(directory, 'blobs')
  for (const path of [incoming, kept]) await mkdir(path, { recursive: true, mode: 0o700 })
  await syncDirectory(directory)
  return blobsBelow(directory)
}

/** A store that is there already, such as a copy to be read: makes nothing. */
export function blobsBelow(directory: string): Blobs {
  const incoming = join(directory, 'incoming')
  const kept = join(directory, 'blobs')
  const part = (id: string) => join(incoming, `${idBytes(id).toString('hex')}.part`)
  const shelf = (id: string) => join(kept, idBytes(id).toString('hex').slice(0, 2))
  const place = (id: string) => join(shelf(id), id)
  return {
    writePart: (id, pieces) => writeNew(part(id), pieces),
    async keep(id) {
      if ((await mkdir(shelf(id), { recursive: true, mode: 0o700 })) !== undefined) await syncDirectory(kept)
      await rename(part(id), place(id))
      await syncDirectory(shelf(id))
    },
    dropPart: (id) => rm(part(id), { force: true }),
    has: async (id) => await access(place(id)).then(() => true, rethrowUnlessAbsent(false)),
    open: (id) => open(place(id), 'r').catch(noBlob),
    bytes: (id) => bytesIn(place(id)),
    digest: (id) => measure(bytesIn(place(id))),
    destroy: (id) => destroyFile(place(id), shelf(id)),
    ids: () => listIds(kept),
    clearIncoming: () => clear(incoming),
  }
}

async function writeNew(path: string, pieces: AsyncIterable<Buffer>): Promise<Measure> {
  const file = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  let bytes = 0
  let writing: Promise<void> = Promise.resolve()
  const part = syncing(file)
  try {
    for await (const piece of pieces) {
      hash.update(piece)
      bytes += piece.length
      await writing
      writing = part.write(piece) // the next record is sealed meanwhile
      writing.catch(() => undefined) // awaited, and so reported, before the next write or the sync
    }
    await writing
    await part.end()
    await file.close()
  } catch (error) {
    await writing.catch(() => undefined)
    await file.close()
    await rm(path, { force: true })
    throw error
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** Writes pieces at the current position; syncs now and then, while the next ones are sealed and written. */
function syncing(file: FileHandle) {
  let unsynced = 0
  let sync: Promise<void> = Promise.resolve()
  return {
    async write(piece: Buffer): Promise<void> {
      await file.writeFile(piece)
      unsynced += piece.length
      if (unsynced < UNSYNCED_BYTES) return
      unsynced = 0
      await sync
      sync = file.datasync()
      sync.catch(() => undefined) // awaited, and so reported, before the next one or at the end
    },
    async end(): Promise<void> {
      await sync
      await file.sync()
    },
  }
}

async function* bytesIn(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, 'r').catch(noBlob)
  for await (const chunk of file.createReadStream({ highWaterMark: 256 * 1024 })) yield chunk as Buffer
}

async function measure(pieces: AsyncIterable<Buffer>): Promise<Measure> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of pieces) {
    hash.update(piece)
    bytes += piece.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

async function destroyFile(path: string, directory: string): Promise<void> {
  const file = await open(path, 'r+').catch(rethrowUnlessAbsent(null))
  if (file === null) return
  try {
    await overwrite(file)
    await file.truncate(0)
    await file.sync()
  } finally {
    await file.close()
  }
  await rm(path, { force: true })
  await syncDirectory(directory)
}

async function overwrite(file: FileHandle): Promise<void> {
  const noise = Buffer.alloc(1024 * 1024)
  const { size } = await file.stat()
  try {
    for (let at = 0; at < size; at += noise.length) {
      await promisify<Buffer, Buffer>(randomFill)(noise)
      const length = Math.min(noise.length, size - at)
      const { bytesWritten } = await file.write(noise, 0, length, at)
      if (bytesWritten < length) break
      await file.datasync()
    }
  } catch (error) {
    // A full copy-on-write file system has no room to overwrite; removing the blob, without its key, still counts.
    if (codeOf(error) !== 'ENOSPC') throw error
  }
}

async function listIds(kept: string): Promise<string[]> {
  const shelves = (await readdir(kept)).filter((name) => /^[0-9a-f]{2}$/.test(name))
  const ids = await Promise.all(shelves.map((shelf) => readdir(join(kept, shelf))))
  return ids.flat().filter(isId).sort()
}

async function clear(incoming: string): Promise<number> {
  const parts = (await readdir(incoming)).filter((name) => name.endsWith('.part'))
  for (const name of parts) await rm(join(incoming, name), { force: true })
  await syncDirectory(incoming)
  return parts.length
}

function rethrowUnlessAbsent<Instead>(instead: Instead) {
  return (error: unknown): Instead => {
    if (isAbsent(error)) return instead
    throw error
  }
}

function noBlob(error: unknown): never {
  if (isAbsent(error)) throw vaultProblem('no-blob', 'the ciphertext of the document is not in the store', error)
  throw error
}
