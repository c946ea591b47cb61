import { and, eq } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { documents, grants } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { cutDownloads } from '../documents/downloads.ts'
import { leavesWith, open, type Grant, type Leave } from './grants.ts'
import { stands } from './policy.ts'
import { writeDown } from './giving.ts'

type Part = Pick<Desk, 'clock' | 'live'>
type Where = { documentId?: string; ticketId?: string; agentId?: string; ownerId?: string; kind?: Grant['kind'] }

/**
 * Ends what is asked for and what is given, in the transaction of the deed that makes it end: a ticket that changes
 * hands or is closed, a document that is destroyed, somebody who leaves. Answers how many.
 */
export async function endGrants(tx: Tx, desk: Part, where: Where): Promise<number> {
  const { documentId, ticketId, agentId, ownerId, kind } = where
  const fits = and(
    open,
    documentId === undefined ? undefined : eq(grants.documentId, documentId),
    ticketId === undefined ? undefined : eq(grants.ticketId, ticketId),
    agentId === undefined ? undefined : eq(grants.agentId, agentId),
    ownerId === undefined ? undefined : eq(documents.accountId, ownerId),
    kind === undefined ? undefined : eq(grants.kind, kind),
  )
  return endAll(tx, desk, await leavesWith(tx, fits, desk.clock.now()), null)
}

/** Ends what has run out, by the clock or because its reason has gone; nothing of it opens anything meanwhile. */
export async function endLapsed(desk: Desk): Promise<number> {
  return desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const all = await leavesWith(tx, open, now)
    const lapsed = all.filter((leave) => isOver(leave.grant, now) || !stands(leave))
    return endAll(tx, desk, lapsed, null)
  })
}

/** Ends these; `actorId` is null for the desk itself. */
export async function endAll(tx: Tx, desk: Part, leaves: Leave[], actorId: string | null): Promise<number> {
  const now = desk.clock.now()
  for (const leave of leaves) {
    const { id, expiresAt } = leave.grant
    const endedAt = expiresAt !== null && expiresAt < now ? expiresAt : now
    await tx.update(grants).set({ state: 'ended', endedAt }).where(eq(grants.id, id))
    await writeDown(tx, desk, 'grant.ended', leave, actorId)
    const { documentId, agentId } = leave.grant
    tx.onCommit(() => void cutDownloads(documentId, agentId))
  }
  return leaves.length
}

const isOver = ({ expiresAt }: Grant, now: Date): boolean => expiresAt !== null && expiresAt <= now
