import { and, eq, ne, or } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import { people, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { endGrants } from '../grants/ending.ts'
import { Invalid, allow, only } from '../problems.ts'
import { project } from '../publication/projecting.ts'
import { mayAssign, maySetStatus } from './policy.ts'
import type { Ticket } from './tickets.ts'

/** Gives a ticket to a member of staff (`me`, an id or an address), or to nobody (empty). Throws Invalid. */
export async function assignTicket(desk: Desk, person: Person, ticket: Ticket, assignee: string): Promise<void> {
  allow(mayAssign(person, ticket))
  await desk.db.transaction(async (tx) => {
    const wanted = assignee === 'me' ? person.id : assignee
    const [given] = wanted
      ? await tx
          .select()
          .from(people)
          .where(
            and(
              or(eq(people.id, wanted), eq(people.email, wanted.toLowerCase())),
              ne(people.role, 'customer'),
              eq(people.state, 'active'),
            ),
          )
      : []
    if (wanted && !given) throw new Invalid({ assignee: { key: 'form.choice' } })
    const assigneeId = given?.id ?? null
    if (assigneeId === ticket.assigneeId) return
    await tx.update(tickets).set({ assigneeId }).where(eq(tickets.id, ticket.id))
    await endGrants(tx, desk, { ticketId: ticket.id, kind: 'asked' }) // whoever comes next asks for themselves
    const facts = { assignee: given?.name ?? '' }
    await record(tx, { deed: 'ticket.assigned', at: desk.clock.now(), actorId: person.id, ticketId: ticket.id, facts })
    tx.onCommit(() => {
      desk.live.accessChanged(ticket.number) // no business of the world
      desk.live.queueChanged()
    })
  })
}

/** Sets the status: staff any, the owner `solved` or `open` again. */
export async function setStatus(desk: Desk, person: Person, ticket: Ticket, status: Ticket['status']): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const current = only(await tx.select().from(tickets).where(eq(tickets.id, ticket.id)))
    allow(maySetStatus(person, current, status))
    if (status === current.status) return
    const now = desk.clock.now()
    await tx.update(tickets).set({ status, touchedAt: now }).where(eq(tickets.id, ticket.id))
    if (status === 'closed') await endGrants(tx, desk, { ticketId: ticket.id })
    await project(tx, desk, ticket.id)
    await record(tx, { deed: 'ticket.status', at: now, actorId: person.id, ticketId: ticket.id, facts: { status } })
    tx.onCommit(() => {
      desk.live.ticketChanged(ticket.number)
      desk.live.queueChanged()
    })
  })
}
