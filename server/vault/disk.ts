import { open } from 'node:fs/promises'
import { codeOf } from './problems.ts'

/** Makes names created, renamed or removed in a directory survive a power loss. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
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
