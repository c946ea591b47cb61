import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** What a runner counted. */
export type Tally = { passed: number; failed: number; skipped: number }

/** How a command ended, with everything that it said. */
export type Outcome = { code: number; output: string }

export const root = new URL('..', import.meta.url).pathname

/** A new temporary folder that goes with this process, however that ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-run-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const children = new Set<ChildProcess>()

/** Ends what is still running: the person who waits has had enough. */
export function endChildren(): void {
  for (const child of children) child.kill('SIGTERM')
}

/** Runs a command of node_modules in the root folder; its words are passed on at once when `aloud`. */
export function run(command: string, args: string[], env = process.env, aloud = false): Promise<Outcome> {
  const path = [join(root, 'node_modules/.bin'), env['PATH']].join(delimiter)
  const child = spawn(command, args, { cwd: root, env: { ...env, PATH: path }, stdio: ['ignore', 'pipe', 'pipe'] })
  children.add(child)
  let output = ''
  const hear = (from: 'stdout' | 'stderr') =>
    child[from].setEncoding('utf8').on('data', (words: string) => {
      output += words
      if (aloud) process[from].write(words)
    })
  hear('stdout')
  hear('stderr')
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 127, output: `${command} could not be started: ${error.message}` }))
    child.once('close', (code) => {
      children.delete(child)
      resolve({ code: code ?? 1, output })
    })
  })
}

type Report = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/** Runs a suite of vitest.config.ts and counts by vitest's own report. */
export async function runVitest(suite: string, env = process.env, aloud = false): Promise<Tally & Outcome> {
  const file = join(scratchFolder(), 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const args = ['run', '--config', 'test/vitest.config.ts', ...reporters]
  const outcome = await run('vitest', args, { ...env, SUITE: suite }, aloud)
  return { ...outcome, ...tallyOf(reportIn(file), outcome.code) }
}

function reportIn(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return undefined // the runner died before it could write
  }
}

/** What a vitest report says, and one failure more for what it does not count as a test. */
export function tallyOf(report: Report | undefined, code: number): Tally {
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  // A file that could not be loaded, or whose beforeAll failed, has no failed test of its own.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length
  const [passed, failed] = [report.numPassedTests, report.numFailedTests + broken]
  // Neither an error outside all tests nor a run that found no test may look like success.
  const silent = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0
  return { passed, failed: failed + silent, skipped: report.numPendingTests + report.numTodoTests }
}

/** The sum of several tallies. */
export const sum = (tallies: Tally[]): Tally => ({
  passed: tallies.reduce((n, tally) => n + tally.passed, 0),
  failed: tallies.reduce((n, tally) => n + tally.failed, 0),
  skipped: tallies.reduce((n, tally) => n + tally.skipped, 0),
})
