import { and, asc, eq, inArray, isNotNull, lt, ne, notInArray, or } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import { DAY, after } from '../clock.ts'
import type { Reader, Tx } from '../db/database.ts'
import { publications, publishedReplies, reports, suspensions } from '../db/public-schema.ts'
import { people, tickets } from '../db/schema.ts'
import { lineOf, putRows, rowIn } from '../db/tables.ts'
import type { Desk } from '../desk.ts'
import { Invalid, allow, found } from '../problems.ts'
import { isProved, proveAnew } from '../signin/step-up.ts'
import type { Limits } from '../web/limits.ts'
import { mayOpenEvidence } from './policy.ts'
import { suspensionFor } from './suspensions.ts'

/**
 * How long it lasts after the suspension has ended: as long as its owner or whoever reported it may contest what was
 * decided (Regulation (EU) 2022/2065, art. 20(1): at least six months).
 */
const CONTESTABLE = 183 * DAY

type Publication = typeof publications.$inferSelect
type PublishedReply = typeof publishedReplies.$inferSelect
/** What was public when a ticket was suspended; without a head where nothing was. */
export type Evidence = { head: Publication | undefined; replies: PublishedReply[] }

const contextOf = (suspensionId: string): string => `evidence:${suspensionId}`

/** Seals what the world reads of a ticket now, so that the database file alone does not tell it. */
export async function sealEvidence(db: Reader, desk: Desk, suspensionId: string, ticketId: string): Promise<Buffer> {
  const heads = await db.select().from(publications).where(eq(publications.ticketId, ticketId))
  const ofTicket = eq(publishedReplies.ticketId, ticketId)
  const replies = await db.select().from(publishedReplies).where(ofTicket).orderBy(asc(publishedReplies.seq))
  const lines = [...heads, ...replies].map(lineOf).join('\n')
  return desk.vault.wrapSecret(contextOf(suspensionId), Buffer.from(lines))
}

/** What `sealEvidence` sealed. Throws `damaged` where it is not that. */
export function unsealEvidence(desk: Desk, suspensionId: string, sealed: Buffer): Evidence {
  const lines = desk.vault.unwrapSecret(contextOf(suspensionId), sealed).toString()
  const [head, ...replies] = lines === '' ? [] : lines.split('\n')
  return {
    head: head === undefined ? undefined : (rowIn(publications, head) as Publication),
    replies: replies.map((line) => rowIn(publishedReplies, line) as PublishedReply),
  }
}

/**
 * Puts what was public back where it stood, before it is brought up to date: what was covered then stays covered, also
 * where the desk has forgotten why meanwhile.
 */
export async function putBack(tx: Tx, { head, replies }: Evidence): Promise<void> {
  if (!head) return
  await putRows(tx, publications, [head])
  await putRows(tx, publishedReplies, replies)
}

type Opener = { person: Person; sessionId: string; id: string }

/** Does looking at the evidence take a code now? */
export const asksCode = async (desk: Desk, sessionId: string): Promise<boolean> =>
  !(await isProved(desk.db, sessionId, desk.clock.now()))

/** Opens the evidence for an administrator, against a code not older than five minutes. Throws Invalid, TooMany. */
export async function openEvidence(
  desk: Desk,
  limits: Limits,
  { person, sessionId, id }: Opener,
  code: string,
): Promise<Evidence> {
  allow(mayOpenEvidence(person, await suspensionFor(desk.db, id)))
  const asked = await asksCode(desk, sessionId)
  if (asked) await limits.use('secondFactor', person.id)
  const sealed = await desk.db.transaction(async (tx) => {
    const suspension = await suspensionFor(tx, id) // it may have been destroyed meanwhile
    allow(mayOpenEvidence(person, suspension))
    if (!(await proveAnew(tx, desk, { id: sessionId, personId: person.id }, code))) return null
    const { ticket, ticketId, evidence } = suspension
    const about = { personId: ticket.ownerId, ticketId }
    await record(tx, { deed: 'evidence.opened', at: desk.clock.now(), actorId: person.id, ...about })
    return found(evidence)
  })
  if (sealed === null) throw new Invalid({ code: { key: 'form.wrong_code' } })
  if (asked) await limits.forgive('secondFactor', person.id)
  return unsealEvidence(desk, id, sealed)
}

/** Destroys the evidence of suspensions that ended long ago: lifted, or left behind by an owner who has gone. */
export async function forgetEvidence(tx: Tx, now: Date): Promise<void> {
  const kept = await tx
    .select({ id: suspensions.id, ticketId: tickets.id, liftedAt: suspensions.liftedAt, closedAt: people.closedAt })
    .from(suspensions)
    .innerJoin(tickets, eq(tickets.id, suspensions.ticketId))
    .innerJoin(people, eq(people.id, tickets.ownerId))
    .where(isNotNull(suspensions.evidence))
  for (const { id, ticketId, liftedAt, closedAt } of kept) {
    const ended = liftedAt ?? closedAt
    if (!ended || after(ended, CONTESTABLE) > now) continue
    await tx.update(suspensions).set({ evidence: null }).where(eq(suspensions.id, id))
    await record(tx, { deed: 'evidence.destroyed', at: now, actorId: null, ticketId })
  }
}

/**
 * Forgets what people have said about matters that can be contested no more: reports, with who made them, once they were
 * decided long ago; statements of reasons, appeals and answers, once the owner has been gone as long.
 */
export async function forgetObjections(tx: Tx, now: Date): Promise<void> {
  const then = after(now, -CONTESTABLE)
  const contested = tx.select({ id: suspensions.ticketId }).from(suspensions).where(isNotNull(suspensions.evidence))
  await tx.delete(reports).where(and(lt(reports.decidedAt, then), notInArray(reports.ticketId, contested)))
  const left = tx
    .select({ id: tickets.id })
    .from(tickets)
    .innerJoin(people, eq(people.id, tickets.ownerId))
    .where(lt(people.closedAt, then))
  const told = or(ne(suspensions.statement, ''), isNotNull(suspensions.appeal), isNotNull(suspensions.answer))
  await tx
    .update(suspensions)
    .set({ statement: '', appeal: null, answer: null })
    .where(and(inArray(suspensions.ticketId, left), told))
}
