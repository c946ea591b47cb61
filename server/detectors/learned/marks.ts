import { shapeOf } from '../shapes.ts'
import { patternOf } from './looks.ts'
import type { Seen } from './seen.ts'
import { TOPIC_NAMES, type Topic } from './topics.ts'

/** Says one thing about a word of a text, if it holds. */
type Mark = (seen: Seen, at: number) => string | undefined

const raw = ({ words }: Seen, at: number): string => words[at]?.raw ?? ''
const low = ({ words }: Seen, at: number): string => words[at]?.low ?? ''
const gap = ({ words }: Seen, at: number): string => words[at]?.gap ?? '$'
const lineAt = ({ lines, lineOf }: Seen, at: number) => lines[lineOf[at] ?? 0] ?? { first: 0, last: 0 }
const isMixed = (word: string): boolean => /\p{L}/u.test(word) && /[^\p{L}]/u.test(word)
const inShortLine = (seen: Seen, at: number): boolean => {
  const { first, last } = lineAt(seen, at)
  return last - first < 8
}
/** What ends the line before this one (-1) or after it (1). */
const neighbour = (seen: Seen, at: number, step: number): string | undefined =>
  inShortLine(seen, at) ? (seen.kinds[seen.lines[(seen.lineOf[at] ?? 0) + step]?.last ?? -1] ?? '-') : undefined

const edge: Mark = (seen, at) => {
  const { first, last } = lineAt(seen, at)
  return last - at < 3 ? `e${last - at}` : at - first < 4 ? `b${at - first}` : 'm'
}

const quotes: Mark = ({ text, words }, at) => {
  const { start, end } = words[at] ?? { start: 0, end: 0 }
  const opened = /["'‘“«`]/.test(text.charAt(start - 1))
  const closed = /^ ?["'’”»`]/.test(text.slice(end, end + 2))
  return opened ? (closed ? 'both' : 'opened') : closed ? 'closed' : undefined
}

const MAIN: readonly Topic[] = ['P', 'C', 'L', 'K']
const isSpoken = ({ behind, ahead }: Seen, at: number, topic: Topic): boolean =>
  behind[topic][at] !== 'no' || ahead[topic][at] !== 'no'
const pair = (seen: Seen, at: number): boolean => at > 0 && /^[/:|,-]?$/.test(gap(seen, at))

/** What is known of a word, by the names that clues are made of. */
export const MARKS: Record<string, Mark> = {
  any: () => '',
  look: ({ looks }, at) => looks[at],
  kind: ({ kinds }, at) => kinds[at],
  pattern: (seen, at) => patternOf(raw(seen, at)),
  shape: (seen, at) => (isMixed(raw(seen, at)) ? String(shapeOf(raw(seen, at))) : undefined),
  common: ({ common }, at) => String(common[at]),
  year: (seen, at) => (/\p{L}.*(?:19|20)\d\d\D?$/u.test(raw(seen, at)) ? 'y' : 'n'),
  length: (seen, at) => String(Math.min(raw(seen, at).length, 14)),
  known: ({ common, ordinary, words }, at) => ((common[at] ?? 0) > 1 || ordinary[at] ? words[at]?.low : undefined),
  start: (seen, at) => (isMixed(raw(seen, at)) ? low(seen, at).slice(0, 3) : undefined),
  end: (seen, at) => (isMixed(raw(seen, at)) ? seen.alike[at]?.slice(-3) : undefined),
  number: (seen, at) => (/\p{L}/u.test(raw(seen, at)) ? undefined : seen.alike[at]),
  again: ({ again, ordinary }, at) => (again[at] && !ordinary[at] ? 'y' : undefined),
  quotes,
  ruled: ({ ruled }, at) => ruled[at],

  gap,
  gapAfter: (seen, at) => gap(seen, at + 1),
  p1: ({ alike }, at) => alike[at - 1] ?? '^',
  p2: ({ alike }, at) => alike[at - 2] ?? '^',
  n1: ({ alike }, at) => alike[at + 1] ?? '$',
  n2: ({ alike }, at) => alike[at + 2] ?? '$',
  ...Object.fromEntries(
    [-7, -6, -5, -4, -3, 3, 4, 5].map((away): [string, Mark] => [
      away < 0 ? String(away) : `+${away}`,
      ({ alike }, at) => alike[at + away],
    ]),
  ),
  k1: ({ kinds }, at) => kinds[at - 1] ?? '^',
  k2: ({ kinds }, at) => kinds[at - 2] ?? '^',
  nk: ({ kinds }, at) => kinds[at + 1] ?? '$',
  topic: ({ topics }, at) => topics[at] || undefined,
  t1: ({ topics }, at) => topics[at - 1] || undefined,
  t2: ({ topics }, at) => topics[at - 2] || undefined,
  paired: (seen, at) => (pair(seen, at) ? ((seen.common[at - 1] ?? 0) > 1 ? 'w' : seen.looks[at - 1]) : undefined),

  edge,
  alone: (seen, at) => (lineAt(seen, at).first === lineAt(seen, at).last ? 'y' : undefined),
  many: (seen, at) => {
    const many = lineAt(seen, at).last - lineAt(seen, at).first + 1
    return many > 12 ? 'L' : many > 6 ? 'M' : String(many)
  },
  opening: ({ lineOf }, at) => (lineOf[at] === 0 ? 'y' : 'n'),
  above: (seen, at) => neighbour(seen, at, -1),
  below: (seen, at) => neighbour(seen, at, 1),
  first: (seen, at) => (inShortLine(seen, at) ? seen.alike[lineAt(seen, at).first] : undefined),
  firstKind: (seen, at) => (inShortLine(seen, at) ? seen.kinds[lineAt(seen, at).first] : undefined),

  around: ({ behind }, at) => MAIN.filter((topic) => behind[topic][at] !== 'no').join(''),
  ahead: ({ ahead }, at) => MAIN.filter((topic) => ahead[topic][at] !== 'no').join(''),
  speaksOf: (seen, at) => MAIN.filter((topic) => isSpoken(seen, at, topic)).join(''),
  passSpoken: (seen, at) => (isSpoken(seen, at, 'P') ? 'y' : 'n'),
  ...Object.fromEntries(
    TOPIC_NAMES.flatMap((topic): [string, Mark][] => [
      [`${topic}<`, ({ behind }, at) => behind[topic][at]],
      [`${topic}>`, ({ ahead }, at) => ahead[topic][at]],
    ]),
  ),
}
