import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { nextNumber } from '../../server/db/counters.ts'
import { openDatabase, type Database, type Tx } from '../../server/db/database.ts'
import { newId } from '../../server/db/ids.ts'
import { people, replies, tickets } from '../../server/db/schema.ts'
import { only } from '../../server/problems.ts'
import { freshDatabase } from '../support/postgres.ts'

export const now = new Date('2026-01-02T03:04:05.678Z')
export const later = new Date(now.getTime() + 60_000)

/** An empty database of the engine under test; it goes with the test. */
export async function emptyDatabase(): Promise<{ url: string; file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'db-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'desk.db')
  return { url: (await freshDatabase(`db_${newId()}`)) ?? `file:${file}`, file }
}

/** Opens a database that is closed when the test ends. */
export async function opened(url: string): Promise<Database> {
  const db = await openDatabase(url)
  onTestFinished(() => db.close())
  return db
}

/** A migrated database of the engine under test. */
export async function migrated(): Promise<{ db: Database; url: string; file: string }> {
  const place = await emptyDatabase()
  const db = await opened(place.url)
  await db.migrate()
  return { db, ...place }
}

/** Somebody with nothing but a name. */
export async function addPerson(tx: Tx, name: string, role: 'customer' | 'agent' = 'customer') {
  const row = { id: newId(), number: await nextNumber(tx, 'customer'), email: `${name}@example.org`, name, role }
  return only(
    await tx
      .insert(people)
      .values({ ...row, state: 'active', locale: 'en', createdAt: now })
      .returning(),
  )
}

/** A ticket, with a number of its own. */
export async function addTicket(tx: Tx, ownerId: string, subject: string) {
  const state = { category: 'other', status: 'open', visibility: 'private', epoch: 0, replyCount: 0 } as const
  const row = { id: newId(), number: await nextNumber(tx, 'ticket'), ownerId, subject, submission: newId() }
  return only(
    await tx
      .insert(tickets)
      .values({ ...row, ...state, openedAt: now, touchedAt: now })
      .returning(),
  )
}

/** A reply to a ticket. */
export async function addReply(tx: Tx, ticketId: string, authorId: string, seq = 0) {
  const row = { id: newId(), ticketId, seq, authorId, body: 'Help', internal: false, submission: newId() }
  return only(
    await tx
      .insert(replies)
      .values({ ...row, createdAt: now })
      .returning(),
  )
}

/** Something to wait for that a test opens itself. */
export function latch() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { wait: promise, open: resolve }
}
