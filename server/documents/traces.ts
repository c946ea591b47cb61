import { setTimeout as pause } from 'node:timers/promises'
import { and, eq, inArray } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { withRoom } from '../vault/ballast.ts'
import { reached } from '../vault/steps.ts'

const TRIES = 20
const BETWEEN = 50 // milliseconds

/** Deletes a key and waits until its bytes are out of the keyring's log; false if something reads there all the time. */
export async function goneFromKeyring(destroy: () => boolean): Promise<boolean> {
  for (let tries = 1; !destroy(); tries++) {
    if (tries === TRIES) return false
    await pause(BETWEEN)
  }
  return true
}

/** A transaction of a destruction: on a full disk the ballast makes room for it (vault.md 3.5). */
export const inRoom = <Result>({ config, db }: Desk, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  withRoom(`${config.keyringDir}/ballast`, () => db.transaction(work))

/** Empties the database's log, so that what was deleted is in no file; false if something reads there all the time. */
export async function emptyLog(desk: Desk): Promise<boolean> {
  for (let tries = 1; tries <= TRIES; tries++) {
    let emptied = false
    // The moment after a commit is the one in which no other transaction has begun, however busy the desk is.
    await inRoom(desk, (tx) => Promise.resolve(tx.onCommit(() => void (emptied = desk.db.checkpoint()))))
    if (emptied) return true
    await pause(BETWEEN)
  }
  return false
}

/**
 * Takes back a document that lies on no ticket yet: key and blob, then the row, so that a crash in between leaves a row
 * that recovery finds. Does nothing to one that is stored.
 */
export async function takeBack(desk: Desk, documentId: string): Promise<void> {
  const [row] = await desk.db.transaction(async (tx) => {
    await tx
      .update(documents)
      .set({ state: 'uploading' })
      .where(and(eq(documents.id, documentId), inArray(documents.state, ['uploading', 'waiting'])))
    return tx.select({ state: documents.state }).from(documents).where(eq(documents.id, documentId))
  })
  if (!row || row.state === 'stored') return
  reached('back.begun')
  await goneFromKeyring(() => desk.vault.destroyKey(documentId))
  reached('back.key')
  await desk.vault.destroyBlob(documentId)
  reached('back.blob')
  await desk.db.transaction(async (tx) => {
    await tx.delete(documents).where(and(eq(documents.id, documentId), eq(documents.state, 'uploading')))
  })
}
