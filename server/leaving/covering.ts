import { and, eq, inArray, isNull, ne, or } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { publications } from '../db/public-schema.ts'
import { replies, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { publishedOf } from '../publication/projecting.ts'
import { index } from '../search/indexing.ts'

/**
 * Takes what is covered out of the texts themselves, before somebody who leaves is stripped of their name: out of what they
 * said on the tickets of others, and out of all that was said on their own public ones. Afterwards the desk would not know
 * it again, and nobody is left who may decide about it.
 */
export async function coverForGood(tx: Tx, desk: Desk, personId: string): Promise<void> {
  for (const ticket of await stayingOf(tx, personId)) {
    const isOwn = ticket.ownerId === personId
    const [before] = await tx.select().from(publications).where(eq(publications.ticketId, ticket.id))
    const { head, replies: said } = await publishedOf(tx, desk, ticket, before, isOwn ? undefined : personId)
    const place = { scope: 'whole', ticketId: ticket.id, number: ticket.number } as const
    if (isOwn) {
      await tx.update(tickets).set({ subject: head.subject }).where(eq(tickets.id, ticket.id))
      await index(tx, { ...place, replyId: null, text: head.subject })
    }
    for (const { replyId, body } of said) {
      await tx.update(replies).set({ body }).where(eq(replies.id, replyId))
      await index(tx, { ...place, replyId, text: body })
    }
  }
}

/** The tickets that stay with something of theirs in it: their own public ones, and those of others where they spoke. */
async function stayingOf(tx: Tx, personId: string) {
  const spoken = tx
    .select({ id: replies.ticketId })
    .from(replies)
    .where(and(eq(replies.authorId, personId), eq(replies.internal, false)))
  const own = and(eq(tickets.ownerId, personId), eq(tickets.visibility, 'public'))
  const others = and(ne(tickets.ownerId, personId), inArray(tickets.id, spoken))
  return tx
    .select()
    .from(tickets)
    .where(and(isNull(tickets.erasedAt), or(own, others)))
}
