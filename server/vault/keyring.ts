import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import type { DocumentIds } from './ids.ts'
import { codeOf, vaultProblem } from './problems.ts'
import { anyFileContains } from './scan.ts'

export type AccountRow = { generation: number; epoch: number; wrap: Buffer }
export type DocumentRow = { accountId: string; wrap: Buffer }

/** The wrapped keys, in their own SQLite file; every change is on the disk when the call returns (vault.md 3.4). */
export type Keyring = {
  fact(name: string): Buffer | null
  setFact(name: string, value: Buffer): void
  isUnused(): boolean
  account(accountId: string): AccountRow | null
  addAccount(accountId: string, row: AccountRow): void
  document(documentId: string): DocumentRow | null
  documentsOf(accountId: string): { documentId: string; wrap: Buffer }[]
  documentIds(): string[]
  /** Throws `no-key` when the account's key went, or changed its generation, while the document was being sealed. */
  addDocument(ids: DocumentIds, generation: number, wrap: Buffer): void
  removeDocument(documentId: string): void
  removeAccount(accountId: string): void
  /** Empties the WAL, which keeps deleted wraps until then. False while something still reads: then try again. */
  checkpoint(): boolean
  contains(needles: Buffer[]): Promise<boolean>
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

/**
 * Opens `directory`/keyring.db, makes it when missing, and empties what a crash left in its WAL before any key is in
 * memory. Throws `keyring-busy` at once when another process holds it.
 */
export function openKeyring(directory: string): Keyring {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const file = join(directory, FILE)
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600))
  const db = new SQLite(file, { timeout: 0 })
  try {
    prepareFile(db)
    // Opened only now that the lock is ours, and kept until the end: see scan.ts.
    const descriptor = openSync(file, 'r')
    return {
      ...factRows(db),
      ...accountRows(db),
      ...documentRows(db),
      checkpoint: () => checkpoint(db),
      contains: (needles) => anyFileContains(directory, { [FILE]: descriptor }, needles),
      close() {
        if (!db.open) return
        db.close()
        closeSync(descriptor)
      },
    }
  } catch (error) {
    db.close()
    if (codeOf(error)?.startsWith('SQLITE_BUSY') !== true) throw error
    throw vaultProblem('keyring-busy', `another process holds ${file}: stop the desk that is running first`, error)
  }
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
  db.exec(schema)
}

function checkpoint(db: SQLite.Database): boolean {
  const [result] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
  return result?.busy === 0
}

function factRows(db: SQLite.Database) {
  const get = db.prepare<[string], { value: Buffer }>('select value from facts where name = ?')
  const set = db.prepare('insert into facts (name, value) values (?, ?)')
  const any = db.prepare<[], { used: number }>(
    'select exists (select 1 from facts) or exists (select 1 from accounts) or exists (select 1 from documents) as used',
  )
  return {
    fact: (name: string) => get.get(name)?.value ?? null,
    setFact: (name: string, value: Buffer) => void set.run(name, value),
    isUnused: () => any.get()?.used === 0,
  }
}

function accountRows(db: SQLite.Database) {
  const get = db.prepare<[string], AccountRow>('select generation, epoch, wrap from accounts where account_id = ?')
  const add = db.prepare('insert into accounts (account_id, generation, epoch, wrap) values (?, ?, ?, ?)')
  const remove = db.prepare('delete from accounts where account_id = ?')
  const removeDocuments = db.prepare('delete from documents where account_id = ?')
  const removeAll = db.transaction((accountId: string) => {
    remove.run(accountId)
    removeDocuments.run(accountId)
  })
  return {
    account: (accountId: string) => get.get(accountId) ?? null,
    addAccount: (id: string, row: AccountRow) => void add.run(id, row.generation, row.epoch, row.wrap),
    removeAccount: (accountId: string) => removeAll.immediate(accountId),
  }
}

function documentRows(db: SQLite.Database) {
  const get = db.prepare<[string], DocumentRow>(
    'select account_id as accountId, wrap from documents where document_id = ?',
  )
  const ofAccount = db.prepare<[string], { documentId: string; wrap: Buffer }>(
    'select document_id as documentId, wrap from documents where account_id = ?',
  )
  const all = db.prepare<[], { id: string }>('select document_id as id from documents order by document_id')
  const add = db.prepare(
    `insert into documents (document_id, account_id, wrap)
     select ?, account_id, ? from accounts where account_id = ? and generation = ?`,
  )
  // The next rotation gives a dirty account a new key, which kills the copies of the wrap in old backups.
  const soil = db.prepare(
    'update accounts set dirty = 1 where account_id = (select account_id from documents where document_id = ?)',
  )
  const remove = db.prepare('delete from documents where document_id = ?')
  const soilAndRemove = db.transaction((documentId: string) => {
    soil.run(documentId)
    remove.run(documentId)
  })
  return {
    document: (documentId: string) => get.get(documentId) ?? null,
    documentsOf: (accountId: string) => ofAccount.all(accountId),
    documentIds: () => all.all().map(({ id }) => id),
    addDocument({ documentId, accountId }: DocumentIds, generation: number, wrap: Buffer) {
      if (add.run(documentId, wrap, accountId, generation).changes === 0)
        throw vaultProblem('no-key', 'the key of the account is gone')
    },
    removeDocument: (documentId: string) => soilAndRemove.immediate(documentId),
  }
}
