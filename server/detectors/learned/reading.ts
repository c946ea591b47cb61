import { readFileSync } from 'node:fs'
import { chances } from './chain.ts'
import { eachClue, numberOf } from './clues.ts'
import type { Commonness } from './looks.ts'
import { wordsIn, type Word } from './words.ts'

type Table = {
  /** Words met in one text, in three, in eight and more. */
  common: string[]
  /** What each clue says for a secret, by its marks and their values; below 0 against. */
  weights: Record<string, Record<string, number>>
}
const table = JSON.parse(readFileSync(new URL('table.json', import.meta.url), 'utf8')) as Table

const weights = new Map(
  Object.entries(table.weights).flatMap(([clue, values]) =>
    Object.entries(values).map(([value, weight]) => [numberOf(clue, value), weight] as const),
  ),
)
const common = new Map(
  table.common.flatMap((words, index) => words.split(' ').map((word) => [word, index + 1] as const)),
)
const commonness: Commonness = (low) => common.get(low) ?? 0

/** A word with how likely it is part of a password or a code, 0 to 1, and in how many texts it is met otherwise, 0 to 3. */
export type Weighed = Word & { chance: number; common: number }

/** Words without which a text tells no secret: of passwords, of codes, and of what either opens. */
const TELLING = /[PCKL]/

/**
 * How likely each word of a text is part of a secret, as learned from marked texts (`npm run learn`). `ruled` says which
 * kind the rules have found at a place. Nothing where no word speaks of secrets.
 */
export function weighWords(text: string, ruled: (word: Word) => string | undefined): Weighed[] {
  const words = wordsIn(text)
  if (!words.some(({ topics }) => TELLING.test(topics))) return []
  const scores = words.map(() => 0)
  eachClue(
    { text, words, commonness, ruled },
    (at, clue) => (scores[at] = (scores[at] ?? 0) + (weights.get(clue) ?? 0)),
  )
  const likely = chances(scores)
  return words.map((word, at) => ({ ...word, chance: likely[at] ?? 0, common: commonness(word.low) }))
}
