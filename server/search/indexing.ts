import { and, eq, isNull } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { publications, searchRows } from '../db/public-schema.ts'
import { replies, tickets } from '../db/schema.ts'
import { only } from '../problems.ts'
import { rowOf, type Findable } from './rows.ts'

/**
 * Makes a text findable, in the place of what stood there; what is covered in it is no word. In scope `public` nothing but
 * what the world reads of the ticket goes in, so its publication is written first.
 */
export async function index(tx: Tx, text: Findable): Promise<void> {
  const { scope, ticketId, replyId } = text
  await tx
    .delete(searchRows)
    .where(
      and(
        replyId === null ? isNull(searchRows.replyId) : eq(searchRows.replyId, replyId),
        eq(searchRows.ticketId, ticketId),
        eq(searchRows.scope, scope),
      ),
    )
  const about = await (scope === 'public' ? publicly : wholly)(tx, ticketId, replyId)
  await tx.insert(searchRows).values(rowOf(text, about))
}

/** Takes texts of a ticket out of the index: all of them, or those of one scope. */
export async function forget(tx: Tx, ticketId: string, scope?: Findable['scope']): Promise<void> {
  await tx
    .delete(searchRows)
    .where(and(eq(searchRows.ticketId, ticketId), scope ? eq(searchRows.scope, scope) : undefined))
}

async function publicly(tx: Tx, ticketId: string) {
  const { subject, category } = publications
  return only(await tx.select({ subject, category }).from(publications).where(eq(publications.ticketId, ticketId)))
}

async function wholly(tx: Tx, ticketId: string, replyId: string | null) {
  const { subject, category, ownerId } = tickets
  const rows = await tx
    .select({ subject, category, ownerId, authorId: replies.authorId })
    .from(tickets)
    .leftJoin(replies, eq(replies.id, replyId ?? ''))
    .where(eq(tickets.id, ticketId))
  return only(rows)
}
