import { and, asc, eq, ne, or, sql } from 'drizzle-orm'
import { isEntitled, isStaff } from '../accounts/policy.ts'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { people, tickets } from '../db/schema.ts'
import { found } from '../problems.ts'
import { maySee, maySwitch, type Viewer } from './policy.ts'

export type Ticket = typeof tickets.$inferSelect

/** The shape beside a status: hollow to do, half waiting, full done. */
export const SHAPES = { open: '', pending: 'waiting', solved: 'solved', closed: 'solved' }

const byNumber = prepared((db) =>
  db
    .select()
    .from(tickets)
    .where(eq(tickets.number, sql.placeholder('number'))),
)

const byNumberAndOwner = prepared((db) =>
  db
    .select()
    .from(tickets)
    .where(and(eq(tickets.number, sql.placeholder('number')), eq(tickets.ownerId, sql.placeholder('owner')))),
)

/** A number as people write it, not 1e3 and not 0x3E9; null for anything else. */
export const ticketNumber = (number: unknown): number | null =>
  /^[1-9]\d{0,8}$/.test(String(number)) ? Number(number) : null

/** For a deed: a ticket if the person may see it, else null: the same whether it exists or not. */
export const ticketSeenBy = (db: Reader, viewer: Viewer, number: unknown): Promise<Ticket | null> =>
  ticketIf(db, number, (ticket) => maySee(viewer, ticket))

async function ticketIf(db: Reader, number: unknown, may: (ticket: Ticket) => boolean): Promise<Ticket | null> {
  const wanted = ticketNumber(number)
  if (wanted === null) return null
  const [ticket] = await byNumber(db, { number: wanted })
  return ticket && may(ticket) ? ticket : null
}

/** For reading: the ticket if it is the viewer's own or the viewer is staff, else null, without having looked at it. */
export async function wholeTicket(db: Reader, viewer: Viewer, number: unknown): Promise<Ticket | null> {
  const wanted = ticketNumber(number)
  if (wanted === null || !isEntitled(viewer)) return null
  const owner = viewer?.id ?? ''
  const [ticket] = await (isStaff(viewer)
    ? byNumber(db, { number: wanted })
    : byNumberAndOwner(db, { number: wanted, owner }))
  return ticket ?? null
}

/** For a deed: a ticket within what the person may see, else NotFound. */
export const ticketFor = async (db: Reader, viewer: Viewer, number: unknown): Promise<Ticket> =>
  found(await ticketSeenBy(db, viewer, number))

/** For the switch: a ticket that the person may see, or may close although they see it no more, else NotFound. */
export const ticketToSwitch = async (db: Reader, viewer: Viewer, number: unknown): Promise<Ticket> =>
  found(await ticketIf(db, number, (ticket) => maySee(viewer, ticket) || maySwitch(viewer, ticket, 'private')))

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
