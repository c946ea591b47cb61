import { and, desc, eq, gt } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { verdicts } from '../db/public-schema.ts'
import { audit } from '../db/vault-schema.ts'
import type { Reviewed } from '../review/reviewing.ts'
import type { Ticket } from '../tickets/tickets.ts'
import { day } from '../words/formats.ts'
import { say, type Locale } from '../words/words.ts'

/**
 * What is new in each text of a review, in words: said since the page was drawn (after the reply `seen`); new, or decided
 * about otherwise, since the world could read the ticket last. Null where nothing is, and where it never was public.
 */
export async function newsOf(
  db: Reader,
  locale: Locale,
  ticket: Ticket,
  review: Reviewed[],
  seen?: string,
): Promise<(string | null)[]> {
  const closed = ticket.visibility === 'private' ? await lastClosed(db, ticket.id) : null
  const decided = closed ? await decidedSince(db, ticket.id, closed) : new Set<string>()
  const last = review.findIndex(({ replyId }) => replyId !== null && replyId === seen)
  return review.map(({ at, replyId, spots }, index) => {
    if (last >= 0 && index > last) return say(locale, 'review.just_said')
    if (!closed) return null
    if (replyId !== null && at > closed) return say(locale, 'review.new_since', { date: day(locale, closed) })
    const other = spots.some(({ mark }) => decided.has(mark))
    return other ? say(locale, 'review.changed_since', { date: day(locale, closed) }) : null
  })
}

async function lastClosed(db: Reader, ticketId: string): Promise<Date | null> {
  const [line] = await db
    .select({ at: audit.at })
    .from(audit)
    .where(and(eq(audit.ticketId, ticketId), eq(audit.deed, 'ticket.unpublished')))
    .orderBy(desc(audit.seq))
    .limit(1)
  return line?.at ?? null
}

async function decidedSince(db: Reader, ticketId: string, since: Date): Promise<Set<string>> {
  const rows = await db
    .select({ mark: verdicts.mark })
    .from(verdicts)
    .where(and(eq(verdicts.ticketId, ticketId), gt(verdicts.at, since)))
  return new Set(rows.map(({ mark }) => mark))
}
