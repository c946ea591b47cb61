import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { settings } from './fill.ts'

/** A program that serves in a process of its own. */
export type Program = {
  url: string
  /** From its start until its first answer, in milliseconds. */
  startMs: number
  /** The memory that it occupies now, in MiB. */
  memory(): Promise<number>
  stop(): Promise<void>
}

/** The desk on a storage folder, as `npm start` starts it. */
export const startDesk = (storageDir: string): Promise<Program> => start('../server/main.ts', [], settings(storageDir))

/** The ceiling, with the page that it must serve. */
export const startCeiling = (pageFile: string): Promise<Program> => start('ceiling.ts', [pageFile], {})

async function start(file: string, args: string[], more: Record<string, string>): Promise<Program> {
  const from = performance.now()
  const path = new URL(file, import.meta.url).pathname
  const child = spawn(process.execPath, [path, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const onExit = () => void child.kill('SIGKILL')
  process.once('exit', onExit)
  const url = await addressSaidBy(child)
  await (await fetch(`${url}/healthz`)).arrayBuffer()
  return {
    url,
    startMs: performance.now() - from,
    memory: () => residentMiB(child.pid ?? 0),
    async stop() {
      process.off('exit', onExit)
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

async function addressSaidBy(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('No output to read the address from')
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/\S+/.exec(line)?.[0]
    if (url) return url
  }
  throw new Error('The program ended before it served anything')
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}
