import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { publications } from '../db/public-schema.ts'
import { tickets } from '../db/schema.ts'

/**
 * Somebody's tickets that are set to public, each with its subject as the world reads it; without one, the ticket is out
 * of the world's sight for as long as staff have suspended it.
 */
export const openedBy = (db: Reader, ownerId: string) =>
  db
    .select({
      id: tickets.id,
      number: tickets.number,
      since: tickets.publicSince,
      subject: publications.subject,
    })
    .from(tickets)
    .leftJoin(publications, eq(publications.ticketId, tickets.id))
    .where(and(eq(tickets.ownerId, ownerId), eq(tickets.visibility, 'public'), isNull(tickets.erasedAt)))
    .orderBy(asc(tickets.number))
