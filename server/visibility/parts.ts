import type { Spot } from '../review/spots.ts'
import { COVER } from '../web/covers.ts'
import { say, type Locale, type WordKey } from '../words/words.ts'

/** A piece of a text as it was typed: plain, found and numbered, or moved to the vault. */
export type Part = { text: string; number?: number | undefined; ask?: boolean; gone?: boolean }

/** A text cut at what was found in it; `ask`: its owner may decide about it. */
export function partsOf(
  locale: Locale,
  text: string,
  spots: Spot[],
  { numbers, asked }: { numbers: ReadonlyMap<string, number>; asked: ReadonlySet<string> },
): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const { start, end, mark } of spots) {
    parts.push(...plain(locale, text.slice(at, start)))
    parts.push({ text: text.slice(start, end), number: numbers.get(mark), ask: asked.has(mark) })
    at = end
  }
  return [...parts, ...plain(locale, text.slice(at))]
}

function plain(locale: Locale, text: string): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const { 0: mark, 1: kind, 2: slip, index } of text.matchAll(COVER)) {
    const name = say(locale, `finding.${kind}` as WordKey)
    parts.push({ text: text.slice(at, index) }, { text: slip ? `${name}, ${slip}` : name, gone: true })
    at = index + mark.length
  }
  return [...parts, { text: text.slice(at) }]
}
