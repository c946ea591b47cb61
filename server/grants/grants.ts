import { and, asc, eq, inArray, sql, type SQL } from 'drizzle-orm'
import { personIn, type Person } from '../accounts/people.ts'
import type { Reader, Tx } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { people, tickets } from '../db/schema.ts'
import { documents, grants } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import type { Document } from '../documents/documents.ts'
import type { Addressee } from '../mail/notices.ts'
import { giveInAdvance } from './giving.ts'
import { holds, mayAsk, type Subject } from './policy.ts'

/** Leave for one agent to open one document for a while (vault.md 3.8): asked for, given, refused or ended. */
export type Grant = typeof grants.$inferSelect

/** A grant with what the rules, the letters and the pages need of its document and of the people in it. */
export type Leave = {
  grant: Grant
  document: Subject & { id: string; slip: number }
  ticketNumber: number
  owner: Addressee
  agent: string
  /** Who allowed or refused it; null for nobody yet, and for what was allowed in advance. */
  decider: string | null
}

/** What waits for an answer or is given, as the rows have it: the clock may have ended it since. */
export const open = inArray(grants.state, ['asked', 'allowed'])

/** For how long an opening gives itself leave where the owner has allowed it in advance. In minutes. */
const SHORTEST = 15

/**
 * The leave by which this agent may open this document now, the longest if there are several; null without one. Only
 * what holds at this instant counts: time, assignment, ticket, document and the owner's rights are looked at anew.
 */
export async function runningGrant(db: Reader, documentId: string, agentId: string, now: Date): Promise<Grant | null> {
  const mine = and(eq(grants.documentId, documentId), eq(grants.agentId, agentId), eq(grants.state, 'allowed'))
  const running = (await selected(db, mine)).filter((row) => holds(row.grant, subjectIn(row, now), now))
  return running.map(({ grant }) => grant).sort((a, b) => Number(b.expiresAt) - Number(a.expiresAt))[0] ?? null
}

/**
 * The leave by which this agent opens a document: the one that runs or, where the owner has allowed the assigned agent
 * in advance, a new one, for this reason. Null where the owner has to be asked. For the transaction of the opening.
 */
export async function grantFor(
  tx: Tx,
  desk: Desk,
  person: Person,
  document: Document,
  reason: string,
): Promise<Grant | null> {
  const running = await runningGrant(tx, document.id, person.id, desk.clock.now())
  if (running || document.access !== 'assigned' || !mayAsk(person, document)) return running
  return giveInAdvance(tx, desk, person, document, { purpose: reason, minutes: SHORTEST })
}

/** The grants that fit, in the order in which they were asked for. */
export const leavesWith = async (db: Reader, where: SQL | undefined, now: Date): Promise<Leave[]> =>
  inFull(db, await selected(db, where), now)

/** What waits for an answer or is given on a ticket; the ticket page asks each time it is drawn. */
export const openOnTicket = async (db: Reader, ticketId: string, now: Date): Promise<Leave[]> =>
  inFull(db, await ofTicket(db, { ticket: ticketId }), now)

const selected = (db: Reader, where: SQL | undefined) =>
  db
    .select({ grant: grants, document: documents, ticket: tickets, owner: people })
    .from(grants)
    .innerJoin(documents, eq(documents.id, grants.documentId))
    .innerJoin(tickets, eq(tickets.id, grants.ticketId))
    .innerJoin(people, eq(people.id, documents.accountId))
    .where(where)
    .orderBy(asc(grants.askedAt), asc(grants.id))

const ofTicket = prepared((db) => selected(db, and(eq(grants.ticketId, sql.placeholder('ticket')), open)))

type Selected = Awaited<ReturnType<typeof selected>>[number]

async function inFull(db: Reader, rows: Selected[], now: Date): Promise<Leave[]> {
  if (rows.length === 0) return []
  const ids = rows.flatMap(({ grant: { agentId, decidedById } }) => [agentId, ...(decidedById ? [decidedById] : [])])
  const named = await db.select({ id: people.id, name: people.name }).from(people).where(inArray(people.id, ids))
  const names = new Map(named.map(({ id, name }) => [id, name]))
  return rows.map((row) => ({
    grant: row.grant,
    document: subjectIn(row, now),
    ticketNumber: row.ticket.number,
    owner: row.owner,
    agent: names.get(row.grant.agentId) ?? '',
    decider: names.get(row.grant.decidedById ?? '') ?? null,
  }))
}

function subjectIn({ document, ticket: { assigneeId, status }, owner }: Selected, now: Date): Leave['document'] {
  const ownerEntitled = owner.state === 'active' && !personIn(owner, now).expired
  return { ...document, assigneeId, status, ownerEntitled }
}
