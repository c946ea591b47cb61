import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newDesks, newFolder } from './folders.ts'
import { runProgram } from './launching.ts'
import type { Mutant } from './mutants.ts'
import { strace } from './tracing.ts'

export type Plan = {
  seed: string
  /** So many deeds as they come, in each lane; left out: every kind of deed once. */
  deeds?: number
  states: number
  mutant?: Mutant
  /** From an empty folder: the desk is made while the power may fail. */
  firstDay?: boolean
}

// A state lives for a twentieth of a second and is synced many times meanwhile.
const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** Traces a desk at work, lets the power fail at so many moments of it, and answers which promises are broken then. */
export async function failPower(plan: Plan): Promise<{ states: number; broken: string[] }> {
  const { seed, deeds, states, mutant, firstDay = false } = plan
  const [folder = ''] = firstDay ? [newFolder()] : await newDesks(1)
  const before = newFolder()
  execFileSync('cp', ['-a', `${folder}/.`, before])
  const trace = join(newFolder(), 'trace')
  const traced = { under: strace(trace), mutant }
  if (deeds === undefined) await runProgram('acting', { args: [folder], ...traced })
  else await runProgram('working', { args: [seed, String(deeds), folder], ...traced })
  const lines = await runProgram('replaying', { args: [trace, folder, before, String(states), seed, MEMORY] })
  return { states: lines.length, broken: lines.flatMap(({ broken }) => broken as string[]) }
}
