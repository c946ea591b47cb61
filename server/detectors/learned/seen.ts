import { isOrdinary } from '../following.ts'
import { briefly, lookOf, type Commonness } from './looks.ts'
import { distances, TOPIC_NAMES, type Topic } from './topics.ts'
import type { Word } from './words.ts'

type Line = { first: number; last: number }

/** A text with its words; `ruled` says what the rules have found there. */
export type Given = {
  text: string
  words: readonly Word[]
  commonness: Commonness
  ruled: (word: Word) => string | undefined
}

/** A text as its words are asked about: whatever takes more than one look at it. */
export type Seen = {
  text: string
  words: readonly Word[]
  /** How common each word is, its class, and that in one letter. */
  common: readonly number[]
  looks: readonly string[]
  kinds: readonly string[]
  /** Each word with its digits alike. */
  alike: readonly string[]
  ordinary: readonly boolean[]
  topics: readonly string[]
  behind: Record<Topic, readonly string[]>
  ahead: Record<Topic, readonly string[]>
  lines: readonly Line[]
  lineOf: readonly number[]
  again: readonly boolean[]
  ruled: readonly (string | undefined)[]
}

function linesOf(words: readonly Word[]): Pick<Seen, 'lines' | 'lineOf'> {
  const lines: Line[] = []
  const lineOf = words.map(({ gap }, at) => {
    const line = lines.at(-1)
    if (!line || gap.includes('N')) lines.push({ first: at, last: at })
    else line.last = at
    return lines.length - 1
  })
  return { lines, lineOf }
}

function repeated(words: readonly Word[]): boolean[] {
  const often = new Map<string, number>()
  for (const { low } of words) often.set(low, (often.get(low) ?? 0) + 1)
  return words.map(({ low }) => (often.get(low) ?? 0) > 1)
}

/** Takes a text in: once for all of its words. */
export function see({ text, words, commonness, ruled }: Given): Seen {
  const common = words.map(({ low }) => commonness(low))
  const looks = words.map((word, at) => lookOf(word, common[at] ?? 0))
  const topics = words.map((word) => word.topics)
  const each = (backwards: boolean) =>
    Object.fromEntries(TOPIC_NAMES.map((topic) => [topic, distances(topics, topic, backwards)])) as Record<
      Topic,
      string[]
    >
  return {
    text,
    words,
    common,
    looks,
    kinds: looks.map(briefly),
    alike: words.map(({ low }) => low.replace(/\d/g, '0')),
    ordinary: words.map(({ low }) => isOrdinary(low)),
    topics,
    behind: each(false),
    ahead: each(true),
    ...linesOf(words),
    again: repeated(words),
    ruled: words.map(ruled),
  }
}
