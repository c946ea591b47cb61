import { randomBytes } from 'node:crypto'
import type { Blobs } from './blobs.ts'
import type { DocumentIds } from './ids.ts'
import type { AccountRow } from './keyring-rows.ts'
import type { Keyring } from './keyring.ts'
import { vaultProblem } from './problems.ts'
import type { Ring } from './ring.ts'
import { unwrapKey, wrapKey } from './wraps.ts'

/** The wrapped keys and the roots under which they are. */
export type Keys = { keyring: Keyring; ring: Ring }
/** What the vault stands on; `sealing` holds the ids being written. */
export type Stores = Keys & { blobs: Blobs; sealing: Set<string> }

/** Gives an account its key when it has none. */
export function ensureAccountKey({ keyring, ring }: Keys, accountId: string): void {
  if (keyring.account(accountId) !== null) return
  const key = randomBytes(32)
  const root = ring.newest()
  try {
    const wrap = wrapKey(root.key, { type: 'account', under: root.epoch, accountId }, key)
    keyring.addAccount({ accountId, generation: 1, epoch: root.epoch, wrap })
  } finally {
    key.fill(0)
  }
}

/**
 * Commits a document's key, wrapped under its account's; answers the wrap. Throws `no-key` when the account's key is
 * gone. Reads and writes without a pause in between, so that a rotation comes before all of it or after.
 */
export function storeDocumentKey(keys: Keys, ids: DocumentIds, documentKey: Buffer): Buffer {
  const account = accountOf(keys, ids.accountId)
  const accountKey = openAccountKey(keys, account)
  try {
    const wrap = wrapKey(accountKey, { type: 'document', under: account.generation, ...ids }, documentKey)
    keys.keyring.addDocument(ids, account.generation, wrap)
    return wrap
  } finally {
    accountKey.fill(0)
  }
}

/** A document's key, which the caller clears. Throws `no-key` when it, or its account's, is not in the keyring. */
export function openDocumentKey(keys: Keys, ids: DocumentIds): Buffer {
  const row = keys.keyring.document(ids.documentId)
  if (row === null || row.accountId !== ids.accountId)
    throw vaultProblem('no-key', 'there is no key for this document of this account')
  const account = accountOf(keys, ids.accountId)
  const accountKey = openAccountKey(keys, account)
  try {
    return unwrapKey(accountKey, { type: 'document', under: account.generation, ...ids }, row.wrap)
  } finally {
    accountKey.fill(0)
  }
}

/** The key of an account, which the caller clears. */
export function openAccountKey({ ring }: Keys, { accountId, epoch, wrap }: AccountRow): Buffer {
  return unwrapKey(ring.of(epoch).key, { type: 'account', under: epoch, accountId }, wrap)
}

function accountOf({ keyring }: Keys, accountId: string): AccountRow {
  const row = keyring.account(accountId)
  if (row === null) throw vaultProblem('no-key', 'the key of the account is gone')
  return row
}
