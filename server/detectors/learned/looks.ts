import { isOrdinary } from '../following.ts'
import { isProduct } from '../shapes.ts'
import type { Word } from './words.ts'

/** How common a word is in what people write to a help desk: 0 never met, 3 in many texts. */
export type Commonness = (low: string) => number

/** What a word is made of, as a class: letters, digits and signs, and in which order. */
export function lookOf({ raw, low }: Pick<Word, 'raw' | 'low'>, common: number): string {
  const digits = raw.replace(/\D/g, '').length
  const letters = raw.replace(/[^\p{L}]/gu, '').length
  const signs = raw.length - digits - letters
  if (letters === 0) return `D${Math.min(digits, 9)}${signs > 0 ? 's' : ''}`
  if (digits === 0 && signs === 0) return ofLetters(raw, low, common)
  if (isProduct(raw)) return 'p'
  return signs === 0 ? ofLettersAndDigits(raw, digits) : withSigns(raw, digits)
}

function ofLetters(raw: string, low: string, common: number): string {
  const known = isOrdinary(low) || common > 2 ? 'w' : common > 0 ? 'r' : 'u'
  const capital = /^\p{Lu}{2,}$/u.test(raw) ? 'A' : /^\p{Lu}/u.test(raw) ? 'C' : ''
  return known + capital + (/\p{Ll}\p{Lu}/u.test(raw) ? 'm' : '')
}

function ofLettersAndDigits(raw: string, digits: number): string {
  const order = /^\p{L}+\d+$/u.test(raw) ? 'e' : 'x'
  const size = /\p{Ll}/u.test(raw) ? (/\p{Lu}/u.test(raw) ? 'm' : 'l') : 'A'
  return `M${order}${size}${Math.min(digits, 5)}`
}

function withSigns(raw: string, digits: number): string {
  const joined = /^[\p{L}\d]+(?:[-._'][\p{L}\d]+)+$/u.test(raw)
  const loud = /[!@$&#*+%§^€£?]/.test(raw)
  return `S${digits > 0 ? 'd' : ''}${joined ? 'j' : ''}${loud ? 's' : ''}${/\p{Lu}/u.test(raw) ? 'C' : 'l'}`
}

/** The same in one letter. */
export const briefly = (look: string): string => look.charAt(0)

/** `Gribouille2011` is `Xxd4`. */
export const patternOf = (raw: string): string =>
  raw
    .replace(/\p{Lu}+/gu, 'X')
    .replace(/\p{Ll}+/gu, 'x')
    .replace(/\d+/g, (digits) => (digits.length > 4 ? '9' : `d${digits.length}`))
    .slice(0, 14)
