import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Random } from './random.ts'
import type { Call } from './tracing.ts'

// A disk that may lose its power: what was synced is kept; of what was not, any part may be there or not.

type Change = { n: number; at: number; bytes: Buffer } | { n: number; size: number }
type File = { kept: Buffer; changes: Change[]; length: number }
/** A name that came or went; both ends of a rename have the same `n`. */
type Step = { n: number; name: string; node: Node | null; to?: Folder }
type Folder = { kept: Map<string, Node>; steps: Step[]; now: Map<string, Node> }
type Node = File | Folder
type Handle = { node: Node; at: number; appends: boolean }

export type Disk = { root: Folder; path: string; open: Map<number, Handle> }

const isFolder = (node: Node): node is Folder => 'now' in node

/** The disk under `path`, with everything that lies in `before` safely on it. */
export const diskOf = (path: string, before: string): Disk => ({ root: folderIn(before), path, open: new Map() })

function folderIn(path: string): Folder {
  const nodes = readdirSync(path, { withFileTypes: true }).map((entry): [string, Node] => {
    const inner = join(path, entry.name)
    return [entry.name, entry.isDirectory() ? folderIn(inner) : fileOf(readFileSync(inner))]
  })
  return { kept: new Map(nodes), steps: [], now: new Map(nodes) }
}

const emptyFolder = (): Folder => ({ kept: new Map(), steps: [], now: new Map() })
const fileOf = (kept: Buffer): File => ({ kept, changes: [], length: kept.length })

/** Takes in one system call; those that concern other places are passed over. */
export function apply(disk: Disk, call: Call): void {
  const { began: n, name, strings, numbers, answer } = call
  const handle = disk.open.get(numbers[0] ?? -1)
  const [path = '', to = ''] = strings.map(String)
  if (name === 'openat' || name === 'open') opens(disk, call, path)
  else if (name.startsWith('rename')) renames(disk, n, path, to)
  else if (name.startsWith('unlink')) step(folderAt(disk, dirname(path)), { n, name: basename(path), node: null })
  else if (name.startsWith('mkdir'))
    step(folderAt(disk, dirname(path)), { n, name: basename(path), node: emptyFolder() })
  else if (handle === undefined) return
  else if (name === 'close') disk.open.delete(numbers[0] ?? -1)
  else if (/^f(data)?sync$/.test(name)) keep(handle.node, n)
  else if (isFolder(handle.node)) throw new Error(`${name} of a folder is not known here`)
  else if (name === 'ftruncate') cut(handle.node, n, numbers[1] ?? 0)
  else if (name === 'write') writes(handle.node, n, handle, strings[0], answer)
  else if (name === 'pwrite64') writes(handle.node, n, { at: numbers.at(-1) ?? 0, appends: false }, strings[0], answer)
  else throw new Error(`${name} is not known here`)
}

function opens(disk: Disk, { began: n, flags, answer }: Call, path: string): void {
  disk.open.delete(answer)
  const folder = folderAt(disk, dirname(path))
  if (!folder && path !== disk.path) return
  let node = folder ? folder.now.get(basename(path)) : disk.root
  if (!node) step(folder, { n, name: basename(path), node: (node = fileOf(Buffer.alloc(0))) })
  if (flags.includes('O_TRUNC') && !isFolder(node)) cut(node, n, 0)
  disk.open.set(answer, { node, at: 0, appends: flags.includes('O_APPEND') })
}

function renames(disk: Disk, n: number, from: string, path: string): void {
  const [source, target] = [folderAt(disk, dirname(from)), folderAt(disk, dirname(path))]
  const node = source?.now.get(basename(from))
  if (!source || !target || !node) return
  step(target, { n, name: basename(path), node })
  step(source, { n, name: basename(from), node: null, to: target })
}

function step(folder: Folder | undefined, one: Step): void {
  if (!folder) return
  folder.steps.push(one)
  enter(folder.now, one)
}

const enter = (names: Map<string, Node>, { name, node }: Step): void =>
  void (node ? names.set(name, node) : names.delete(name))

function cut(file: File, n: number, size: number): void {
  file.changes.push({ n, size })
  file.length = size
}

function writes(
  file: File,
  n: number,
  handle: { at: number; appends: boolean },
  given: Buffer | undefined,
  length: number,
) {
  const bytes = (given ?? Buffer.alloc(0)).subarray(0, length)
  const at = handle.appends ? file.length : handle.at
  file.changes.push({ n, at, bytes })
  handle.at = at + length
  file.length = Math.max(file.length, handle.at)
}

function folderAt({ root, path }: Disk, wanted: string): Folder | undefined {
  if (wanted !== path && !wanted.startsWith(`${path}/`)) return undefined
  let folder: Folder | undefined = root
  for (const name of wanted
    .slice(path.length + 1)
    .split('/')
    .filter(Boolean)) {
    const node: Node | undefined = folder?.now.get(name)
    folder = node && isFolder(node) ? node : undefined
  }
  return folder
}

/** A sync that began at `n` and has returned. */
function keep(node: Node, n: number): void {
  const done = (change: { n: number }) => change.n < n
  if (!isFolder(node)) {
    node.kept = contentOf(node, done)
    node.changes = node.changes.filter((change) => !done(change))
    return
  }
  for (const one of node.steps.filter(done)) {
    if (one.to) keepStep(one.to, one.n) // what is gone from here is there
    keepStep(node, one.n)
  }
}

function keepStep(folder: Folder, n: number): void {
  for (const one of folder.steps.filter((step) => step.n === n)) enter(folder.kept, one)
  folder.steps = folder.steps.filter((step) => step.n !== n)
}

function contentOf({ kept, changes }: File, isThere: (change: Change) => boolean): Buffer {
  let content = kept
  for (const change of changes.filter(isThere)) {
    const size = 'size' in change ? change.size : Math.max(content.length, change.at + change.bytes.length)
    const next = Buffer.alloc(size)
    content.copy(next)
    if ('bytes' in change) change.bytes.copy(next, change.at)
    content = next
  }
  return content
}

/** Which of what was never synced is there after all: nothing, everything, all until some moment, or this and that. */
function luck(disk: Disk, random: Random): (change: { n: number }) => boolean {
  const kind = random.oneOf(['nothing', 'everything', 'until', 'some', 'some'] as const)
  if (kind === 'nothing' || kind === 'everything') return () => kind === 'everything'
  const waiting = unsynced(disk.root)
  const until = waiting.length > 0 ? random.oneOf(waiting) : 0
  const some = new Set(waiting.filter(() => random.below(2) === 0))
  return ({ n }) => (kind === 'until' ? n <= until : some.has(n))
}

function unsynced(node: Node): number[] {
  if (!isFolder(node)) return node.changes.map(({ n }) => n)
  const inside = new Set([...node.kept.values(), ...node.now.values()])
  return [...node.steps.map(({ n }) => n), ...[...inside].flatMap(unsynced)]
}

/** Writes into the folder `path` what the disk may hold when the power comes back. */
export function crash(disk: Disk, path: string, random: Random): void {
  lay(disk.root, path, luck(disk, random))
}

function lay(folder: Folder, path: string, isThere: (change: { n: number }) => boolean): void {
  const names = new Map(folder.kept)
  for (const one of folder.steps.filter(isThere)) enter(names, one)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  for (const [name, node] of names) {
    if (isFolder(node)) lay(node, join(path, name), isThere)
    else if (!name.endsWith('-shm')) writeFileSync(join(path, name), contentOf(node, isThere), { mode: 0o600 })
  }
}
