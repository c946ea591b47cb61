import { randomBytes } from 'node:crypto'
import type { Blobs } from './blobs.ts'
import type { DocumentIds } from './ids.ts'
import type { AccountRow, Keyring } from './keyring.ts'
import { vaultProblem } from './problems.ts'
import type { Root } from './roots.ts'
import { unwrapKey, wrapKey } from './wraps.ts'

/** What the vault stands on. `root()` throws once the vault is closed; `sealing` holds the ids being written. */
export type Stores = { keyring: Keyring; blobs: Blobs; root: () => Root; sealing: Set<string> }

/** Gives an account its key when it has none. */
export function ensureAccountKey({ keyring, root }: Stores, accountId: string): void {
  if (keyring.account(accountId) !== null) return
  const key = randomBytes(32)
  const { epoch, key: rootKey } = root()
  try {
    const wrap = wrapKey(rootKey, { type: 'account', under: epoch, accountId }, key)
    keyring.addAccount(accountId, { generation: 1, epoch, wrap })
  } finally {
    key.fill(0)
  }
}

/** Commits a document's key, wrapped under its account's. Throws `no-key` when the account's key is gone. */
export function storeDocumentKey(stores: Stores, ids: DocumentIds, documentKey: Buffer): void {
  const account = accountOf(stores, ids.accountId)
  const accountKey = openAccountKey(stores, ids.accountId, account)
  try {
    const wrap = wrapKey(accountKey, { type: 'document', under: account.generation, ...ids }, documentKey)
    stores.keyring.addDocument(ids, account.generation, wrap)
  } finally {
    accountKey.fill(0)
  }
}

/** A document's key, which the caller clears. Throws `no-key` when it, or its account's, is not in the keyring. */
export function openDocumentKey(stores: Stores, ids: DocumentIds): Buffer {
  const row = stores.keyring.document(ids.documentId)
  if (row === null || row.accountId !== ids.accountId)
    throw vaultProblem('no-key', 'there is no key for this document of this account')
  const account = accountOf(stores, ids.accountId)
  const accountKey = openAccountKey(stores, ids.accountId, account)
  try {
    return unwrapKey(accountKey, { type: 'document', under: account.generation, ...ids }, row.wrap)
  } finally {
    accountKey.fill(0)
  }
}

function accountOf({ keyring }: Stores, accountId: string): AccountRow {
  const row = keyring.account(accountId)
  if (row === null) throw vaultProblem('no-key', 'the key of the account is gone')
  return row
}

function openAccountKey({ root }: Stores, accountId: string, row: AccountRow): Buffer {
  const { epoch, key } = root()
  return unwrapKey(key, { type: 'account', under: epoch, accountId }, row.wrap)
}
