import type { searchRows } from '../db/public-schema.ts'
import type { CATEGORIES } from '../db/schema.ts'
import { stemOf, wordsIn } from './folding.ts'

type Row = typeof searchRows.$inferInsert
/** A text that can be found: a subject (no reply) or a reply, as those who see this scope read it. */
export type Findable = Pick<Row, 'scope' | 'ticketId' | 'number'> & { replyId: string | null; text: string }

/** The ticket around a text. Owner and author are left out of what the world searches. */
export type About = {
  subject: string
  category: (typeof CATEGORIES)[number]
  ownerId?: string
  authorId?: string | null
}

/** No word of a text begins like this: it is what the index narrows a search by, before it looks at any row. */
const MARK = 'q0'

export type Place = 'public' | 'desk'

/**
 * A word, or a mark, as it stands in the index for one place. What the world reads and what lies at the desk share one
 * index and not one word: a search of the one cannot meet the other, and needs nothing to narrow it.
 */
export const wordAt = (place: Place, word: string): string => place.charAt(0) + word
export const markAt = (place: Place, mark: string): string => wordAt(place, MARK + mark)

/** The mark of a word that a subject has, in any form. */
export const inSubject = (stem: string): string => `s${stem}`

/**
 * A row of the index: marks, then the words of the text without accents and capitals, in their order, then the stems that
 * are no words of it. A reply has the words of the subject too, because people remember a bit of each.
 */
export function rowOf({ scope, ticketId, replyId, number, text }: Findable, about: About): Row {
  const place = scope === 'public' ? 'public' : 'desk'
  const isSubject = replyId === null
  const words = wordsOf(isSubject ? text : `${about.subject} ${text}`)
  const stems = new Set(words.map(stemOf))
  const marks = [
    ...marksOf(scope, about),
    ...(isSubject ? ['subject', `n${number}`, ...[...stems].map(inSubject)] : []),
  ]
  const all = [...words, ...stems.difference(new Set(words))].map((word) => wordAt(place, word))
  return { scope, ticketId, replyId, number, words: [...marks.map((mark) => markAt(place, mark)), ...all].join(' ') }
}

const wordsOf = (text: string): string[] =>
  Array.from(wordsIn(text), ({ folded }) => folded).filter((word) => !word.startsWith(MARK))

/** Staff search whole texts and notes; an owner the whole texts that are theirs; the world what is public. */
function marksOf(scope: Row['scope'], { category, ownerId, authorId }: About): string[] {
  if (scope === 'public') return [category]
  const written = [category, `a${authorId ?? ownerId}`]
  return scope === 'whole' ? [...written, `o${ownerId}`] : written
}
