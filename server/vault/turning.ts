import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { AccountRow, OldAccountRow } from './keyring-rows.ts'
import { openAccountKey, type Keys } from './keys.ts'
import type { Root } from './roots.ts'
import { reached } from './steps.ts'
import { unwrapKey, wrapKey } from './wraps.ts'

/** An account on its way to the next root: its key until now, the row and key from now on, its documents' new wraps. */
type Turning = { from: OldAccountRow; oldKey: Buffer; to: AccountRow; key: Buffer; wraps: Map<string, Buffer> }
type DocumentWrap = { documentId: string; wrap: Buffer }

// A key takes about a twentieth of a millisecond with its row: neither a turn nor a commit holds the event loop long.
const KEYS_PER_TURN = 50
const KEYS_PER_COMMIT = 200

/**
 * Brings every account from an epoch under the next root, some in each commit; tells how many, and how many documents
 * had to follow. Whatever is stored, read or destroyed between two commits finds each account whole on either side.
 */
export async function turnAccounts(keys: Keys, epoch: number, next: Root) {
  const done = { accounts: 0, documents: 0 }
  const pause = pauses()
  let batch: Turning[] = []
  const commit = async () => {
    keys.keyring.together(() => {
      for (const turning of batch) turn(keys, turning, done)
    })
    batch.forEach(clear)
    batch = []
    reached('rotate.batch')
    await setImmediate()
  }
  try {
    const after = (id: string) => keys.keyring.accountAfter(epoch, id)
    for (let row = after(''); row !== null; row = after(row.accountId)) {
      batch.push(await prepare(keys, row, next, pause))
      if (sizeOf(batch) >= KEYS_PER_COMMIT) await commit()
    }
    if (batch.length > 0) await commit()
  } finally {
    batch.forEach(clear)
  }
  return done
}

/** Does what takes time before the commit, with pauses: an account may have thousands of documents. */
async function prepare(keys: Keys, from: OldAccountRow, next: Root, pause: () => Promise<void>): Promise<Turning> {
  const oldKey = openAccountKey(keys, from)
  const { accountId, generation, dirty } = from
  // Copies of a destroyed document's wrap lie under the key that the account had until now.
  const key = dirty ? randomBytes(32) : Buffer.from(oldKey)
  const wrap = wrapKey(next.key, { type: 'account', under: next.epoch, accountId }, key)
  const to = { accountId, generation: generation + dirty, epoch: next.epoch, wrap }
  const turning: Turning = { from, oldKey, to, key, wraps: new Map() }
  await pause()
  for (const document of dirty ? keys.keyring.documentsOf(accountId) : []) {
    turning.wraps.set(document.documentId, wrapAgain(turning, document))
    await pause()
  }
  return turning
}

function turn({ keyring }: Keys, turning: Turning, done: { accounts: number; documents: number }): void {
  const { from, to, wraps } = turning
  if (!keyring.turnAccount(to, from.epoch)) return // it was destroyed meanwhile
  done.accounts++
  if (to.generation === from.generation) return
  // What was stored meanwhile has no new wrap yet, and what was destroyed has no row any more.
  for (const document of keyring.documentsOf(from.accountId)) {
    keyring.turnDocument(document.documentId, wraps.get(document.documentId) ?? wrapAgain(turning, document))
    done.documents++
  }
}

function wrapAgain({ from, oldKey, to, key }: Turning, { documentId, wrap }: DocumentWrap): Buffer {
  const ids = { documentId, accountId: from.accountId }
  const documentKey = unwrapKey(oldKey, { type: 'document', under: from.generation, ...ids }, wrap)
  try {
    return wrapKey(key, { type: 'document', under: to.generation, ...ids }, documentKey)
  } finally {
    documentKey.fill(0)
  }
}

const sizeOf = (batch: Turning[]): number => batch.reduce((size, { wraps }) => size + 1 + wraps.size, 0)

function clear({ oldKey, key }: Turning): void {
  oldKey.fill(0)
  key.fill(0)
}

/** Lets everybody else have a turn after every so many calls. */
function pauses(): () => Promise<void> {
  let calls = 0
  return async () => {
    if (++calls % KEYS_PER_TURN === 0) await setImmediate()
  }
}
