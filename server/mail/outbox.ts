import { desc, eq, lt } from 'drizzle-orm'
import type { Reader, Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { letters } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { enqueue } from '../jobs/jobs.ts'
import type { Transport } from './transport.ts'

export type Letter = { personId: string | null; to: string; subject: string; text: string; html: string }

/** Puts a letter into the outbox, in the same transaction as the deed that it tells of. */
export async function post(tx: Tx, desk: Desk, letter: Letter): Promise<void> {
  const id = newId()
  const state = desk.config.smtpUrl ? 'waiting' : 'kept'
  await tx.insert(letters).values({ ...letter, id, state, writtenAt: desk.clock.now() })
  if (state === 'waiting') await enqueue(tx, desk, 'deliverLetter', { id })
}

/** Hands one letter to the mail server. What was sent is no longer kept here, only that it was. */
export async function deliver(desk: Desk, transport: Transport, id: string): Promise<void> {
  const [letter] = await desk.db.select().from(letters).where(eq(letters.id, id))
  if (letter?.state !== 'waiting') return
  await transport.send(letter)
  await desk.db.transaction(async (tx) => {
    await tx
      .update(letters)
      .set({ state: 'sent', sentAt: desk.clock.now(), text: '', html: '' })
      .where(eq(letters.id, id))
  })
}

/** The latest letters, for administrators. */
export async function latestLetters(db: Reader, most: number) {
  return db.select().from(letters).orderBy(desc(letters.writtenAt), desc(letters.id)).limit(most)
}

/** Old letters are of no use to anybody. */
export async function forgetLetters(tx: Tx, before: Date): Promise<void> {
  await tx.delete(letters).where(lt(letters.writtenAt, before))
}
