import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import SQLite from 'better-sqlite3'
import { syncDirectory, syncFile } from './disk.ts'
import type { DocumentIds } from './ids.ts'
import { accountRows, documentRows, factRows, turningRows } from './keyring-rows.ts'
import type { AccountRow, DocumentRow, OldAccountRow } from './keyring-rows.ts'
import { codeOf, vaultProblem } from './problems.ts'
import { anyFileContains } from './scan.ts'

/** The wrapped keys, in their own SQLite file; every change is on the disk when the call returns (vault.md 3.4). */
export type Keyring = {
  fact(name: string): Buffer | null
  setFact(name: string, value: Buffer): void
  removeFact(name: string): void
  factNames(): string[]
  isUnused(): boolean
  account(accountId: string): AccountRow | null
  addAccount(row: AccountRow): void
  document(documentId: string): DocumentRow | null
  documentsOf(accountId: string): { documentId: string; wrap: Buffer }[]
  documentIds(): string[]
  /** Throws `no-key` when the account's key went, or changed its generation, while the document was being sealed. */
  addDocument(ids: DocumentIds, generation: number, wrap: Buffer): void
  removeDocument(documentId: string): void
  removeAccount(accountId: string): void
  /** The epochs under which there are accounts. */
  epochs(): number[]
  /** The next account of this epoch, in the order of their ids. */
  accountAfter(epoch: number, accountId: string): OldAccountRow | null
  /** Gives an account its row of another epoch. False when it is not of epoch `from` any more: destroyed, or a new one. */
  turnAccount(row: AccountRow, from: number): boolean
  turnDocument(documentId: string, wrap: Buffer): void
  /** Makes one commit of everything that `work` does; of nothing, if it throws. */
  together(work: () => void): void
  /** Empties the WAL, which keeps deleted wraps until then. False while something still reads: then try again. */
  checkpoint(): boolean
  contains(needles: Buffer[]): Promise<boolean>
  /** What is wrong with the file, in words. */
  check(): string[]
  /** Writes its rows into a new file in the place of `file`; nothing of what was deleted is in it. */
  copyTo(file: string): Promise<void>
  close(): void
}

const FILE = 'keyring.db'

// SQLite ignores a pragma it does not like, so each is read back. The order counts: without EXCLUSIVE before the first
// WAL access there is a -shm file, into which SQLite can copy freed heap memory (vault.md, fact 4).
const pragmas = { locking_mode: 'exclusive', journal_mode: 'wal', synchronous: 2, secure_delete: 1, temp_store: 2 }

const schema = `
  create table if not exists accounts (account_id text primary key, generation integer not null,
    epoch integer not null, wrap blob not null, dirty integer not null default 0) strict;
  create table if not exists documents (document_id text primary key, account_id text not null,
    wrap blob not null) strict;
  create index if not exists documents_by_account on documents (account_id);
  create table if not exists facts (name text primary key, value blob not null) strict;`

/** Was a keyring made in this directory before? */
export const hasKeyring = (directory: string): boolean => existsSync(join(directory, FILE))

/**
 * Opens `directory`/keyring.db, makes it when missing, and empties what a crash left in its WAL before any key is in
 * memory. Throws `keyring-busy` at once when another process holds it.
 */
export function openKeyring(directory: string): Keyring {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, FILE)
  if (!hasKeyring(directory)) closeSync(openSync(file, 'wx', 0o600))
  const db = new SQLite(file, { timeout: 0 })
  try {
    prepareFile(db)
    // Opened only now that the lock is ours, and kept until the end: see scan.ts.
    const descriptor = openSync(file, 'r')
    return {
      ...factRows(db),
      ...accountRows(db),
      ...documentRows(db),
      ...turningRows(db),
      checkpoint: () => checkpoint(db),
      check: () => faultsOf(db, 'integrity_check'),
      copyTo: (to) => copy(db, to),
      contains: (needles) => anyFileContains(directory, { [FILE]: descriptor }, needles),
      close() {
        if (!db.open) return
        db.close()
        closeSync(descriptor)
      },
    }
  } catch (error) {
    db.close()
    throw unusable(file, error)
  }
}

function unusable(file: string, error: unknown): unknown {
  const code = codeOf(error) ?? ''
  if (code.startsWith('SQLITE_BUSY'))
    return vaultProblem('keyring-busy', `another process holds ${file}: stop the desk that is running first`, error)
  if (!/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return error
  const remedy = 'move it away and bring the last copy back: npm run desk -- restore DIR'
  // Without its cause, whose code would be taken for the database's.
  return vaultProblem(
    'damaged',
    `KEYRING_URL: ${file} is damaged (${(error as Error).message.replaceAll('\n', ' ')}): ${remedy}`,
  )
}

function faultsOf(db: SQLite.Database, check: 'quick_check' | 'integrity_check'): string[] {
  try {
    const lines = db.pragma(check) as Record<string, string>[]
    return lines.flatMap((line) => Object.values(line)).filter((line) => line !== 'ok')
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

/** `VACUUM INTO` syncs nothing and takes no file that is there: written beside, synced, renamed. */
async function copy(db: SQLite.Database, to: string): Promise<void> {
  const part = `${to}.part`
  await rm(part, { force: true })
  closeSync(openSync(part, 'wx', 0o600))
  db.prepare('vacuum into ?').run(part)
  await syncFile(part)
  await rename(part, to)
  await syncDirectory(dirname(to))
}

function prepareFile(db: SQLite.Database): void {
  for (const [name, value] of Object.entries(pragmas)) {
    db.pragma(`${name} = ${value}`)
    const is = db.pragma(name, { simple: true })
    if (is !== value) throw new Error(`SQLite keeps ${name} at ${String(is)}, not ${value}`)
  }
  // The lock is taken with the first access; an empty write makes it the writer's at once.
  db.exec('begin exclusive; commit')
  if (!checkpoint(db)) throw new Error('the WAL of the keyring cannot be emptied')
  const [fault] = faultsOf(db, 'quick_check')
  if (fault) throw Object.assign(new Error(fault), { code: 'SQLITE_CORRUPT' })
  db.exec(schema)
}

function checkpoint(db: SQLite.Database): boolean {
  const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
  return result?.busy === 0
}
