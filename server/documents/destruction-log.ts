import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { withBallast } from '../vault/ballast.ts'
import { syncDirectory } from '../vault/disk.ts'
import { reached } from '../vault/steps.ts'

type Destroyed = { documentId: string; accountId: string; reason: string; at: Date }

/** A line as it stands in the file: a document that was destroyed, or (without `doc`) an account that was closed. */
type Line = { n: number; at: string; doc?: string; account: string; reason?: string; closed?: true; prev: string }
type Said = Omit<Line, 'n' | 'prev'>
/** Where the next line goes: how many there are, the SHA-256 of the last, the bytes of all. */
type End = { n: number; head: string; size: number }

/** What was destroyed, and who left, as the log tells it; each once, in order. */
export type Entries = { documents: (Destroyed & { n: number })[]; accounts: { accountId: string; at: Date }[] }

/**
 * Names every document that was destroyed, outside the database and its folder: an old copy of those that is put back
 * cannot forget it (vault.md 3.5, step 2). Each line carries the SHA-256 of the one before it.
 */
export type DestructionLog = {
  /** On the disk when it resolves, and only once however often it is called. Rejects when it cannot be written. */
  append(entry: Destroyed): Promise<void>
  /** The same for an account that was closed. */
  appendClosed(entry: { accountId: string; at: Date }): Promise<void>
  has(documentId: string): boolean
  /** Reads the file again. Throws when a line of it does not follow the one before. */
  entries(): Entries
  close(): void
}

const FIRST = '0'.repeat(64)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Opens the log, makes it when missing, and cuts off a last line that a crash left unfinished. `ballast` is a file that
 * is dropped when the disk is full; `failed` hears of every line that could not be written. Throws with one line that
 * names DESTRUCTION_LOG when the file cannot be used or was changed.
 */
export async function openDestructionLog(
  file: string,
  { ballast, failed }: { ballast: string; failed(error: unknown): void },
): Promise<DestructionLog> {
  const descriptor = await opened(file)
  try {
    const { lines, ...end } = wholeLines(file, descriptor)
    const known = new Set(lines.map(keyOf))
    const add = appending(descriptor, end, ballast)
    const write = async (line: Said): Promise<void> => {
      if (known.has(keyOf(line))) return
      try {
        add(line)
      } catch (error) {
        failed(error)
        throw error
      }
      known.add(keyOf(line))
      reached('destruction.logged')
    }
    return {
      append: ({ documentId, accountId, reason, at }) =>
        write({ at: at.toISOString(), doc: documentId, account: accountId, reason }),
      appendClosed: ({ accountId, at }) => write({ at: at.toISOString(), account: accountId, closed: true }),
      has: (documentId) => known.has(documentId),
      entries: () => entriesIn(wholeLines(file, null).lines),
      close: () => closeSync(descriptor),
    }
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

/** Adds lines to the end of the file, each on the disk when it returns. */
function appending(descriptor: number, end: End, ballast: string): (line: Said) => void {
  let { n, head, size } = end
  let unsynced: unknown
  return (line) => {
    if (unsynced !== undefined) throw new Error('The destruction log could not be synced before', { cause: unsynced })
    const text = JSON.stringify({ n: n + 1, ...line, prev: head })
    size = withBallast(ballast, () => written(descriptor, `${text}\n`, size))
    try {
      fsyncSync(descriptor)
    } catch (error) {
      unsynced = error // a second try would answer well, and nobody knows what is on the disk: the next start reads it
      throw error
    }
    n++
    head = sha256(text)
  }
}

const keyOf = ({ doc, account }: Pick<Line, 'doc' | 'account'>): string => doc ?? `account ${account}`

async function opened(file: string): Promise<number> {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const descriptor = openSync(file, 'a+', 0o600)
    await syncDirectory(dirname(file))
    return descriptor
  } catch (error) {
    throw unusable(file, error)
  }
}

// Without its cause, whose code would be taken for the storage folder's.
function unusable(file: string, error: unknown): Error {
  const remedy = 'give it a file, outside STORAGE_DIR, that this user can write'
  return new Error(`DESTRUCTION_LOG (${file}) cannot be written (${String(error)}): ${remedy}`)
}

/** Appends a whole line or nothing; answers the size of the file after it. */
function written(descriptor: number, line: string, size: number): number {
  const bytes = Buffer.from(line)
  try {
    if (writeSync(descriptor, bytes) === bytes.length) return size + bytes.length
    throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' })
  } catch (error) {
    ftruncateSync(descriptor, size)
    throw error
  }
}

/** The lines of the file, each checked against the one before; an unfinished last one is cut off if `mend` can write. */
function wholeLines(file: string, mend: number | null): End & { lines: Line[] } {
  const text = readFileSync(file, 'utf8')
  const pieces = text.split('\n')
  const rest = pieces.pop() ?? ''
  const lines: Line[] = []
  let head = FIRST
  for (const piece of rest === '' ? pieces : [...pieces, rest]) {
    const line = following(piece, lines.length + 1, head)
    if (line === null && piece === rest) break
    if (line === null) throw broken(file, lines.length + 1)
    lines.push(line)
    head = sha256(piece)
  }
  const torn = lines.length === pieces.length ? rest : ''
  const whole = { lines, n: lines.length, head, size: Buffer.byteLength(text) - Buffer.byteLength(torn) }
  if (mend === null || rest === '') return whole
  if (torn === '') writeSync(mend, '\n')
  else ftruncateSync(mend, whole.size)
  fsyncSync(mend)
  return { ...whole, size: torn === '' ? whole.size + 1 : whole.size }
}

function following(text: string, n: number, prev: string): Line | null {
  try {
    const line = JSON.parse(text) as Line
    return line.n === n && line.prev === prev && typeof line.account === 'string' ? line : null
  } catch {
    return null // not JSON: torn, or written by another hand
  }
}

function broken(file: string, n: number): Error {
  const remedy = 'put back the copy of it that was kept off this machine'
  return new Error(`DESTRUCTION_LOG (${file}) was changed: its line ${n} does not follow the one before it: ${remedy}`)
}

function entriesIn(lines: Line[]): Entries {
  const entries: Entries = { documents: [], accounts: [] }
  for (const { n, at, doc, account, reason = '' } of lines) {
    if (doc === undefined) entries.accounts.push({ accountId: account, at: new Date(at) })
    else entries.documents.push({ n, documentId: doc, accountId: account, reason, at: new Date(at) })
  }
  return entries
}
