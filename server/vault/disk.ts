import { open } from 'node:fs/promises'
import { codeOf } from './problems.ts'

/** Makes names created, renamed or removed in a directory survive a power loss. */
export const syncDirectory = (directory: string): Promise<void> => syncFile(directory)

/** Makes what was written to a file survive a power loss. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Is it only that the file or directory is not there? */
export function isAbsent(error: unknown): boolean {
  return codeOf(error) === 'ENOENT'
}
