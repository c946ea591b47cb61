import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { publications, publishedReplies } from '../db/public-schema.ts'
import type { Viewer } from '../tickets/policy.ts'
import { ticketNumber } from '../tickets/tickets.ts'
import { userMarkdown } from '../web/markdown.ts'
import { trusted } from '../web/views.ts'
import { say, type Locale } from '../words/words.ts'
import type { Publication, PublishedReply } from './projecting.ts'

// What everybody reads but owner and staff: these two tables and no other, so that what is private is not even near.

const byNumber = prepared((db) =>
  db
    .select()
    .from(publications)
    .where(eq(publications.number, sql.placeholder('number'))),
)

/** What the world reads of the ticket with this number; null for a private ticket as for none. */
export async function publicationOf(db: Reader, number: unknown): Promise<Publication | null> {
  const wanted = ticketNumber(number)
  return (wanted !== null && (await byNumber(db, { number: wanted }))[0]) || null
}

const following = prepared((db) =>
  db
    .select()
    .from(publishedReplies)
    .where(
      and(eq(publishedReplies.ticketId, sql.placeholder('ticket')), gt(publishedReplies.seq, sql.placeholder('since'))),
    )
    .orderBy(asc(publishedReplies.seq)),
)

const seqOf = prepared((db) =>
  db
    .select({ seq: publishedReplies.seq })
    .from(publishedReplies)
    .where(
      and(
        eq(publishedReplies.ticketId, sql.placeholder('ticket')),
        eq(publishedReplies.replyId, sql.placeholder('reply')),
      ),
    ),
)

/**
 * The public conversation in its order, in the reader's words; only what follows the reply `afterId`, if it is given. An
 * unknown id starts from the beginning: a page that catches up misses nothing.
 */
export async function publishedThread(
  db: Reader,
  publication: Publication,
  viewer: Viewer,
  locale: Locale,
  afterId?: string,
): Promise<Spoken[]> {
  const { ticketId: ticket, number } = publication
  const [after] = afterId === undefined ? [] : await seqOf(db, { ticket, reply: afterId })
  const rows = await following(db, { ticket, since: after?.seq ?? -1 })
  return rows.map((row) => spokenAs(row, number, viewer, locale))
}

/** A published reply as it is drawn: `author` and `role` are what the reader may know of who wrote it. */
export type Spoken = {
  id: string
  author: string
  role: string | null
  support: boolean
  /** The reader wrote it, as the owner of the ticket. */
  owned: boolean
  html: object
  at: Date
  report: string
}

/** A published reply in the words of one reader, who is told which are their own. */
export function spokenAs(reply: PublishedReply, number: number, viewer: Viewer, locale: Locale): Spoken {
  const { replyId: id, authorId, by, name, body, at } = reply
  const called = say(locale, `by.${by}`)
  const own = authorId === viewer?.id
  return {
    id,
    author: own ? say(locale, 'by.you') : (name ?? called),
    role: own ? say(locale, 'public.seen_as', { name: name ?? called }) : name && called,
    support: by === 'support',
    owned: own && by === 'owner',
    html: trusted(userMarkdown(body, { locale, slips: false })),
    at,
    report: `/report?ticket=${number}&reply=${id}`,
  }
}
