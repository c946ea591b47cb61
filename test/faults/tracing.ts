import { readFileSync } from 'node:fs'

/** A system call that succeeded: its place in the order of beginnings, what it was given, and what it answered. */
export type Call = { began: number; name: string; strings: Buffer[]; numbers: number[]; flags: string; answer: number }

const CALLS = [
  ...['openat', 'open', 'close', 'write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'fsync', 'fdatasync'],
  ...['rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'rmdir', 'ftruncate', 'truncate', 'fallocate'],
  ...['mkdir', 'mkdirat', 'dup', 'dup2', 'dup3', 'link', 'linkat', 'copy_file_range', 'sendfile'],
]

const WITH_EVERY_BYTE = ['-xx', '-s', '10000000']

/** The command that runs a program and writes what it does to the disk into `file`. */
export const strace = (file: string): string[] => {
  const calls = ['-e', `trace=${CALLS.join()}`]
  return ['strace', '-f', '-qq', '--seccomp-bpf', ...WITH_EVERY_BYTE, ...calls, '-o', file]
}

/** The calls in a trace, in the order in which they returned. */
export function callsIn(file: string): Call[] {
  const calls: Call[] = []
  const waiting = new Map<string, { began: number; text: string }>()
  for (const [began, line] of readFileSync(file, 'latin1').split('\n').entries()) {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    if (text.endsWith('<unfinished ...>')) {
      waiting.set(thread, { began, text: text.slice(0, -'<unfinished ...>'.length) })
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1]
    const first = resumed === undefined ? undefined : waiting.get(thread)
    const call = parse(first?.began ?? began, first ? first.text + resumed : text)
    if (call && call.answer >= 0) calls.push(call)
  }
  return calls
}

function parse(began: number, text: string): Call | undefined {
  const [, name, given, answer] = /^(\w+)\((.*)\) += (-?\d+)/.exec(text) ?? []
  if (name === undefined || given === undefined || !CALLS.includes(name)) return undefined
  const strings = [...given.matchAll(/"([^"]*)"/g)].map(([, hex = '']) => Buffer.from(hex.replaceAll('\\x', ''), 'hex'))
  const rest = given.replaceAll(/"[^"]*"/g, '')
  const numbers = rest
    .split(',')
    .filter((one) => /^ *-?\d+ *$/.test(one))
    .map(Number)
  return { began, name, strings, numbers, flags: rest, answer: Number(answer) }
}
