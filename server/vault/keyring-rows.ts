import type SQLite from 'better-sqlite3'
import type { DocumentIds } from './ids.ts'
import { vaultProblem } from './problems.ts'

export type AccountRow = { accountId: string; generation: number; epoch: number; wrap: Buffer }
/** `dirty`: a document of the account was destroyed under its key, so the next rotation gives it another one. */
export type OldAccountRow = AccountRow & { dirty: number }
export type DocumentRow = { accountId: string; wrap: Buffer }

/** What the keyring remembers of itself. */
export function factRows(db: SQLite.Database) {
  const get = db.prepare<[string], { value: Buffer }>('select value from facts where name = ?')
  const set = db.prepare(
    'insert into facts (name, value) values (?, ?) on conflict do update set value = excluded.value',
  )
  const remove = db.prepare('delete from facts where name = ?')
  const names = db.prepare<[], { name: string }>('select name from facts order by name')
  const any = db.prepare<[], { used: number }>(
    'select exists (select 1 from facts) or exists (select 1 from accounts) or exists (select 1 from documents) as used',
  )
  return {
    fact: (name: string) => get.get(name)?.value ?? null,
    setFact: (name: string, value: Buffer) => void set.run(name, value),
    removeFact: (name: string) => void remove.run(name),
    factNames: () => names.all().map(({ name }) => name),
    isUnused: () => any.get()?.used === 0,
  }
}

/** The wrapped keys of accounts. */
export function accountRows(db: SQLite.Database) {
  const columns = 'account_id as accountId, generation, epoch, wrap'
  const get = db.prepare<[string], AccountRow>(`select ${columns} from accounts where account_id = ?`)
  const add = db.prepare('insert into accounts (account_id, generation, epoch, wrap) values (?, ?, ?, ?)')
  const remove = db.prepare('delete from accounts where account_id = ?')
  const removeDocuments = db.prepare('delete from documents where account_id = ?')
  const removeAll = db.transaction((accountId: string) => {
    remove.run(accountId)
    removeDocuments.run(accountId)
  })
  return {
    account: (accountId: string) => get.get(accountId) ?? null,
    addAccount: (row: AccountRow) => void add.run(row.accountId, row.generation, row.epoch, row.wrap),
    removeAccount: (accountId: string) => removeAll.immediate(accountId),
  }
}

/** The wrapped keys of documents. */
export function documentRows(db: SQLite.Database) {
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

/** What a rotation does with the wrapped keys. */
export function turningRows(db: SQLite.Database) {
  const epochs = db.prepare<[], { epoch: number }>('select distinct epoch from accounts')
  const next = db.prepare<[number, string], OldAccountRow>(
    `select account_id as accountId, generation, epoch, wrap, dirty from accounts
     where epoch = ? and account_id > ? order by account_id limit 1`,
  )
  const turnAccount = db.prepare(
    `update accounts set epoch = ?, wrap = ?, dirty = iif(generation = ?, dirty, 0), generation = ?
     where account_id = ? and epoch = ?`,
  )
  const turnDocument = db.prepare('update documents set wrap = ? where document_id = ?')
  return {
    epochs: () => epochs.all().map(({ epoch }) => epoch),
    accountAfter: (epoch: number, accountId: string) => next.get(epoch, accountId) ?? null,
    turnAccount: ({ accountId, generation, epoch, wrap }: AccountRow, from: number) =>
      turnAccount.run(epoch, wrap, generation, generation, accountId, from).changes === 1,
    turnDocument: (documentId: string, wrap: Buffer) => void turnDocument.run(wrap, documentId),
    together: (work: () => void) => db.transaction(work).immediate(),
  }
}
