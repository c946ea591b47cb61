import type { Place, Text } from './places.ts'
import { isLoud, isProduct } from './shapes.ts'

// A word and a year or a number, as most people make their passwords: Lisbon2019.
const TYPICAL = /^\p{Lu}\p{Ll}{3,20}\d{2,4}[!?.*#@]?$/u
const REFUSED =
  /refus|accept|incorrect|wrong|mauvais|marche|fonctionne|works?\b|reject|invalid|used (?:it|this)|depuis des|old one|new one|le bon\b|\bveux|\bwant/
const ASKS =
  /^[ ,]{0,2}(?:asks?|keeps|demande|redemande|requires?|prompts?|wants|says|crash|exige|affiche|shows?|upgrade|update)/

/**
 * Whether the word at a place is a secret for certain although nothing leads to it: by its look, or as somebody says
 * that it was refused, or used for years, in a text about passwords.
 */
export function isLoudAt({ text, low }: Text, { start, end }: Place): boolean {
  const word = text.slice(start, end)
  if (isLoud(word) || !TYPICAL.test(word) || isProduct(word)) return isLoud(word)
  return REFUSED.test(low.slice(Math.max(0, start - 40), end + 60)) && !ASKS.test(low.slice(end, end + 20))
}
