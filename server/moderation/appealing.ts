import { eq } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import { suspensions } from '../db/public-schema.ts'
import type { Desk } from '../desk.ts'
import { Conflict, allow, found } from '../problems.ts'
import { mayAnswerAppeal, mayAppeal } from './policy.ts'
import { restore, tellOwner } from './suspending.ts'
import { standingOn, suspensionFor } from './suspensions.ts'

/** The owner contests the suspension of a ticket, once. Throws NotFound, Forbidden, or Conflict when they have already. */
export async function appeal(desk: Desk, person: Person, ticketId: string, text: string): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const suspension = found(await standingOn(tx, ticketId))
    const mine = person.id === suspension.ticket.ownerId
    if (mine && suspension.appealedAt) throw new Conflict({ key: 'appeal.already' })
    allow(mayAppeal(person, suspension))
    const appealedAt = desk.clock.now()
    await tx.update(suspensions).set({ appeal: text, appealedAt }).where(eq(suspensions.id, suspension.id))
    const about = { actorId: person.id, personId: person.id, ticketId }
    await record(tx, { deed: 'ticket.appealed', at: appealedAt, ...about })
    tx.onCommit(() => {
      desk.live.accessChanged(suspension.ticket.number)
      desk.live.queueChanged()
    })
  })
}

/**
 * Answers an appeal, for good: the suspension is lifted, or stands. The owner is told. Throws NotFound, Forbidden where
 * somebody else has to, or Conflict when it was answered already.
 */
export async function answerAppeal(
  desk: Desk,
  person: Person,
  id: string,
  { outcome, answer }: { outcome: 'lift' | 'uphold'; answer: string },
): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const suspension = await suspensionFor(tx, id)
    if (suspension.answeredAt || suspension.liftedAt) throw new Conflict({ key: 'suspension.over' })
    allow(mayAnswerAppeal(person, suspension))
    const { ticket, ticketId } = suspension
    const answeredAt = desk.clock.now()
    await tx.update(suspensions).set({ answer, answeredAt, answeredById: person.id }).where(eq(suspensions.id, id))
    const about = { actorId: person.id, personId: ticket.ownerId, ticketId }
    await record(tx, { deed: 'ticket.appeal_answered', at: answeredAt, ...about, facts: { outcome } })
    if (outcome === 'lift') await restore(tx, desk, person, suspension)
    await tellOwner(tx, desk, suspension)
    tx.onCommit(() => {
      desk.live.accessChanged(ticket.number)
      desk.live.queueChanged()
    })
  })
}
