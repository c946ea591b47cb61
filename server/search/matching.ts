import type { Match } from '../db/search.ts'
import { stemOf } from './folding.ts'
import type { Filters } from './filters.ts'
import type { Query, Term } from './query.ts'
import { markAt, wordAt, type Place } from './rows.ts'

/** Whose texts and which tickets: `owner`, one of `authors`, and `named`, whose tickets are found whatever they say. */
export type Whose = { owner?: string; authors?: string[] | undefined; named?: string[] }

/**
 * What the words of a row must be; null when nothing was asked for. `begun`: the last word may be the beginning of one.
 */
export function matchOf(
  query: Query,
  place: Place,
  { owner, authors, named = [] }: Whose,
  begun: boolean,
): Match | null {
  const mark = (name: string): Match => ({ word: markAt(place, name) })
  const found: Match[] = []
  if (query.terms.length > 0) found.push({ all: query.terms.map((term) => termMatch(term, place, begun)) })
  if (query.number !== null) found.push(mark(`n${query.number}`))
  if (named.length > 0) found.push({ all: [mark('subject'), { any: named.map((id) => mark(`o${id}`)) }] })
  const written = authors?.map((id) => mark(`a${id}`))
  // Filters alone find every ticket once, or whatever somebody wrote.
  if (found.length === 0 && isFiltered(query.filters)) found.push(written ? { any: written } : mark('subject'))
  if (found.length === 0 || written?.length === 0) return null
  const narrowed: Match[] = written ? [{ any: written }] : []
  if (owner) narrowed.push(mark(`o${owner}`))
  if (query.filters.category) narrowed.push(mark(query.filters.category))
  return { all: [...narrowed, { any: found }] }
}

const isFiltered = ({ statuses, open, category, from, documents }: Filters): boolean =>
  statuses.length > 0 || open !== null || category !== null || from.length > 0 || documents

/** A row has its words and their stems, so a stem finds every form; how a word begins is looked for among the words. */
function termMatch({ words, exact, begins }: Term, place: Place, begun: boolean): Match {
  if (exact) return { phrase: words.map((word) => wordAt(place, word)) }
  const [word = ''] = words
  const stem = { word: wordAt(place, stemOf(word)) }
  return begins && begun ? { any: [{ word: wordAt(place, word), begins }, stem] } : stem
}
