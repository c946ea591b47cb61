import { and, asc, eq, gt, ne } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import type { Reader, Tx } from '../db/database.ts'
import { follows, publications } from '../db/public-schema.ts'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { tellOfFollowed } from '../mail/notices.ts'
import { allow } from '../problems.ts'
import { ticketFor } from '../tickets/tickets.ts'
import type { Following } from './forms.ts'
import { mayFollow } from './policy.ts'

/**
 * A customer follows a public ticket, or says that they have the same problem, or takes that back; once or twice is the
 * same. Throws NotFound for what is not in sight, Forbidden for the owner and for staff.
 */
export async function follow(desk: Desk, person: Person, number: unknown, { what, on }: Following): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const ticket = await ticketFor(tx, person, number)
    allow(mayFollow(person, ticket))
    const mine = { ticketId: ticket.id, personId: person.id, what }
    const row = and(eq(follows.ticketId, ticket.id), eq(follows.personId, person.id), eq(follows.what, what))
    if (on)
      await tx
        .insert(follows)
        .values({ ...mine, at: desk.clock.now() })
        .onConflictDoNothing()
    else await tx.delete(follows).where(row)
    await countSame(tx, ticket.id)
  })
}

async function countSame(tx: Tx, ticketId: string): Promise<void> {
  const sameCount = await tx.$count(follows, and(eq(follows.ticketId, ticketId), eq(follows.what, 'same')))
  await tx.update(publications).set({ sameCount }).where(eq(publications.ticketId, ticketId))
}

/** What this person has said about a ticket: follows it, has the same problem. */
export async function followingOf(db: Reader, ticketId: string, personId: string) {
  const rows = await db
    .select({ what: follows.what })
    .from(follows)
    .where(and(eq(follows.ticketId, ticketId), eq(follows.personId, personId)))
  const said = new Set(rows.map(({ what }) => what))
  return { follow: said.has('follow'), same: said.has('same') }
}

/** The tickets that somebody follows and that are public now, whatever became of the others. */
export async function followedBy(db: Reader, personId: string) {
  return db
    .select({ number: publications.number, subject: publications.subject, status: publications.status })
    .from(follows)
    .innerJoin(publications, eq(publications.ticketId, follows.ticketId))
    .where(and(eq(follows.personId, personId), eq(follows.what, 'follow')))
    .orderBy(asc(publications.number))
}

/** Somebody leaves: what they followed is forgotten, and they are counted no more. */
export async function forgetFollows(tx: Tx, personId: string): Promise<void> {
  const gone = await tx.delete(follows).where(eq(follows.personId, personId)).returning({ ticketId: follows.ticketId })
  for (const ticketId of new Set(gone.map((row) => row.ticketId))) await countSame(tx, ticketId)
}

/**
 * Says what the job does that tells followers of a new public reply: a letter with a link, to each whose rights run and
 * who did not write it, if the ticket is public still.
 */
export function defineFollowing(desk: Desk): void {
  desk.jobs.define('tellFollowers', async ({ ticketId = '', authorId = '' }) => {
    await desk.db.transaction(async (tx) => {
      const readers = await tx
        .select({ person: people, number: publications.number })
        .from(follows)
        .innerJoin(publications, eq(publications.ticketId, follows.ticketId))
        .innerJoin(people, eq(people.id, follows.personId))
        .where(
          and(
            eq(follows.ticketId, ticketId),
            eq(follows.what, 'follow'),
            ne(people.id, authorId),
            eq(people.state, 'active'),
            gt(people.rightsEndAt, desk.clock.now()),
          ),
        )
      for (const { person, number } of readers)
        await tellOfFollowed(tx, desk, person, `/tickets/${number}`, { number: String(number) })
    })
  })
}
