import { and, asc, eq, isNull } from 'drizzle-orm'
import { accountById, type Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { REPORT_REASONS, reports, suspensions } from '../db/public-schema.ts'
import { LOCALES, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { tellOfAppeal, tellOfSuspension } from '../mail/notices.ts'
import { Conflict, allow, found } from '../problems.ts'
import { project } from '../publication/projecting.ts'
import { say, type Locale } from '../words/words.ts'
import { putBack, sealEvidence, unsealEvidence } from './evidence.ts'
import { mayLift, maySuspend } from './policy.ts'
import { standingOn, suspensionFor, type Suspension } from './suspensions.ts'

type Reason = (typeof REPORT_REASONS)[number]
type Ticket = typeof tickets.$inferSelect

/** What is usually said to the owner about a reason. */
export const usualStatement = (locale: Locale, reason: Reason): string => say(locale, `suspend.usual.${reason}`)

/** The statement as it was typed; where nothing was, or the usual one for another reason was left, the usual one. */
function statementFor(locale: Locale, reason: Reason, typed: string): string {
  const usual = LOCALES.flatMap((one) => REPORT_REASONS.map((other) => usualStatement(one, other)))
  return typed === '' || usual.includes(typed) ? usualStatement(locale, reason) : typed
}

/**
 * Takes a public ticket out of the world's sight at once, whatever its owner chose, which stays as it is: what was public
 * is kept sealed, open reports on it are upheld, the owner gets a statement of reasons. Answers the suspension; asked
 * twice by one person it is the same. Throws NotFound, Forbidden, or Conflict when there is nothing public to suspend.
 */
export async function suspend(
  desk: Desk,
  person: Person,
  ticketId: string,
  { reason, statement }: { reason: Reason; statement: string },
): Promise<string> {
  return desk.db.transaction(async (tx) => {
    const ticket = found((await tx.select().from(tickets).where(eq(tickets.id, ticketId)))[0])
    allow(maySuspend(person, ticket))
    const standing = await standingOn(tx, ticketId)
    if (standing?.byId === person.id) return standing.id
    if (standing) throw new Conflict({ key: 'suspend.already' })
    if (ticket.visibility !== 'public') throw new Conflict({ key: 'suspend.not_public' })
    const owner = found(await accountById(tx, ticket.ownerId))
    const [id, at] = [newId(), desk.clock.now()]
    const evidence = await sealEvidence(tx, desk, id, ticketId)
    const reportId = await upholdReports(tx, desk, person, ticketId)
    const said = { reason, statement: statementFor(owner.locale, reason, statement) }
    await tx.insert(suspensions).values({ id, ticketId, reportId, ...said, evidence, byId: person.id, at })
    await show(tx, desk, ticket, at)
    const about = { actorId: person.id, personId: ticket.ownerId, ticketId }
    await record(tx, { deed: 'ticket.suspended', at, ...about, facts: { ground: reason } })
    if (owner.state === 'active') await tellOfSuspension(tx, desk, owner, `/tickets/${ticket.number}`, numberOf(ticket))
    return id
  })
}

/** What is out of sight answers every report on it. The oldest one is what the suspension goes back to. */
async function upholdReports(tx: Tx, desk: Desk, person: Person, ticketId: string): Promise<string | null> {
  const open = await tx
    .select()
    .from(reports)
    .where(and(eq(reports.ticketId, ticketId), eq(reports.state, 'open')))
    .orderBy(asc(reports.number))
  const decidedAt = desk.clock.now()
  for (const { id, number } of open) {
    await tx.update(reports).set({ state: 'upheld', decidedAt, decidedById: person.id }).where(eq(reports.id, id))
    const facts = { report: number }
    await record(tx, { deed: 'report.upheld', at: decidedAt, actorId: person.id, ticketId, facts })
  }
  return open[0]?.id ?? null
}

/** Suspends the ticket, or with null gives it back to its owner's choice; the world's view follows at once. */
async function show(tx: Tx, desk: Desk, ticket: Ticket, suspendedAt: Date | null): Promise<void> {
  await tx.update(tickets).set({ suspendedAt }).where(eq(tickets.id, ticket.id))
  await project(tx, desk, ticket.id)
  tx.onCommit(() => {
    desk.live.visibilityChanged(ticket.number)
    desk.live.queueChanged()
  })
}

/** Gives a ticket back to its owner's choice, unasked. Throws NotFound, Forbidden, or Conflict when it is over. */
export async function lift(desk: Desk, person: Person, id: string): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const suspension = await suspensionFor(tx, id)
    if (suspension.liftedAt) throw new Conflict({ key: 'suspension.over' })
    allow(mayLift(person, suspension))
    await restore(tx, desk, person, suspension)
    await tellOwner(tx, desk, suspension)
  })
}

/** Ends a suspension: the world reads again what its owner leaves public. */
export async function restore(tx: Tx, desk: Desk, person: Person, suspension: Suspension): Promise<void> {
  const { id, ticket, evidence } = suspension
  const liftedAt = desk.clock.now()
  await tx
    .update(suspensions)
    .set({ liftedAt })
    .where(and(eq(suspensions.id, id), isNull(suspensions.liftedAt)))
  if (evidence && ticket.visibility === 'public' && !ticket.erasedAt)
    await putBack(tx, unsealEvidence(desk, id, evidence))
  await show(tx, desk, ticket, null)
  const about = { actorId: person.id, personId: ticket.ownerId, ticketId: ticket.id }
  await record(tx, { deed: 'ticket.restored', at: liftedAt, ...about })
}

/** Tells the owner that somebody has looked at the suspension again. */
export async function tellOwner(tx: Tx, desk: Desk, { ticket }: Suspension): Promise<void> {
  const owner = found(await accountById(tx, ticket.ownerId))
  if (owner.state === 'active') await tellOfAppeal(tx, desk, owner, `/tickets/${ticket.number}`, numberOf(ticket))
}

const numberOf = ({ number }: Ticket) => ({ number: String(number) })
