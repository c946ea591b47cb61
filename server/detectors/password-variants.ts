import type { Place, Text } from './places.ts'
import { isSecretAt } from './told-passwords.ts'

const [AROUND, MOST] = [40, 20]
const STEM = /^[a-z]{5,}/
const WORD = /(?<![^\s"'(«])[^\s"'(),;:«»]{5,64}/g

const JOINED =
  /^["'),]{0,3} (?:(?:or|ou|and|et|then|puis|to|en|par|->|mais|but|not|pas|ni|nor)(?: (?:even|pas|aussi|also))? )?["'(]{0,2}$/

/** Words right beside a secret that begin as it does: "tulips or tulips2", "from Carrot to Carrot1". */
export function variants(given: Text, found: readonly Place[]): Place[] {
  return found.slice(0, MOST).flatMap(({ start, end }) => {
    const word = given.low.slice(start, end)
    const stem = STEM.exec(word)?.[0]
    if (stem === undefined || end - start > 64) return []
    const from = Math.max(0, start - AROUND)
    return Array.from(given.low.slice(from, end + AROUND).matchAll(WORD), ({ 0: other, index }) => {
      const at = from + index
      return { start: at, end: at + other.replace(/[.?]{1,3}$/, '').length }
    }).filter((one) => {
      const other = given.low.slice(one.start, one.end)
      if (!other.startsWith(stem) || other === word) return false
      const between = one.end <= start ? given.low.slice(one.end, start) : given.low.slice(end, one.start)
      const named = /^[\p{L}\d'",;] \p{Lu}/u.test(given.text.slice(one.start - 2, one.start + 1))
      return isSecretAt(given, one, named || JOINED.test(between) ? 1 : 2)
    })
  })
}
