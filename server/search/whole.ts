import { and, eq, inArray, isNull, ne, or, sql, type SQL } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { isStaff } from '../accounts/policy.ts'
import type { Reader } from '../db/database.ts'
import { searchRows } from '../db/public-schema.ts'
import { contains } from '../db/search.ts'
import { people, replies, tickets } from '../db/schema.ts'
import { documents } from '../db/vault-schema.ts'
import { inSight, maySeeWhole } from '../tickets/policy.ts'
import type { Told } from './hits.ts'
import type { Filters } from './filters.ts'
import type { Candidate, Ranked } from './ranking.ts'

// What owners search in their own tickets, and staff in all of them with their notes.

/** What was found, as far as this person may read the whole of it. `only`: what else the tickets must be. */
export async function wholeCandidates(
  db: Reader,
  person: Person,
  hits: SQL,
  filters: Filters,
  only: SQL | undefined,
): Promise<Candidate[]> {
  const { id: ticketId, number, status } = tickets
  const stored = db
    .select({ id: documents.ticketId })
    .from(documents)
    .where(and(eq(documents.ticketId, ticketId), eq(documents.state, 'stored')))
  return db
    .select({ ticketId, number, status, replyId: searchRows.replyId })
    .from(hits)
    .innerJoin(searchRows, eq(searchRows.seq, sql`hits.seq`))
    .innerJoin(tickets, eq(ticketId, searchRows.ticketId))
    .where(
      and(
        isStaff(person)
          ? ne(searchRows.scope, 'public')
          : and(eq(searchRows.scope, 'whole'), eq(tickets.ownerId, person.id)),
        isNull(tickets.erasedAt),
        filters.open === null ? undefined : eq(tickets.visibility, filters.open ? 'public' : 'private'),
        filters.documents ? inArray(ticketId, stored) : undefined,
        only,
      ),
    )
}

/** What is told of these tickets in a list, once for each reply in which something was found. */
export async function wholeTexts(db: Reader, person: Person, page: Ranked[]): Promise<Told[]> {
  const inReply = inArray(
    replies.id,
    page.flatMap(({ replyIds }) => replyIds),
  )
  const rows = await db
    .select({ ticket: tickets, owner: people.name, body: replies.body })
    .from(tickets)
    .innerJoin(people, eq(people.id, tickets.ownerId))
    .leftJoin(replies, and(eq(replies.ticketId, tickets.id), inReply))
    .where(
      inArray(
        tickets.id,
        page.map(({ ticketId }) => ticketId),
      ),
    )
  return rows
    .filter(({ ticket }) => maySeeWhole(person, ticket))
    .map(({ ticket, owner, body }) => {
      const { id: ticketId, number, category, status, replyCount, touchedAt, subject, assigneeId } = ticket
      const told = { ticketId, number, category, status, replyCount, touchedAt, subject, assigneeId, owner, body }
      return { ...told, open: inSight(ticket), suspended: ticket.suspendedAt !== null, excerpt: '', sameCount: 0 }
    })
}

const MOST_PEOPLE = 20

/** Ids of people whose name or address has these words in it. */
export async function peopleCalled(db: Reader, name: string): Promise<string[]> {
  const rows = await db
    .select({ id: people.id })
    .from(people)
    .where(or(contains(people.name, name), contains(people.email, name)))
    .limit(MOST_PEOPLE)
  return rows.map(({ id }) => id)
}
