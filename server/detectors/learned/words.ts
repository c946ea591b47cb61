import type { Place } from '../places.ts'
import { plain } from '../plain.ts'
import { topicsIn } from './topics.ts'

/** A word of a text: as it stands there, as it is looked up, what stands before it, and what it is about. */
export type Word = Place & { raw: string; low: string; gap: string; topics: string }

/** A longer piece is no word, and takes too long to be looked at like one. */
const LONGEST = 200
const PIECE = /[^\s/=:,;|<>()"«»“”[\]{}]+/gu
const LEADING = /^['‘’`*_~>.?!]+(?!\d)/
const CLOSING = /['’`_~.?!…*]+$/
const CODED = /\d[*#]+$/
// "Soleil2024!": its sign belongs to a word with digits in it.
const SHOUTED = /^!{1,3}/
const ELISION = /^(?:[cdjlmnst]|qu)'(?=.{2})/

function trimmed(piece: string, at: number): Place {
  const lead = LEADING.exec(piece)?.[0].length ?? 0
  const word = piece.slice(lead)
  const bare = CODED.test(word) ? word : word.replace(CLOSING, '')
  const shout = /\d/.test(bare) ? (SHOUTED.exec(word.slice(bare.length))?.[0].length ?? 0) : 0
  return { start: at + lead, end: at + lead + bare.length + shout }
}

/** What stands between two words: line ends as `N`, spaces as one, no more than tells a list from a sentence. */
const gapOf = (between: string): string =>
  between
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n[\s>*-]*/g, 'N')
    .trim()
    .slice(0, 4)

/** The words of a text in their order, without the punctuation round them. */
export function wordsIn(text: string): Word[] {
  const low = plain(text)
  const words: Word[] = []
  let last = 0
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    if (piece.length > LONGEST) continue
    const { start, end } = trimmed(piece, index)
    const raw = text.slice(start, end)
    if (!/[\p{L}\p{N}]/u.test(raw)) continue
    const gap = (last === 0 ? '^' : '') + gapOf(text.slice(last, start))
    const looked = low.slice(start, end).replace(ELISION, '')
    words.push({ start, end, raw, low: looked, gap, topics: topicsIn(looked) })
    last = end
  }
  return words
}
