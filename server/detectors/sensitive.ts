import type { Finding } from './kinds.ts'
import { finding } from './matching.ts'
import { plain } from './plain.ts'
import { BELIEFS, HEALTH, PERSON, TECHNICAL } from './sensitive-words.ts'

const ALWAYS = [...HEALTH.always, ...BELIEFS.always].join('|')
const PERSONAL = [...HEALTH.personal, ...BELIEFS.personal].join('|')

const CERTAIN = new RegExp(String.raw`(?<![\w-])(?:${ALWAYS})(?![\w-])`, 'g')
const WORD = new RegExp(String.raw`(?<![\w-])(?:${PERSONAL})(?![\w-])`, 'g')
// Beside a person, with at most three words between, none of which ends the clause.
const OF_A_PERSON = new RegExp(String.raw`(?<![\w'])${PERSON}(?: [\w'-]{1,14}){0,3}[ ']{1,2}$`)

const isOfPerson = (low: string, start: number, end: number): boolean => {
  const before = low.slice(Math.max(0, start - 70), start)
  const person = OF_A_PERSON.exec(before)
  return person !== null && !TECHNICAL.test(person[0]) && !TECHNICAL.test(low.slice(end, end + 14))
}

/** What hints at special categories of personal data about somebody: advice, it may well be meant for everybody. */
export function sensitiveCues(text: string): Finding[] {
  const low = plain(text)
  const certain = Array.from(low.matchAll(CERTAIN))
  const likely = Array.from(low.matchAll(WORD)).filter(({ 0: word, index }) =>
    isOfPerson(low, index, index + word.length),
  )
  return [...certain, ...likely].map(({ 0: word, index }) => finding('sensitive', index, index + word.length, false))
}
