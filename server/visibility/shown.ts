import { createHash } from 'node:crypto'
import { asc, eq } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { publications, publishedReplies } from '../db/public-schema.ts'
import { COVER } from '../web/covers.ts'

/** Stands for the subject, which belongs to no reply. */
export const SUBJECT = 'subject'

/** What the world reads of a ticket now: each text by the id of its reply; none when it reads nothing. */
export async function publishedTexts(db: Reader, ticketId: string): Promise<Map<string, string>> {
  const { head, replies } = await published(db, ticketId)
  const bodies = replies.map(({ replyId, body }) => [replyId, body] as const)
  return new Map(head ? [[SUBJECT, head.subject], ...bodies] : [])
}

async function published(db: Reader, ticketId: string) {
  const [head] = await db.select().from(publications).where(eq(publications.ticketId, ticketId))
  const replies = await db
    .select()
    .from(publishedReplies)
    .where(eq(publishedReplies.ticketId, ticketId))
    .orderBy(asc(publishedReplies.seq))
  return { head, replies }
}

/**
 * What the world reads of a ticket, for the record: how many texts, how many places in them are covered, and the SHA-256
 * of it all, so that it can be said later what was shown and what was not.
 */
export async function shownOf(
  db: Reader,
  ticketId: string,
): Promise<{ texts: number; covered: number; digest: string }> {
  const { head, replies } = await published(db, ticketId)
  const texts = head ? [head.subject, ...replies.map(({ body }) => body)] : []
  const lines = replies.map(({ seq, by, name, body }) => [seq, by, name, body])
  const digest = createHash('sha256')
    .update(JSON.stringify([head?.subject, head?.licence, lines]))
    .digest('hex')
  return { texts: texts.length, covered: texts.flatMap((text) => text.match(COVER) ?? []).length, digest }
}
