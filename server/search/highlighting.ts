import { stemOf, wordsIn, type Word } from './folding.ts'
import type { Term } from './query.ts'

/** A piece of a text; `hit` where it is what was looked for. */
export type Part = { text: string; hit: boolean }

const LONGEST = 220
const BEFORE = 60

/** A text whole, with what was looked for marked. */
export const marked = (text: string, terms: Term[]): Part[] => cut(text, hitsIn(text, terms), 0, text.length)

/** The piece of a text, without its Markdown signs, that has most of what was looked for; null where nothing is. */
export function passageOf(body: string, terms: Term[]): { parts: Part[]; hits: number } | null {
  const text = plain(body)
  const hits = hitsIn(text, terms)
  const within = hits.map(
    ({ start }) => new Set(hits.filter((hit) => inReach(start, hit)).map(({ term }) => term)).size,
  )
  const best = within.indexOf(Math.max(...within))
  const first = hits[best]
  if (!first) return null
  const from = Math.min(boundary(text, first.start - BEFORE), first.start)
  const to = boundary(text, from + LONGEST)
  const parts = cut(text, hits, from, to)
  if (from > 0) parts.unshift({ text: '…', hit: false })
  if (to < text.length) parts.push({ text: '…', hit: false })
  return { parts, hits: within[best] ?? 0 }
}

type Hit = { start: number; end: number; term: Term }

const inReach = (from: number, { start, end }: Hit): boolean => start >= from && end <= from + LONGEST - BEFORE

function hitsIn(text: string, terms: Term[]): Hit[] {
  const words = [...wordsIn(text)]
  const hits: Hit[] = []
  for (let at = 0; at < words.length; at++) {
    const term = terms.find((one) => standsAt(one, words, at))
    const [first, last] = [words[at], words[at + (term?.words.length ?? 1) - 1]]
    if (!term || !first || !last) continue
    hits.push({ start: first.start, end: last.end, term })
    at += term.words.length - 1
  }
  return hits
}

const standsAt = (term: Term, words: Word[], at: number): boolean =>
  term.words.every((wanted, i) => {
    const word = words[at + i]?.folded
    if (word === undefined || word[0] !== wanted[0]) return false // no stem changes how a word begins
    if (term.begins && word.startsWith(wanted)) return true
    return term.exact ? word === wanted : stemOf(word) === stemOf(wanted)
  })

function cut(text: string, hits: Hit[], from: number, to: number): Part[] {
  const parts: Part[] = []
  let at = from
  for (const { start, end } of hits) {
    if (start < from || end > to) continue
    parts.push({ text: text.slice(at, start), hit: false }, { text: text.slice(start, end), hit: true })
    at = end
  }
  return [...parts, { text: text.slice(at, to), hit: false }]
    .map(({ text, hit }) => ({ text: text.replace(HALVES, '').toWellFormed(), hit }))
    .filter((part) => part.text !== '')
}

/** What is left of the mark of something covered, where a piece was cut out of a word without an end. */
const HALVES = /^[^\uE000\uE001]{0,40}\uE001|\uE000[^\uE001]{0,40}$/g

/** Where a word begins, at this place or soon after it. */
function boundary(text: string, at: number): number {
  if (at <= 0) return 0
  const gap = text.slice(at, at + LONGEST).search(/\s/)
  return Math.min(at + (gap < 0 ? 0 : gap + 1), text.length)
}

const plain = (body: string): string =>
  body
    .replace(/\[([^\][]*)\]\([^()\s]*\)/g, '$1')
    .replace(/^[ \t]*(?:[#>|]+|[-*+](?=\s))/gm, '')
    .replace(/[*`]|__/g, '')
    .replace(/\s+/g, ' ')
    .trim()
