import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { openKeyring } from '../../server/vault/keyring.ts'
import { ensureAccountKey } from '../../server/vault/keys.ts'
import { openRing, surveyRoots } from '../../server/vault/recognising.ts'
import { openVault } from '../../server/vault/vault.ts'
import { unwrapKey, type WrapPlace } from '../../server/vault/wraps.ts'
import { keyringRows, newId, type KeyringRows, type TestVault } from './support.ts'

/** Calls back at every step of a rotation, at the moment in which a crash would find it on the disk; answers what ends it. */
export function atEachStep(see: (step: string) => void): () => void {
  const seen = (step: unknown) => void (String(step).startsWith('rotate.') && see(String(step)))
  const end = () => void unsubscribe('guichet:step', seen)
  subscribe('guichet:step', seen)
  onTestFinished(end)
  return end
}

/** Accounts without documents, in one commit; for a vault that is closed. */
export async function addAccounts({ keyringDir, rootKeyDir }: TestVault, count: number): Promise<void> {
  const epochs = await surveyRoots(rootKeyDir, true)
  const keyring = openKeyring(keyringDir)
  const ring = await openRing(keyring, rootKeyDir, epochs)
  keyring.together(() => {
    for (let i = 0; i < count; i++) ensureAccountKey({ keyring, ring }, newId())
  })
  keyring.close()
}

/** What a thief has: wrapped keys from any copies of the keyring, and root keys. */
export type Loot = { rows: KeyringRows[]; roots: Buffer[] }

export async function lootOf(...places: TestVault[]): Promise<Loot> {
  const loot: Loot = { rows: [], roots: [] }
  for (const { keyringDir, rootKeyDir } of places) {
    loot.rows.push(await keyringRows(keyringDir))
    for (const name of await readdir(rootKeyDir)) loot.roots.push(await readFile(join(rootKeyDir, name)))
  }
  return loot
}

/** The documents that open with this loot: every root is tried on every account, every account key on every document. */
export function openedBy({ rows, roots }: Loot): Set<string> {
  const accounts = rows.flatMap(({ accounts }) => accounts)
  const documents = rows.flatMap(({ documents }) => documents)
  const keys = accounts.flatMap(({ id: accountId, epoch, wrap }) =>
    roots
      .flatMap((root) => opened(root, { type: 'account', under: epoch, accountId }, wrap))
      .map((key) => ({ accountId, key })),
  )
  const opens = documents.filter(({ id: documentId, account: accountId, wrap }) =>
    keys.some(
      (by) =>
        by.accountId === accountId &&
        opened(by.key, { type: 'document', under: wrap.readUInt32BE(4), accountId, documentId }, wrap).length > 0,
    ),
  )
  return new Set(opens.map(({ id }) => id))
}

function opened(parent: Buffer, place: WrapPlace, wrap: Buffer): Buffer[] {
  try {
    return [unwrapKey(parent, place, wrap)]
  } catch {
    return [] // that is what most tries come to
  }
}

/** Changes a keyring behind the back of the vault, which is closed meanwhile. */
export async function tamper(at: TestVault, sql: string, ...values: string[]): Promise<void> {
  at.vault.close()
  const db = new SQLite(join(at.keyringDir, 'keyring.db'))
  db.prepare(sql).run(...values)
  db.close()
  at.vault = await openVault(at)
}
