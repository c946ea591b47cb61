import { and, asc, desc, eq, exists, lt, ne, or, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { contains } from '../db/search.ts'
import { people, replies, tickets } from '../db/schema.ts'
import { found } from '../problems.ts'
import { maySee, type Viewer } from './policy.ts'

export type Ticket = typeof tickets.$inferSelect
export const PAGE = 20

const byNumber = prepared((db) =>
  db
    .select()
    .from(tickets)
    .where(eq(tickets.number, sql.placeholder('number'))),
)

/** A ticket if the viewer may see it, else null: the same whether it exists or not. */
export async function ticketSeenBy(db: Reader, viewer: Viewer, number: unknown): Promise<Ticket | null> {
  // A number as people write it: not 1e3, not 0x3E9.
  if (!/^[1-9]\d{0,8}$/.test(String(number))) return null
  const [ticket] = await byNumber(db, { number: Number(number) })
  return ticket && maySee(viewer, ticket) ? ticket : null
}

/** A ticket within what the viewer may see, else NotFound. */
export const ticketFor = async (db: Reader, viewer: Viewer, number: unknown): Promise<Ticket> =>
  found(await ticketSeenBy(db, viewer, number))

/** A customer's own tickets, the newest first; `after` is the number of the last one that was shown. */
export async function ticketsOf(db: Reader, ownerId: string, after: number): Promise<Ticket[]> {
  return db
    .select()
    .from(tickets)
    .where(and(eq(tickets.ownerId, ownerId), lt(tickets.number, after)))
    .orderBy(desc(tickets.number))
    .limit(PAGE + 1)
}

/** What anyone may read, the newest first; `words` are looked for in the subject and the public conversation. */
export async function publicTickets(db: Reader, words: string | undefined, after: number) {
  const spoken = words
    ? db
        .select({ id: replies.id })
        .from(replies)
        .where(and(eq(replies.ticketId, tickets.id), eq(replies.internal, false), contains(replies.body, words)))
    : undefined
  return db
    .select({ ticket: tickets, excerpt: replies.body })
    .from(tickets)
    .innerJoin(replies, and(eq(replies.ticketId, tickets.id), eq(replies.seq, 0)))
    .where(
      and(
        eq(tickets.visibility, 'public'),
        lt(tickets.number, after),
        words && spoken ? or(contains(tickets.subject, words), exists(spoken)) : undefined,
      ),
    )
    .orderBy(desc(tickets.number))
    .limit(PAGE + 1)
}

/** Members of staff to whom a ticket can be given. */
export async function staffMembers(db: Reader) {
  return db
    .select({ id: people.id, name: people.name, email: people.email })
    .from(people)
    .where(and(ne(people.role, 'customer'), eq(people.state, 'active')))
    .orderBy(asc(people.name))
}

const involved = prepared((db) =>
  db
    .select()
    .from(people)
    .where(or(eq(people.id, sql.placeholder('owner')), eq(people.id, sql.placeholder('assignee')))),
)

/** The owner and the assignee, for whoever sees the whole ticket. */
export async function peopleOf(db: Reader, ticket: Ticket) {
  const rows = await involved(db, { owner: ticket.ownerId, assignee: ticket.assigneeId ?? '' })
  const who = (id: string | null) => rows.find((row) => row.id === id) ?? null
  return { owner: found(who(ticket.ownerId)), assignee: who(ticket.assigneeId) }
}
