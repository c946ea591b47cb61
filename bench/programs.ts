import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import packageFile from '../package.json' with { type: 'json' }
import { settings } from './fill.ts'

const { scripts } = packageFile
const pathOf = (file: string): string => new URL(file, import.meta.url).pathname

/** A program that serves in a process of its own. */
export type Program = {
  url: string
  /** From its start until its first answer, in milliseconds. */
  startMs: number
  /** The memory that it occupies now, in MiB. */
  memory(): Promise<number>
  /** The most that it occupied since it was started, or since that was forgotten, in MiB. */
  most(): Promise<number>
  forgetMost(): Promise<void>
  /** The longest time that its event loop let everybody wait since this was last asked, in milliseconds. */
  delay(): Promise<number>
  stop(): Promise<void>
}

/** The flags with which `npm start` starts node. */
const flags = scripts.start.split(' ').filter((word) => /^--(?!env-file)/.test(word))

/** Without it, a program does not answer `delay`. */
export const TELLING_DELAY = ['--import', pathOf('delay.ts')]

/** The desk on a storage folder, as `npm start` starts it, with more flags of node and more variables. */
export const startDesk = (storageDir: string, more: string[] = [], env: Record<string, string> = {}) =>
  start('../server/main.ts', [], { ...settings(storageDir), ...env }, [...flags, ...more])

/** The ceiling, with the page that it must serve. */
export const startCeiling = (pageFile: string): Promise<Program> => start('ceiling.ts', [pageFile], {}, [])

async function start(file: string, args: string[], more: Record<string, string>, flags: string[]): Promise<Program> {
  const from = performance.now()
  const child = spawn(process.execPath, [...flags, pathOf(file), ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...more },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const onExit = () => void child.kill('SIGKILL')
  process.once('exit', onExit)
  const url = await addressSaidBy(child)
  await (await fetch(`${url}/healthz`)).arrayBuffer()
  return {
    url,
    startMs: performance.now() - from,
    memory: () => residentMiB(child, 'VmRSS'),
    most: () => residentMiB(child, 'VmHWM'),
    forgetMost: () => writeFile(`/proc/${child.pid}/clear_refs`, '5'),
    async delay() {
      const answered = once(child, 'message') as Promise<[number]>
      child.send('delay')
      return (await answered)[0]
    },
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

async function residentMiB({ pid }: ChildProcess, which: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`^${which}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024
}
