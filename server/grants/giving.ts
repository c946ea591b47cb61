import { and, eq, gt } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record, type Deed } from '../audit/record.ts'
import { DAY, MINUTE, after } from '../clock.ts'
import type { Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { jobs } from '../db/schema.ts'
import { grants } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import type { Document } from '../documents/documents.ts'
import { tellOfGrantInAdvance } from '../mail/notices.ts'
import { Conflict, found, only } from '../problems.ts'
import { tell } from '../words/words.ts'
import type { Grant, Leave } from './grants.ts'
import { stands } from './policy.ts'
import { spanOf } from './spans.ts'

/** What an agent wants: why, in their own words, and for how long. */
export type Wish = { purpose: string; minutes: number }

/** How long a question waits for its answer; an emergency is over sooner. */
const WAITS = { asked: 7 * DAY, glass: DAY } satisfies Record<Grant['kind'], number>

/** Writes down that an agent asks. `expiresAt` is when nobody needs to answer any more. */
export async function ask(
  tx: Tx,
  desk: Desk,
  person: Person,
  document: Document,
  { kind, ...wish }: Wish & { kind: Grant['kind'] },
): Promise<Leave> {
  const askedAt = desk.clock.now()
  const expiresAt = after(askedAt, WAITS[kind])
  const of = { documentId: document.id, ticketId: found(document.ticketId), agentId: person.id }
  const row = { id: newId(), ...of, kind, ...wish, state: 'asked' as const, askedAt, expiresAt }
  const grant = only(await tx.insert(grants).values(row).returning())
  const { owner, ticketNumber } = document
  const leave = { grant, document, owner, ticketNumber: found(ticketNumber), agent: person.name, decider: null }
  await promiseEnd(tx, expiresAt)
  await writeDown(tx, desk, kind === 'glass' ? 'grant.glass_asked' : 'grant.asked', leave, person.id)
  return leave
}

/**
 * Gives what was asked for; its time counts from now. `by` is null for what was allowed in advance. Throws Conflict
 * when it has been decided meanwhile or has nothing to stand on any more.
 */
export async function give(tx: Tx, desk: Desk, leave: Leave, by: Person | null, deed: Deed): Promise<Grant> {
  const now = desk.clock.now()
  const expiresAt = after(now, leave.grant.minutes * MINUTE)
  const waiting = and(eq(grants.id, leave.grant.id), eq(grants.state, 'asked'), gt(grants.expiresAt, now))
  const [given] = stands(leave)
    ? await tx
        .update(grants)
        .set({ state: 'allowed', decidedAt: now, decidedById: by?.id ?? null, expiresAt })
        .where(waiting)
        .returning()
    : []
  if (!given) throw new Conflict({ key: 'grants.too_late' })
  await promiseEnd(tx, expiresAt)
  await writeDown(tx, desk, deed, leave, by?.id ?? leave.grant.agentId, by ? {} : { advance: 1 })
  return given
}

/** Asks and gives at once, as the owner has allowed in advance; the owner is told all the same. */
export async function giveInAdvance(
  tx: Tx,
  desk: Desk,
  person: Person,
  document: Document,
  wish: Wish,
): Promise<Grant> {
  const leave = await ask(tx, desk, person, document, { kind: 'asked', ...wish })
  const { owner, id, slip } = document
  const time = tell(owner.locale, spanOf(wish.minutes))
  await tellOfGrantInAdvance(tx, desk, owner, `/documents/${id}`, { slip: String(slip), agent: person.name, time })
  return give(tx, desk, leave, null, 'grant.allowed')
}

/** The line of the record, and the nudge to those who have the ticket before them. */
export async function writeDown(
  tx: Tx,
  desk: Pick<Desk, 'clock' | 'live'>,
  deed: Deed,
  { grant, document, ticketNumber, agent }: Leave,
  actorId: string | null,
  more: Record<string, number> = {},
): Promise<void> {
  const about = { personId: document.accountId, ticketId: grant.ticketId, documentId: grant.documentId }
  const facts = { agent, reason: grant.purpose, minutes: grant.minutes, ...more }
  await record(tx, { deed, at: desk.clock.now(), actorId, ...about, facts })
  tx.onCommit(() => desk.live.accessChanged(ticketNumber))
}

/** Whoever has the page open sees the end when it comes; that it ends needs no job. */
async function promiseEnd(tx: Tx, runAt: Date): Promise<void> {
  await tx.insert(jobs).values({ id: newId(), name: 'endGrants', payload: {}, runAt, attempts: 0 })
}
