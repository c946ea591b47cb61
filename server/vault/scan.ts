import { closeSync, openSync, read } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isAbsent } from './disk.ts'

const readAt = promisify(read)
const WINDOW_BYTES = 1024 * 1024

/**
 * Is one of the byte strings anywhere in the files of `directory`? `held` maps a file name to a descriptor that stays
 * open: opening and closing a file that SQLite has locked would drop the locks of this process on it (POSIX).
 */
export async function anyFileContains(
  directory: string,
  held: Record<string, number>,
  needles: Buffer[],
): Promise<boolean> {
  if (needles.length === 0) return false
  for (const name of await readdir(directory)) {
    const descriptor = held[name]
    const found =
      descriptor === undefined
        ? await pathContains(join(directory, name), needles)
        : await contains(descriptor, needles)
    if (found) return true
  }
  return false
}

async function pathContains(path: string, needles: Buffer[]): Promise<boolean> {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    if (isAbsent(error)) return false // SQLite removes its WAL and journal by itself
    throw error
  }
  try {
    return await contains(descriptor, needles)
  } finally {
    closeSync(descriptor)
  }
}

async function contains(descriptor: number, needles: Buffer[]): Promise<boolean> {
  // Windows overlap, so that bytes across their border are found too.
  const overlap = Math.max(...needles.map((needle) => needle.length)) - 1
  const window = Buffer.alloc(WINDOW_BYTES)
  for (let at = 0; ; at += WINDOW_BYTES - overlap) {
    const { bytesRead } = await readAt(descriptor, window, 0, WINDOW_BYTES, at)
    const bytes = window.subarray(0, bytesRead)
    if (needles.some((needle) => bytes.includes(needle))) return true
    if (bytesRead < WINDOW_BYTES) return false
  }
}
