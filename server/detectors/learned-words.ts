import type { Finding } from './kinds.ts'
import { weighWords, type Weighed } from './learned/reading.ts'
import { finding } from './matching.ts'
import type { Place } from './places.ts'

/** A word this likely is part of a secret; what the rules take for one is none when it is less likely than `HARDLY`. */
const [SECRET, HARDLY] = [0.5, 0.1]

/** At each character which of the places stands there, counted from 1; 0: none. */
function chartOf(text: string, places: readonly Place[]): Int32Array {
  const chart = new Int32Array(text.length)
  places.forEach(({ start, end }, index) => chart.fill(index + 1, start, end))
  return chart
}
/** Which of a chart's places meets this one. */
const metBy = (chart: Int32Array, { start, end }: Place): number => {
  for (let at = start; at < end; at++) if (chart[at]) return chart[at] ?? 0
  return 0
}

/** Words that are met in other places because they are everybody's password. */
const EVERYBODYS = /^(?:qwert[yz]|azerty|letmein|changeme|motdepasse|password|admin|root|test|guest)$/
/** A word that is met nowhere else may be a secret wherever a rule says so: nothing is known of it. */
const isPossible = ({ raw, low, chance, common }: Weighed): boolean =>
  chance >= HARDLY || (common < 2 && /^\p{L}+$/u.test(raw)) || EVERYBODYS.test(low)

/** Secret words in a row, as one place. */
function rowsOf(words: readonly Weighed[], isFree: (word: Weighed) => boolean): Place[] {
  const rows: Place[] = []
  let row: Place | undefined
  for (const word of words) {
    const { start, end, gap } = word
    if (word.chance < SECRET || !isFree(word)) row = undefined
    else if (row && !gap.includes('N')) row.end = end
    else rows.push((row = { start, end }))
  }
  return rows
}

/**
 * Passwords and codes that are told in words no rule knows, as learned from marked texts; and what the rules for words
 * have found, without what is hardly a secret where it stands. `sure` is found whatever the words round it say.
 */
export function learnedWords(text: string, sure: readonly Finding[], worded: readonly Finding[]): Finding[] {
  const found = [...sure, ...worded]
  const ruled = chartOf(text, found)
  const words = weighWords(text, (word) => found[metBy(ruled, word) - 1]?.kind)
  if (words.length === 0) return [...worded]
  // What holds no word at all, such as a piece that is too long for one, was not weighed and stays.
  const [weighed, possible] = [chartOf(text, words), chartOf(text, words.filter(isPossible))]
  const kept = worded.filter((one) => metBy(possible, one) > 0 || metBy(weighed, one) === 0)
  const learned = rowsOf(words, (word) => metBy(ruled, word) === 0)
  const kindOf = (place: string) => (/\p{L}{3}/u.test(place) ? 'password' : 'access_code')
  return [...kept, ...learned.map(({ start, end }) => finding(kindOf(text.slice(start, end)), start, end))]
}
