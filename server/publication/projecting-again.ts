import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { publications } from '../db/public-schema.ts'
import { replies, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { project } from './projecting.ts'

/** Brings all up to date that the world reads of somebody: their public tickets, and those on which they commented. */
export async function projectAllOf(tx: Tx, desk: Desk, personId: string): Promise<void> {
  const commented = tx.select({ id: replies.ticketId }).from(replies).where(eq(replies.authorId, personId))
  const rows = await tx
    .select({ id: publications.ticketId })
    .from(publications)
    .innerJoin(tickets, eq(tickets.id, publications.ticketId))
    .where(or(eq(tickets.ownerId, personId), inArray(publications.ticketId, commented)))
    .orderBy(asc(publications.number))
  for (const { id } of rows) await project(tx, desk, id)
}

/** Projects what was public before there were publications; answers how many. Run again, it finds nothing to do. */
export async function projectMissing(desk: Desk): Promise<number> {
  const missing = await desk.db
    .select({ id: tickets.id })
    .from(tickets)
    .leftJoin(publications, eq(publications.ticketId, tickets.id))
    .where(
      and(
        eq(tickets.visibility, 'public'),
        isNull(tickets.suspendedAt),
        isNull(tickets.erasedAt),
        isNull(publications.ticketId),
      ),
    )
    .orderBy(asc(tickets.number))
  for (const { id } of missing) await desk.db.transaction((tx) => project(tx, desk, id))
  return missing.length
}
