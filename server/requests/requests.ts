import { and, asc, eq, sql } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { people, tickets } from '../db/schema.ts'
import { requests } from '../db/vault-schema.ts'
import { NotFound, found } from '../problems.ts'
import { maySeeRequest } from './policy.ts'

/** What support asks for, with the ticket that it is asked on. */
export type Asked = typeof requests.$inferSelect & { ticket: typeof tickets.$inferSelect }

/** A request that this person may know of, else NotFound. */
export async function requestFor(db: Reader, person: Person, id: string): Promise<Asked> {
  const [row] = await db
    .select({ request: requests, ticket: tickets })
    .from(requests)
    .innerJoin(tickets, eq(tickets.id, requests.ticketId))
    .where(eq(requests.id, id))
  const { request, ticket } = found(row)
  const asked = { ...request, ticket }
  if (!maySeeRequest(person, asked)) throw new NotFound()
  return asked
}

/** What is asked for on a ticket and has not come yet, with the name of who asks; the oldest first. */
export const openRequests = prepared((db) =>
  db
    .select({ request: requests, who: people.name })
    .from(requests)
    .innerJoin(people, eq(people.id, requests.askedById))
    .where(and(eq(requests.ticketId, sql.placeholder('ticket')), eq(requests.state, 'open')))
    .orderBy(asc(requests.askedAt), asc(requests.id)),
)
