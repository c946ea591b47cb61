import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import { MINUTE, after } from '../clock.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { drafts, jobs, letters, limits, links, people, recoveryCodes, sessions } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { endGrants } from '../grants/ending.ts'
import { tellOfClosure } from '../mail/notices.ts'
import { Conflict } from '../problems.ts'
import { endSessionsOf } from '../signin/sessions.ts'
import { destroyAllOf } from '../documents/destroying.ts'
import type { Entries } from '../documents/destruction-log.ts'
import { forgetFollows } from '../publication/following.ts'
import { projectAllOf } from '../publication/projecting-again.ts'
import { belongingsOf, type Belongings } from './counting.ts'
import { coverForGood } from './covering.ts'
import { eraseTicketsOf } from './erasing.ts'

export type Reason = 'closure' | 'expiry'
type Row = typeof people.$inferSelect

/**
 * Everything that goes when somebody leaves, but for the documents: from the commit on nobody can sign in, store or
 * read anything as this person. Answers what went. Throws Conflict when they have left already.
 */
export async function depart(
  tx: Tx,
  desk: Desk,
  account: Row,
  reason: Reason,
  actorId: string | null,
  { letter = true } = {},
): Promise<Belongings> {
  const now = desk.clock.now()
  const belongings = (await belongingsOf(tx, [account.id])).get(account.id) as Belongings
  await endGrants(tx, desk, { ownerId: account.id })
  await coverForGood(tx, desk, account.id)
  await strip(tx, desk, account)
  await endSessionsOf(tx, desk, account.id)
  await forget(tx, account)
  await forgetFollows(tx, account.id)
  const erased = await eraseTicketsOf(tx, desk, account.id, actorId)
  await projectAllOf(tx, desk, account.id) // what stays public is by a former customer from now on
  const facts = { ...erased, documents: belongings.documents }
  const deed = reason === 'closure' ? 'account.closed' : 'account.purged'
  await record(tx, { deed, at: now, actorId, personId: account.id, facts })
  if (letter) await tellOfClosure(tx, desk, account, '/', { count: belongings.documents })
  await promiseDestruction(tx, now, { accountId: account.id, reason, actorId: actorId ?? '' })
  tx.onCommit(() => desk.live.personEnded(account.id))
  return { ...belongings, ...erased }
}

/** What names the person, and what lets them in. The number stays: the record speaks of it. */
async function strip(tx: Tx, desk: Desk, { id }: Row): Promise<void> {
  const stripped = await tx
    .update(people)
    .set({
      state: 'closed',
      email: `closed:${id}`,
      name: '',
      publicName: null,
      passwordHash: null,
      totpSeed: null,
      totpStep: null,
      totpEnrolledAt: null,
      closedAt: desk.clock.now(),
    })
    .where(and(eq(people.id, id), ne(people.state, 'closed')))
    .returning({ id: people.id })
  if (stripped.length === 0) throw new Conflict({ key: 'close.already' })
}

/** Sessions go as rows too: a form that comes late would keep its text for somebody who can never come for it. */
async function forget(tx: Tx, { id, email }: Row): Promise<void> {
  await tx.delete(sessions).where(eq(sessions.personId, id))
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, id))
  await tx.delete(links).where(eq(links.personId, id))
  await tx.delete(drafts).where(eq(drafts.personId, id))
  await tx.delete(letters).where(eq(letters.personId, id))
  // Tries are counted by address: "signIn:<address> <place>".
  for (const counted of [`letters:${email}`, `signIn:${email} `]) {
    await tx.delete(limits).where(sql`substr(${limits.key}, 1, ${counted.length}) = ${counted}`)
  }
}

/** A crash cannot forget the documents: whatever `destroyDocuments` did not end, a job does a minute later. */
async function promiseDestruction(tx: Tx, now: Date, payload: Record<string, string>): Promise<void> {
  const runAt = after(now, MINUTE)
  await tx.insert(jobs).values({ id: newId(), name: 'destroyAccountDocuments', payload, runAt, attempts: 0 })
}

/** Says what that job does. */
export function defineDestruction(desk: Desk): void {
  desk.jobs.define('destroyAccountDocuments', ({ accountId = '', reason, actorId }) =>
    destroyAndLog(desk, accountId, reason === 'expiry' ? 'expiry' : 'closure', actorId || null),
  )
}

/** The account goes into the destruction log as well: an old copy of the database must not open it again. */
async function destroyAndLog(desk: Desk, accountId: string, reason: Reason, actorId: string | null) {
  const destroyed = await destroyAllOf(desk, accountId, reason, actorId)
  await desk.destructionLog.appendClosed({ accountId, at: desk.clock.now() })
  return destroyed
}

/**
 * Closes again, without a letter, whoever left according to the destruction log and was brought back by an old copy of
 * the database; logs who left and is not in it. Answers how many were closed.
 */
export async function departAgain(desk: Desk, logged: Entries['accounts']): Promise<number> {
  const gone = and(eq(people.role, 'customer'), eq(people.state, 'closed'))
  const left = await desk.db.select({ id: people.id, at: people.closedAt }).from(people).where(gone)
  for (const { id, at } of left) await desk.destructionLog.appendClosed({ accountId: id, at: at ?? desk.clock.now() })
  const away = new Set(left.map(({ id }) => id))
  const risen = logged.map(({ accountId }) => accountId).filter((id) => !away.has(id))
  const back = and(inArray(people.id, risen), ne(people.state, 'closed'))
  const accounts = risen.length === 0 ? [] : await desk.db.select().from(people).where(back)
  for (const account of accounts) {
    await desk.db.transaction((tx) => depart(tx, desk, account, 'closure', null, { letter: false }))
    await destroyDocuments(desk, account.id, 'closure', null)
  }
  return accounts.length
}

/** Destroys the documents of somebody who has left, at once. */
export async function destroyDocuments(
  desk: Desk,
  accountId: string,
  reason: Reason,
  actorId: string | null,
): Promise<{ documents: number; bytes: number }> {
  try {
    const { documents, bytes } = await destroyAndLog(desk, accountId, reason, actorId)
    return { documents, bytes }
  } catch (error) {
    // The account is closed and stays so; the job that was promised goes on with what is left.
    desk.log.error({ err: error }, 'the documents of an account are not destroyed yet')
    return { documents: 0, bytes: 0 }
  }
}
