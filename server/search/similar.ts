import { and, eq, isNull, sql } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { isEntitled } from '../accounts/policy.ts'
import type { Reader } from '../db/database.ts'
import { publications, searchRows } from '../db/public-schema.ts'
import { expression, newest, type Match } from '../db/search.ts'
import { tickets } from '../db/schema.ts'
import { SHAPES } from '../tickets/tickets.ts'
import { say, type Locale } from '../words/words.ts'
import { isSlight, stemOf, wordsIn } from './folding.ts'
import { inSubject, markAt, type Place } from './rows.ts'

/** A ticket with much the same subject. `own`: the asker's, and perhaps private. */
export type Similar = { number: number; subject: string; status: typeof tickets.$inferSelect.status; own: boolean }

const [SHOWN, LOOKED_AT, WORDS] = [5, 200, 6]

/**
 * Tickets with much the same subject as this one, those that share most of its words first: public ones and, of somebody
 * who asks, their own. `except` is the number of the ticket itself.
 */
export async function similarTo(
  db: Reader,
  subject: string,
  except = 0,
  who: Person | null = null,
): Promise<Similar[]> {
  const stems = stemsOf(subject)
  if (stems.size === 0) return []
  const own = who && isEntitled(who) ? await ownRows(db, who, matchOf([...stems], 'desk', who.id)) : []
  const open = await publicRows(db, matchOf([...stems], 'public'))
  const found = new Map([...open, ...own].map((row) => [row.number, row])) // their own as their own
  found.delete(except)
  return [...found.values()]
    .map((row) => ({ ...row, shared: stems.intersection(stemsOf(row.subject)).size }))
    .toSorted((a, b) => b.shared - a.shared || b.number - a.number)
    .slice(0, SHOWN)
    .map(({ shared: _, ...ticket }) => ticket)
}

/** The same as a list draws it, for somebody who is writing a ticket with this subject. */
export async function similarFor(db: Reader, locale: Locale, who: Person, subject: string) {
  const rows = await similarTo(db, subject, undefined, who)
  return rows.map((row) => ({ ...row, shape: SHAPES[row.status], state: say(locale, `status.${row.status}`) }))
}

/** The words that say what a subject is about, the longest ones: those are the rare ones. */
function stemsOf(subject: string): Set<string> {
  const words = new Set(Array.from(wordsIn(subject), ({ folded }) => folded).filter((word) => !isSlight(word)))
  const longest = [...words].toSorted((a, b) => b.length - a.length)
  return new Set(longest.map(stemOf).slice(0, WORDS))
}

/** Subjects with two of the words; of few words, with one. */
function matchOf(stems: string[], place: Place, owner?: string): Match {
  const mark = (name: string): Match => ({ word: markAt(place, name) })
  const words = stems.map((stem) => mark(inSubject(stem)))
  const pairs = words.flatMap((one, i) => words.slice(i + 1).map((other): Match => ({ all: [one, other] })))
  const alike: Match = { any: stems.length > 3 ? pairs : words }
  return owner ? { all: [mark(`o${owner}`), alike] } : alike
}

async function publicRows(db: Reader, match: Match): Promise<Similar[]> {
  const { number, subject, status, ticketId } = publications
  const rows = await db
    .select({ number, subject, status })
    .from(await newest(db, expression(match), LOOKED_AT))
    .innerJoin(searchRows, eq(searchRows.seq, sql`hits.seq`))
    .innerJoin(publications, eq(ticketId, searchRows.ticketId))
    .where(eq(searchRows.scope, 'public'))
  return rows.map((row) => ({ ...row, own: false }))
}

async function ownRows(db: Reader, who: Person, match: Match): Promise<Similar[]> {
  const { number, subject, status, ownerId, erasedAt, id } = tickets
  const rows = await db
    .select({ number, subject, status })
    .from(await newest(db, expression(match), LOOKED_AT))
    .innerJoin(searchRows, eq(searchRows.seq, sql`hits.seq`))
    .innerJoin(tickets, eq(id, searchRows.ticketId))
    .where(and(eq(searchRows.scope, 'whole'), eq(ownerId, who.id), isNull(erasedAt)))
  return rows.map((row) => ({ ...row, own: true }))
}
