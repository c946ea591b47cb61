import { writeSync } from 'node:fs'
import { reached } from '../../server/vault/steps.ts'
import type { Line } from './launching.ts'

const ear = new Int32Array(new SharedArrayBuffer(4))

/** Blocks while whoever listens has no room: what was said must be with them before anything else happens. */
function aloud(line: Line): void {
  let left = Buffer.from(`${JSON.stringify(line)}\n`)
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(1, left))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(ear, 0, 0, 1)
    }
  }
}

let hear = aloud

/** Says a line to whoever started this program; it is with them when this returns, whatever happens next. */
export const tell = (line: Line): void => hear(line)

/** For a program that holds its own ledger: lines go there, and only what is said by the answer is said aloud. */
export function keepLines(to: (line: Line) => void): (line: Line) => void {
  hear = to
  return aloud
}

let deeds = 0

/** Does a deed between two lines of the ledger: the first says what is asked for, the second is its acknowledgement. */
export async function entered(
  desk: number,
  deed: string,
  asked: Line,
  work: () => Promise<Line | void>,
): Promise<void> {
  const entry = { desk, n: deeds++, deed, ...asked }
  tell({ ...entry, phase: 'begun' })
  const answer = await work()
  tell({ ...entry, ...answer, phase: 'done' })
  reached(`acknowledged.${deed}`)
}
