// Learns from marked texts how secrets are told: npm run learn. Writes server/detectors/learned/table.json, always the
// same from the same texts.
import { writeFileSync } from 'node:fs'
import { chances } from '../../server/detectors/learned/chain.ts'
import { eachClue } from '../../server/detectors/learned/clues.ts'
import { lessons, type Lesson } from './lessons.ts'

const TABLE = new URL('../../server/detectors/learned/table.json', import.meta.url)
const [ROUNDS, RATE, SHRINK] = [20, 0.1, 0.01]
/** In how many texts a word is met that is met once, at times, often. */
const LEVELS = [1, 3, 8]
/** Weights below this are left out of the table. */
const SLIGHT = 0.12

type Exercise = { clues: number[][]; secret: boolean[] }

/** In how many texts each word is met outside of secrets. */
function countWords(given: readonly Lesson[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { words, secret } of given) {
    const met = new Set(words.filter((_, at) => !secret[at]).map(({ low }) => low))
    for (const low of met) counts.set(low, (counts.get(low) ?? 0) + 1)
  }
  return counts
}

const levelOf = (count: number): number => LEVELS.filter((least) => count >= least).length

/** The clues of a text; a word is as common as it is in the others. */
function exercise(
  { text, words, secret, ruled }: Lesson,
  counts: Map<string, number>,
  names: Map<number, [clue: string, values: string]>,
): Exercise {
  const clues: number[][] = words.map(() => [])
  const commonness = (low: string) => levelOf((counts.get(low) ?? 0) - 1)
  eachClue(
    { text, words, commonness, ruled },
    (at, number) => clues[at]?.push(number),
    (number, clue, values) => void names.set(number, [clue, values]),
  )
  return { clues, secret }
}

/** Numbers between 0 and 1 in an order that is always the same (a linear congruential generator). */
function drawing(): () => number {
  let state = 1
  return () => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff
}

function shuffled<T>(list: readonly T[], draw: () => number): T[] {
  return list
    .map((one) => ({ one, by: draw() }))
    .toSorted((a, b) => a.by - b.by)
    .map(({ one }) => one)
}

/** A number that is moved against what it got wrong, the less the more often it was moved (AdaGrad). */
type Weight = { value: number; moved: number; sum: number }
const move = (weight: Weight, by: number): void => {
  weight.moved += by * by
  weight.value += (RATE * by) / Math.sqrt(weight.moved)
}
const still = (): Weight => ({ value: 0, moved: 1e-3, sum: 0 })

/** A little nearer to 0, where whatever says nothing ends up. */
const shrunk = (value: number): number => Math.sign(value) * Math.max(0, Math.abs(value) - SHRINK)

/**
 * Fits the weights of the clues to the exercises: stochastic gradient ascent on the likelihood of what is secret; the mean
 * of the later rounds, which depends less on the order of the texts.
 */
function fit(exercises: readonly Exercise[]): [number: number, weight: number][] {
  const often = new Map<number, number>()
  for (const { clues } of exercises)
    for (const clue of new Set(clues.flat())) often.set(clue, (often.get(clue) ?? 0) + 1)
  const weights = new Map([...often].filter(([, times]) => times > 2).map(([clue]) => [clue, still()]))
  const known = exercises.map(({ clues, secret }) => ({
    secret,
    clues: clues.map((list) => list.flatMap((clue) => weights.get(clue) ?? [])),
  }))
  const draw = drawing()
  for (let round = 0; round < ROUNDS; round++) {
    for (const { clues, secret } of shuffled(known, draw)) {
      const likely = chances(clues.map((list) => list.reduce((sum, { value }) => sum + value, 0)))
      clues.forEach((list, at) => {
        const wrong = Number(secret[at]) - (likely[at] ?? 0)
        if (Math.abs(wrong) > 1e-4) for (const weight of list) move(weight, wrong)
      })
    }
    for (const weight of weights.values()) {
      weight.value = shrunk(weight.value)
      if (round >= ROUNDS / 2) weight.sum += weight.value
    }
  }
  return [...weights].map(([clue, { sum }]) => [clue, sum / (ROUNDS / 2)])
}

/** In the order of their names, so that what has changed is what differs. */
const sorted = (weights: Record<string, Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(weights)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([clue, values]) => [
        clue,
        Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      ]),
  )

const given = lessons()
const counts = countWords(given)
const names = new Map<number, [clue: string, values: string]>()
const weights: Record<string, Record<string, number>> = {}
let learned = 0
for (const [number, weight] of fit(given.map((lesson) => exercise(lesson, counts, names)))) {
  const [clue, values] = names.get(number) ?? ['', '']
  if (Math.abs(weight) < SLIGHT) continue
  ;(weights[clue] ??= {})[values] = Math.round(weight * 100) / 100
  learned++
}
const wordsAt = (level: number): string =>
  [...counts]
    .flatMap(([word, count]) => (levelOf(count) === level ? [word] : []))
    .toSorted()
    .join(' ')
const table = { common: LEVELS.map((_, index) => wordsAt(index + 1)), weights: sorted(weights) }
writeFileSync(TABLE, `${JSON.stringify(table, null, 1)}\n`)
process.stdout.write(`${given.length} texts, ${counts.size} words, ${learned} clues\n`)
