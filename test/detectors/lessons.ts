import { readdirSync } from 'node:fs'
import { byRules } from '../../server/detectors/detect.ts'
import { fold } from '../../server/detectors/folding.ts'
import { wordsIn, type Word } from '../../server/detectors/learned/words.ts'
import { corpus, samplesIn, type Sample } from './corpus/load.ts'
import type { Examples } from './examples.ts'
import { tables } from './tables.ts'

/** A text to learn from: its words, which of them are secret, and what the rules have found in it, where that is told. */
export type Lesson = {
  part: string
  text: string
  words: Word[]
  secret: boolean[]
  ruled: (word: Word) => string | undefined
}

const SECRETS = ['password', 'access_code', 'token', 'licence_key']
const LEARNED = new URL('corpus/learned/', import.meta.url)

const meets = (a: { start: number; end: number }, b: { start: number; end: number }): boolean =>
  a.start < b.end && b.start < a.end

function lessonOf(part: string, { text, labels }: Pick<Sample, 'text' | 'labels'>, told: boolean): Lesson {
  const folded = fold(text)
  const words = wordsIn(folded.text)
  const secret = words.map(({ start, end }) =>
    labels.some((label) => SECRETS.includes(label.kind) && meets(label, folded.place(start, end))),
  )
  const found = told ? Object.values(byRules(folded.text)).flat() : []
  return { part, text: folded.text, words, secret, ruled: (word) => found.find((one) => meets(one, word))?.kind }
}

/** The examples of a rule, with their brackets as labels. */
function samplesOf({ kind, finds, passes }: Examples): Pick<Sample, 'text' | 'labels'>[] {
  const marked = [...finds, ...passes].map((example) => example.split(/\[\[|\]\]/))
  return marked.map((pieces) => ({
    text: pieces.join(''),
    labels: pieces.flatMap((piece, at) => {
      const start = pieces.slice(0, at).join('').length
      return at % 2 === 1 ? [{ kind, start, end: start + piece.length }] : []
    }),
  }))
}

/**
 * Everything there is to learn from. The rules were made on the first corpus and on their examples: what they find there
 * says too much of how good they are, so it is not told.
 */
export function lessons(): Lesson[] {
  const known = [...corpus, ...Object.values(tables).flatMap(samplesOf)]
  const parts = readdirSync(LEARNED).toSorted()
  return [
    ...known.map((sample) => lessonOf('known', sample, false)),
    ...parts.flatMap((part) => samplesIn(new URL(part, LEARNED)).map((sample) => lessonOf(part, sample, true))),
  ].filter(({ words }) => words.length > 0)
}
