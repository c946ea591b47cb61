import { eq } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import { tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { allow } from '../problems.ts'
import { ticketFor } from '../tickets/tickets.ts'
import type { Terms } from './forms.ts'
import { maySetTerms } from './policy.ts'
import { project } from './projecting.ts'

/**
 * Its owner says what others may do with a public ticket: comment on it, find it with a search engine (R138), share it
 * (R40). Throws NotFound for what the person may not see, Forbidden for what is not theirs.
 */
export async function setTerms(desk: Desk, person: Person, number: unknown, terms: Terms): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const ticket = await ticketFor(tx, person, number)
    allow(maySetTerms(person, ticket))
    const { comments, indexable, licence } = terms
    if (comments === ticket.comments && indexable === ticket.indexable && licence === ticket.licence) return
    await tx.update(tickets).set({ comments, indexable, licence }).where(eq(tickets.id, ticket.id))
    await project(tx, desk, ticket.id)
    const base = { at: desk.clock.now(), actorId: person.id, personId: person.id, ticketId: ticket.id }
    const facts = { comments: Number(comments), indexable: Number(indexable), licence }
    await record(tx, { deed: 'ticket.terms', ...base, facts })
    tx.onCommit(() => desk.live.ticketChanged(ticket.number))
  })
}
