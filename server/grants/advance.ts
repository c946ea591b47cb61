import { and, eq, isNull, ne } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { tickets } from '../db/schema.ts'
import { grants } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { allow } from '../problems.ts'
import { endAll } from './ending.ts'
import { give } from './giving.ts'
import { leavesWith } from './grants.ts'
import { mayAllowInAdvance, stands, waits } from './policy.ts'

type Ticket = typeof tickets.$inferSelect

/**
 * The owner allows whoever has the ticket to open its documents without asking each time, or wants to be asked again.
 * What waits for an answer is allowed with it; taken back, what was given in advance ends at once.
 */
export async function setAccess(desk: Desk, person: Person, ticket: Ticket, access: Ticket['access']): Promise<void> {
  allow(mayAllowInAdvance(person, ticket))
  await desk.db.transaction(async (tx) => {
    const changed = await tx
      .update(tickets)
      .set({ access })
      .where(and(eq(tickets.id, ticket.id), ne(tickets.access, access)))
      .returning({ id: tickets.id })
    if (changed.length === 0) return
    const deed = access === 'assigned' ? 'access.advance_given' : 'access.advance_taken'
    const who = { actorId: person.id, personId: person.id, ticketId: ticket.id }
    await record(tx, { deed, at: desk.clock.now(), ...who })
    if (access === 'assigned') await allowWaiting(tx, desk, person, ticket.id)
    else await endGivenInAdvance(tx, desk, person, ticket.id)
    tx.onCommit(() => desk.live.accessChanged(ticket.number))
  })
}

async function allowWaiting(tx: Tx, desk: Desk, person: Person, ticketId: string): Promise<void> {
  const now = desk.clock.now()
  const asked = and(eq(grants.ticketId, ticketId), eq(grants.kind, 'asked'), eq(grants.state, 'asked'))
  const all = (await leavesWith(tx, asked, now)).filter((leave) => waits(leave.grant, now) && stands(leave))
  for (const leave of all) await give(tx, desk, leave, person, 'grant.allowed')
}

async function endGivenInAdvance(tx: Tx, desk: Desk, person: Person, ticketId: string): Promise<void> {
  const inAdvance = and(eq(grants.ticketId, ticketId), eq(grants.state, 'allowed'), isNull(grants.decidedById))
  await endAll(tx, desk, await leavesWith(tx, inAdvance, desk.clock.now()), person.id)
}
