import { spawn } from 'node:child_process'
import type { TestDesk } from '../support/desk.ts'

export type Ran = { code: number; stdout: string; stderr: string; json: Record<string, unknown> }

const root = new URL('../..', import.meta.url).pathname

/** Runs the command line as an operator does, in a process of its own; with `--json` its one object is read. */
export async function runCli(args: string[], env: Record<string, string | undefined>): Promise<Ran> {
  // Vitest sets a BASE_URL of its own, which is none.
  const settings = { ...process.env, BASE_URL: undefined, ...env }
  const child = spawn(process.execPath, ['server/cli.ts', ...args], { cwd: root, env: settings })
  const heard = { stdout: '', stderr: '' }
  for (const from of ['stdout', 'stderr'] as const)
    child[from].setEncoding('utf8').on('data', (text: string) => (heard[from] += text))
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? -1)))
  const lines = heard.stdout.trim().split('\n')
  const json =
    args.includes('--json') && lines.length === 1 ? (JSON.parse(lines[0] ?? '') as Record<string, unknown>) : {}
  return { code, ...heard, json }
}

/** The settings with which the command line works on a test's desk. */
export const settingsOf = ({ desk, storageDir }: TestDesk): Record<string, string> => ({
  STORAGE_DIR: storageDir,
  DATABASE_URL: desk.config.databaseUrl,
  BASE_URL: desk.config.baseUrl,
  PORT: '0',
  LOG_LEVEL: 'info',
})
