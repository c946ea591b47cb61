import type { SQL } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { isEntitled, isStaff } from '../accounts/policy.ts'
import type { Reader } from '../db/database.ts'
import { expression, newest } from '../db/search.ts'
import type { Filters, Within } from './filters.ts'
import { hitsOf, type Hit } from './hits.ts'
import { matchOf, type Whose } from './matching.ts'
import { publicCandidates, publicTexts } from './published.ts'
import { parseQuery, type Query } from './query.ts'
import { after, cursorOf, ranked, type Candidate } from './ranking.ts'
import { peopleCalled, wholeCandidates, wholeTexts } from './whole.ts'

/** So many of the newest texts that match are ranked; who finds as many adds a word. */
const MOST = 500
/** With fewer texts than this, what only begins like the last word is looked for as well. */
const FEW = 50

/** `only`: what else the tickets of the desk must be. */
export type Asking = {
  q: string
  within: Within
  limit: number
  after?: string | undefined
  category?: Filters['category'] | undefined
  only?: SQL | undefined
}

/** `next`: where the next page begins. `unknown`: what looked like a filter. `many`: only the newest were looked at. */
export type Found = { hits: Hit[]; next: string | null; unknown: string[]; many: boolean }

/**
 * Finds tickets for somebody: among what the world reads, their own, or, for staff, all with the notes. Nobody finds, or
 * learns the number of, what they may not open; whose access has ended finds nothing of their own.
 */
export async function search(db: Reader, who: Person | null, asking: Asking): Promise<Found> {
  const { within, limit, category } = asking
  const query = parseQuery(asking.q, within)
  if (category) query.filters = { ...query.filters, category }
  // As whom the whole of a ticket is read; null: as the world.
  const reader = within === 'public' ? null : who
  const may = reader === null ? within === 'public' : within === 'own' ? isEntitled(reader) : isStaff(reader)
  const rows = may ? await candidates(db, reader, asking, query) : []
  const rest = after(asking.after, ranked(rows, query, within === 'public'))
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const texts = page.length === 0 ? [] : await (reader ? wholeTexts(db, reader, page) : publicTexts(db, page))
  return {
    hits: hitsOf(page, texts, query.terms),
    next: last && rest.length > limit ? cursorOf(last) : null,
    unknown: query.unknown,
    many: rows.length >= MOST,
  }
}

async function candidates(db: Reader, reader: Person | null, asking: Asking, query: Query): Promise<Candidate[]> {
  const whose = reader ? await whoseTexts(db, reader, asking.within, query) : {}
  const find = async (begun: boolean): Promise<Candidate[]> => {
    const match = matchOf(query, reader ? 'desk' : 'public', whose, begun)
    if (!match) return []
    const hits = await newest(db, expression(match), MOST)
    return reader ? wholeCandidates(db, reader, hits, query.filters, asking.only) : publicCandidates(db, hits)
  }
  const rows = await find(false)
  return rows.length < FEW && query.terms.some(({ begins }) => begins) ? find(true) : rows
}

/** Customers look among their own. Staff also find people by their names and addresses. */
async function whoseTexts(db: Reader, reader: Person, within: Within, query: Query): Promise<Whose> {
  if (within === 'own') return { owner: reader.id }
  const named = query.text.length < 2 ? [] : await peopleCalled(db, query.text)
  const { from } = query.filters
  if (from.length === 0) return { named }
  const called = await Promise.all(from.filter((name) => !isMe(name)).map((name) => peopleCalled(db, name)))
  return { named, authors: [...called.flat(), ...(from.some(isMe) ? [reader.id] : [])] }
}

const isMe = (name: string): boolean => ['me', 'moi'].includes(name.toLowerCase())
