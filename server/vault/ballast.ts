import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { codeOf } from './problems.ts'

const BALLAST_BYTES = 1024 * 1024

/**
 * Runs a destruction. Even a deletion needs room in the WAL, so on a full disk (`SQLITE_FULL`, `ENOSPC`) the ballast
 * file is dropped, the destruction tried again and the ballast put back (vault.md, fact 5).
 */
export function withBallast<Result>(file: string, destroy: () => Result): Result {
  try {
    return destroy()
  } catch (error) {
    if (!isDiskFull(error)) throw error
    rmSync(file, { force: true })
    return destroy()
  } finally {
    keepBallast(file)
  }
}

/** As `withBallast`, for a step that takes its time, such as a transaction of the desk's database. */
export async function withRoom<Result>(file: string, step: () => Promise<Result>): Promise<Result> {
  try {
    return await step()
  } catch (error) {
    if (!isDiskFull(error)) throw error
    rmSync(file, { force: true })
    return await step()
  } finally {
    keepBallast(file)
  }
}

/** Makes the ballast when it is missing or short. Without room it stays away until the next destruction or start. */
export function keepBallast(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.size === BALLAST_BYTES) return
  try {
    const descriptor = openSync(file, 'w', 0o600)
    try {
      // Random, because a file system that compresses would keep no room for zeros.
      if (writeSync(descriptor, randomBytes(BALLAST_BYTES)) < BALLAST_BYTES) throw full()
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    rmSync(file, { force: true })
    if (!isDiskFull(error)) throw error
  }
}

/** Is it only that there is no room? */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  // drizzle wraps the error of its driver on some paths.
  return ['SQLITE_FULL', 'ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '') || isDiskFull(error.cause)
}

function full(): Error {
  return Object.assign(new Error('the disk is full'), { code: 'ENOSPC' })
}
