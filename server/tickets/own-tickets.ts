import { and, desc, eq, lt } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import type { Reader } from '../db/database.ts'
import { tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { followedBy } from '../publication/following.ts'
import { UNSOUGHT, addressOf, adviceOn, listed, unmarked, type Listed } from '../search/listing.ts'
import { search, type Found } from '../search/searching.ts'
import { say, type Locale } from '../words/words.ts'
import { inSight } from './policy.ts'

const PAGE = 20
const BEYOND_ALL = 2_000_000_000

/** A customer's own tickets: what is found of them, or, without words, the newest first. */
export async function ownTickets(
  desk: Desk,
  locale: Locale,
  person: Person,
  { q, after }: { q?: string | undefined; after?: string | undefined },
) {
  const found = q
    ? await search(desk.db, person, { q, within: 'own', limit: PAGE, after })
    : await newest(desk.db, person.id, Number(after))
  return {
    q: q ?? '',
    searchable: q !== undefined || found.hits.length > 0,
    tickets: found.hits.map((ticket) => ({
      ...listed(locale, ticket),
      state: say(locale, ticket.status === 'pending' ? 'status.pending_you' : `status.${ticket.status}`),
    })),
    advice: adviceOn(locale, 'own', found),
    more: found.next && addressOf('/tickets', { q, after: found.next }),
    until: person.rightsEndAt,
    followed: await followedBy(desk.db, person.id),
  }
}

type Page = Omit<Found, 'hits'> & { hits: Listed[] }

/** `after`: the number of the last one that was shown. */
async function newest(db: Reader, ownerId: string, after: number): Promise<Page> {
  const rows = await db
    .select()
    .from(tickets)
    .where(and(eq(tickets.ownerId, ownerId), lt(tickets.number, after || BEYOND_ALL)))
    .orderBy(desc(tickets.number))
    .limit(PAGE + 1)
  const hits = rows.slice(0, PAGE).map((ticket) => {
    const { number, category, status, replyCount, touchedAt, subject } = ticket
    const told = { number, category, status, replyCount, touchedAt, sameCount: 0, open: inSight(ticket) }
    return { ...told, suspended: ticket.suspendedAt !== null, subject: unmarked(subject), passage: [] }
  })
  const last = hits.at(-1)
  return { hits, next: last && rows.length > PAGE ? String(last.number) : null, ...UNSOUGHT }
}
