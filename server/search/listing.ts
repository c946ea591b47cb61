import { SHAPES } from '../tickets/tickets.ts'
import { say, type Locale } from '../words/words.ts'
import type { Within } from './filters.ts'
import type { Hit } from './hits.ts'
import type { Part } from './highlighting.ts'
import type { Found } from './searching.ts'

/** A text in which nothing was looked for. */
export const unmarked = (text: string): Part[] => [{ text, hit: false }]

/** What a list knows of a ticket. */
export type Listed = Pick<
  Hit,
  | 'number'
  | 'category'
  | 'status'
  | 'open'
  | 'suspended'
  | 'replyCount'
  | 'sameCount'
  | 'touchedAt'
  | 'subject'
  | 'passage'
>

/** A ticket as a list draws it, in the reader's language. */
export const listed = (locale: Locale, ticket: Listed) => ({
  ...ticket,
  category: say(locale, `category.${ticket.category}`),
  state: say(locale, `status.${ticket.status}`),
  shape: SHAPES[ticket.status],
})

/** An address with the fields that say something. */
export function addressOf(path: string, fields: Record<string, string | undefined>): string {
  const given = Object.entries(fields).filter((pair): pair is [string, string] => Boolean(pair[1]))
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path
}

const EXAMPLES: Record<Locale, string[]> = {
  en: ['is:open', 'is:solved', 'category:mail', 'is:private', 'has:document', 'from:me'],
  fr: ['est:ouvert', 'est:résolu', 'catégorie:messagerie', 'est:privé', 'avec:document', 'de:moi'],
}
const OFFERED: Record<Within, number> = { public: 3, own: 5, desk: 6 }

/** The filters that there are in a place, as one types them. */
const examplesOf = (locale: Locale, within: Within): string => EXAMPLES[locale].slice(0, OFFERED[within]).join(', ')

/** What a search has to say besides what it found, and how one searches. */
export const adviceOn = (locale: Locale, within: Within, { unknown, many }: Pick<Found, 'unknown' | 'many'>) => ({
  filters: examplesOf(locale, within),
  people: within === 'desk',
  hints: [
    ...unknown.map((filter) => say(locale, 'search.unknown', { filter, filters: examplesOf(locale, within) })),
    ...(many ? [say(locale, 'search.many')] : []),
  ],
})

/** Nothing was looked for. */
export const UNSOUGHT = { unknown: [], many: false }
