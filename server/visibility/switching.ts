import { eq } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import { tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { allow, found } from '../problems.ts'
import { maySwitch } from '../tickets/policy.ts'

/**
 * Opens or closes the shutter of a ticket: its owner alone (R9, R10). Each switch begins a new epoch, so that what was
 * written under the old one is handed back. Watchers who may no longer see the ticket are out when this returns.
 */
export async function switchVisibility(
  desk: Desk,
  person: Person,
  ticketId: string,
  visibility: 'private' | 'public',
): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const ticket = found((await tx.select().from(tickets).where(eq(tickets.id, ticketId)))[0])
    allow(maySwitch(person, ticket))
    if (ticket.visibility === visibility) return
    const publicSince = visibility === 'public' ? now : null
    await tx
      .update(tickets)
      .set({ visibility, publicSince, epoch: ticket.epoch + 1 })
      .where(eq(tickets.id, ticketId))
    const deed = visibility === 'public' ? 'ticket.published' : 'ticket.unpublished'
    await record(tx, {
      deed,
      at: now,
      actorId: person.id,
      personId: person.id,
      ticketId,
      facts: { epoch: ticket.epoch + 1 },
    })
    tx.onCommit(() => {
      desk.live.visibilityChanged(ticket.number)
      desk.live.queueChanged()
    })
  })
}
