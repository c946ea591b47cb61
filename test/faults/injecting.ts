import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brokenIn, newDesks, newFolder } from './folders.ts'
import { launch, type Line } from './launching.ts'
import type { Mutant } from './mutants.ts'

export type Plan = { seed: string; first: number; every: number; mutant?: Mutant }
export type Outcome = { failures: number; broken: string[] }

/**
 * Lets every so many-th sync of each thread of a desk at work fail with EIO. Whatever was acknowledged although a sync
 * of it had failed is broken, and so is what the desk does not find in order when it starts again.
 */
export async function failSyncs({ seed, first, every, mutant }: Plan): Promise<Outcome> {
  const [folder = ''] = await newDesks(1)
  const file = join(newFolder(), 'trace')
  const ledger: Line[] = []
  const { child, ended } = launch('failing', {
    args: [folder, seed],
    env: { UV_THREADPOOL_SIZE: '1' }, // each thread counts for itself
    mutant,
    hear(line) {
      ledger.push(line)
      if (line['phase'] === 'ready') void inject(child.pid ?? 0, file, `${first}+${every}`, () => child.kill('SIGUSR2'))
    },
  })
  const { code, complaint } = await ended
  if (code !== 0) throw new Error(`the desk ended by itself: ${complaint}`)
  const trace = readFileSync(file, 'latin1')
  const failures = trace.split('(INJECTED)').length - 1
  const acknowledged = acknowledgedInSpite(trace)
  return { failures, broken: [...acknowledged, ...(await brokenIn([folder], [ledger], { mutant })).flat()] }
}

/** From now on, so that the desk has opened well. */
async function inject(pid: number, file: string, when: string, attached: () => void): Promise<void> {
  const fault = ['-e', 'trace=write,fsync,fdatasync', '-e', `inject=fsync,fdatasync:error=EIO:when=${when}`]
  const strace = spawn('strace', ['-f', '-y', '-s', '10000', ...fault, '-o', file, '-p', String(pid)])
  await once(strace.stderr, 'data') // "Process … attached"
  attached()
}

/** The deeds during which a sync failed that they needed, and which were acknowledged all the same. */
function acknowledgedInSpite(trace: string): string[] {
  const found: string[] = []
  let failed: string[] = []
  for (const line of trace.split('\n')) {
    const [, path] = /^\d+ +(?:<\.\.\. )?f(?:data)?sync.*?(?:<(\/[^>]*)>)?.*\(INJECTED\)/.exec(line) ?? []
    if (path !== undefined || line.includes('(INJECTED)')) failed.push(path ?? 'a file')
    const said = /^\d+ +write\(1<.*?>, "(.*)"/.exec(line)?.[1]?.replaceAll('\\"', '"').replace('\\n', '')
    if (!said?.endsWith('}')) continue
    const { deed, phase, whole } = JSON.parse(said) as Line
    if (phase === 'begun') failed = []
    // A commit stands when its log is synced; that the log could not be emptied into the database afterwards is no loss.
    const needed = failed.filter((file) => deed === 'destroy' || !file.endsWith('.db'))
    if (phase === 'done' && whole !== false && needed.length > 0) found.push(`${deed} in spite of ${needed.join()}`)
  }
  return found
}
