import { MARKS } from './marks.ts'
import { see, type Given, type Seen } from './seen.ts'
import { TOPIC_NAMES } from './topics.ts'

/**
 * What is asked about each word: one of its marks, or several together. A clue is asked only where all of its marks hold.
 */
const CLUES = [
  [
    'any',
    'look',
    'pattern',
    'shape kind',
    'common kind',
    'year look',
    'length',
    'known',
    'start',
    'end',
    'number',
    'again kind',
  ],
  ['gap', 'gapAfter', 'look gap', 'look gapAfter', 'quotes', 'quotes look', 'quotes passSpoken'],
  ['p1', 'p2', 'n1', 'n2', 'p2 p1', 'p1 gap', 'p1 kind', 'n1 kind', 'p1 look'],
  ['k1 gap kind', 'k2 k1 kind', 'nk gapAfter kind', 'topic', 't1', 't1 look gap', 't2 look', 'paired gap look'],
  ['alone', 'alone look', 'alone p1', 'many edge', 'many edge kind', 'above below edge kind', 'opening edge kind'],
  ['first', 'firstKind edge kind', 'around kind', 'ahead kind', 'speaksOf look year', 'ruled', 'ruled look'],
  TOPIC_NAMES.flatMap((topic) => [`${topic}<`, `${topic}>`, `${topic}< look`, `${topic}> look`]),
].flat()

/** Words further off count for the same wherever they stand there. */
const FURTHER = { before: ['-3', '-4', '-5', '-6', '-7'], after: ['+3', '+4', '+5'] }

const [NAMES, SAYINGS] = [Object.keys(MARKS), Object.values(MARKS)]
const asked = (clue: string, marks: string[]) => ({
  clue,
  seed: hash(clue),
  marks: marks.map((name) => NAMES.indexOf(name)),
})
const ASKED = [
  ...CLUES.map((clue) => asked(clue, clue.split(' '))),
  ...Object.entries(FURTHER).flatMap(([clue, marks]) => marks.map((mark) => asked(clue, [mark]))),
]

/** FNV-1a, 32 bits: 0 for nothing, and for nothing else. */
function hash(text: string | undefined): number {
  if (text === undefined) return 0
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value || 1
}
function mixed(value: number, more: number): number {
  return Math.imul(value ^ more, 0x5bd1e995) ^ (value >>> 15)
}

/** The number of a clue as it is written in the table: `p2 p1` with `le<tab>code`. */
export function numberOf(clue: string, values: string): number {
  return values.split('\t').reduce((value, one) => mixed(value, hash(one)), hash(clue))
}

/** Calls `found` with the number of each clue about each word; `written`, if given, with its marks and their values. */
export function eachClue(
  given: Given,
  found: (at: number, number: number) => void,
  written?: (number: number, clue: string, values: string) => void,
): void {
  const seen = see(given)
  const hashes = new Int32Array(SAYINGS.length)
  for (let at = 0; at < given.words.length; at++) {
    if (isTame(seen, at)) {
      found(at, TAME)
      written?.(TAME, 'tame', '')
      continue
    }
    const said = SAYINGS.map((say) => say(seen, at))
    for (let mark = 0; mark < said.length; mark++) hashes[mark] = hash(said[mark])
    for (const { clue, seed, marks: own } of ASKED) {
      const number = together(seed, own, hashes)
      if (number === 0) continue
      found(at, number)
      written?.(number, clue, own.map((mark) => said[mark]).join('\t'))
    }
  }
}

/** A word of everyday that is met in many texts, and that no rule has found: nothing more is asked about it. */
const TAME = numberOf('tame', '')
const isTame = ({ common, kinds, words, ruled }: Seen, at: number): boolean =>
  common[at] === 3 && ruled[at] === undefined && kinds[at] === 'w' && words[at]?.raw === words[at]?.low

/** The number of a clue with these values of its marks; 0 when one of them does not hold. */
function together(seed: number, marks: readonly number[], hashes: Int32Array): number {
  let number = seed
  for (let i = 0; i < marks.length; i++) {
    const value = hashes[marks[i] ?? 0] ?? 0
    if (value === 0) return 0
    number = mixed(number, value)
  }
  return number
}
