import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Mutant } from './mutants.ts'

/** What a program says: one JSON object a line. */
export type Line = Record<string, unknown>

export type Launch = {
  args?: string[]
  /** The planted fault that it runs with (mutants.ts). */
  mutant?: Mutant | undefined
  env?: Record<string, string>
  /** Flags of node, and a command that runs it, such as strace. */
  flags?: string[]
  under?: string[]
  hear?: (line: Line) => void
}

export type Ended = { code: number | null; signal: NodeJS.Signals | null; lines: Line[]; complaint: string }

const here = (path: string): string => new URL(path, import.meta.url).pathname

/** Starts a program of this folder in a process of its own, as the desk runs: by node, without a test runner. */
export function launch(program: string, options: Launch = {}): { child: ChildProcess; ended: Promise<Ended> } {
  const { args = [], mutant, env = {}, flags = [], under = [], hear } = options
  const node = [process.execPath, ...flags, '--import', here('planting.ts'), here(`programs/${program}.ts`), ...args]
  const [command = '', ...rest] = [...under, ...node]
  const { PATH = '', TMPDIR, NODE_COMPILE_CACHE } = process.env
  const kept = { PATH, ...(TMPDIR && { TMPDIR }), ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) }
  const child = spawn(command, rest, {
    env: { ...kept, ...env, ...(mutant && { MUTANT: mutant }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { child, ended: listen(child, hear) }
}

/** Runs a program to its end. Throws with what it complained of when it did not end well. */
export async function runProgram(program: string, options: Launch = {}): Promise<Line[]> {
  const { code, signal, lines, complaint } = await launch(program, options).ended
  if (code !== 0) throw new Error(`${program} ended with ${code ?? signal}: ${complaint}`)
  return lines
}

async function listen(child: ChildProcess, hear: ((line: Line) => void) | undefined): Promise<Ended> {
  const lines: Line[] = []
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (words: string) => (complaint += words))
  const reading = (async () => {
    if (!child.stdout) return
    for await (const text of createInterface(child.stdout)) {
      if (!text.endsWith('}')) continue // its last words, cut off
      const line = JSON.parse(text) as Line
      lines.push(line)
      hear?.(line)
    }
  })()
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  await reading
  return { code, signal, lines, complaint: complaint.trim() }
}

/** Can this machine trace system calls? Where it cannot, the tests that need it are skipped. */
export const canTrace = spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0
