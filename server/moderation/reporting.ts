import { and, eq } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import { nextNumber } from '../db/counters.ts'
import type { Reader } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { publications, publishedReplies, reports } from '../db/public-schema.ts'
import { tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { Conflict, Invalid, allow, found } from '../problems.ts'
import type { Report } from './forms.ts'
import { mayDecideReport } from './policy.ts'
import { reportNumbered } from './reports.ts'

type Row = typeof reports.$inferSelect

/**
 * Writes down why somebody objects to public content, whoever it is; sent twice, it is one report. Answers its id, with
 * which alone its page is found. Throws Invalid, in the same words, for what is not public and for what is not there.
 */
export async function report(desk: Desk, person: Person | null, form: Report): Promise<string> {
  return desk.db.transaction(async (tx) => {
    const { key: id = newId(), reason, text, legal } = form
    const [twin] = await tx.select({ id: reports.id }).from(reports).where(eq(reports.id, id))
    if (twin) return id
    const { ticketId, replyId } = await reportedBy(tx, form)
    const number = await nextNumber(tx, 'report')
    const notifier = legal && { notifierName: form.name, notifierEmail: form.email, notifierRole: form.role }
    const at = desk.clock.now()
    const row = { id, number, ticketId, replyId, reason, text, legal, reporterId: person?.id ?? null, at }
    await tx.insert(reports).values({ ...row, ...notifier, state: 'open' })
    const facts = { report: number, ground: reason, legal: Number(legal) }
    await record(tx, { deed: 'content.reported', at, actorId: person?.id ?? null, ticketId, facts })
    tx.onCommit(desk.live.queueChanged)
    return id
  })
}

/** The public ticket, and the reply if one is meant; read from what the world reads. */
async function reportedBy(db: Reader, { ticket, reply }: Pick<Report, 'ticket' | 'reply'>) {
  const [published] = await db
    .select({ ticketId: publications.ticketId, replyId: publishedReplies.replyId })
    .from(publications)
    .leftJoin(
      publishedReplies,
      and(eq(publishedReplies.ticketId, publications.ticketId), eq(publishedReplies.replyId, reply ?? '')),
    )
    .where(eq(publications.number, Number(ticket)))
  if (!published || (reply && !published.replyId)) throw new Invalid({ ticket: { key: 'report.not_public' } })
  return published
}

/** A report as whoever made it finds it again, by its id; else NotFound. */
export async function reportBehind(db: Reader, id: string) {
  const [row] = await db
    .select({ report: reports, ticket: tickets.number })
    .from(reports)
    .innerJoin(tickets, eq(tickets.id, reports.ticketId))
    .where(eq(reports.id, id))
  return found(row)
}

/** Sets a report aside or agrees with it. Throws NotFound, Forbidden, or Conflict when somebody has decided already. */
export async function decideReport(
  desk: Desk,
  person: Person,
  number: unknown,
  { decision, reason }: { decision: 'dismiss' | 'uphold'; reason: string },
): Promise<Row> {
  return desk.db.transaction(async (tx) => {
    const { report: row } = await reportNumbered(tx, number)
    if (row.state !== 'open') throw new Conflict({ key: 'reports.decided_already' })
    allow(mayDecideReport(person, row))
    const state = decision === 'dismiss' ? ('dismissed' as const) : ('upheld' as const)
    const decided = { state, decision: reason, decidedAt: desk.clock.now(), decidedById: person.id }
    await tx.update(reports).set(decided).where(eq(reports.id, row.id))
    const { ticketId } = row
    const facts = { report: row.number, reason }
    await record(tx, { deed: `report.${state}`, at: decided.decidedAt, actorId: person.id, ticketId, facts })
    tx.onCommit(desk.live.queueChanged)
    return row
  })
}
