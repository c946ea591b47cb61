import { and, eq, inArray, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { publications, publishedReplies, searchRows } from '../db/public-schema.ts'
import type { Told } from './hits.ts'
import type { Candidate, Ranked } from './ranking.ts'

// What the world searches: nothing but what was published.

/** What was found, as far as it is public still. */
export async function publicCandidates(db: Reader, hits: SQL): Promise<Candidate[]> {
  const { ticketId, number, status } = publications
  return db
    .select({ ticketId, number, status, replyId: searchRows.replyId })
    .from(hits)
    .innerJoin(searchRows, eq(searchRows.seq, sql`hits.seq`))
    .innerJoin(publications, eq(publications.ticketId, searchRows.ticketId))
    .where(eq(searchRows.scope, 'public'))
}

/** What is told of these tickets in a list, once for each reply in which something was found. */
export async function publicTexts(db: Reader, page: Ranked[]): Promise<Told[]> {
  const inReply = inArray(
    publishedReplies.replyId,
    page.flatMap(({ replyIds }) => replyIds),
  )
  const { ticketId, number, category, status, replyCount, sameCount, touchedAt, subject, excerpt } = publications
  const rows = await db
    .select({
      ...{ ticketId, number, category, status, replyCount, sameCount, touchedAt, subject, excerpt },
      body: publishedReplies.body,
    })
    .from(publications)
    .leftJoin(publishedReplies, and(eq(publishedReplies.ticketId, ticketId), inReply))
    .where(
      inArray(
        ticketId,
        page.map((one) => one.ticketId),
      ),
    )
  return rows.map((row) => ({ ...row, open: true, owner: null, assigneeId: null }))
}
