import { englishStreets } from './english-streets.ts'
import { frenchStreets } from './french-streets.ts'
import type { Finding } from './kinds.ts'
import { finding } from './matching.ts'
import type { Place } from './places.ts'
import { plain } from './plain.ts'
import { sites } from './sites.ts'

/** Places that meet or overlap as one. */
function united(places: readonly Place[]): Place[] {
  const whole: Place[] = []
  for (const place of places.toSorted((a, b) => a.start - b.start)) {
    const last = whole.at(-1)
    if (last && place.start <= last.end) last.end = Math.max(last.end, place.end)
    else whole.push({ ...place })
  }
  return whole
}

/** A place without spaces and punctuation at its ends. */
function inner(text: string, { start, end }: Place): [number, number] {
  const found = text.slice(start, end)
  const lead = found.search(/[\p{L}\d]/u)
  const ends = found.includes('(') ? /[\s.,;'-]{0,9}$/ : /[\s.,;')-]{0,9}$/
  const tail = ends.exec(found)?.[0].length ?? 0
  return [start + Math.max(lead, 0), end - tail]
}

/** Postal addresses, French and of other countries: all of it, from the number to the town. */
export function postalAddresses(text: string): Finding[] {
  const given = { text, low: plain(text) }
  const found = [...frenchStreets(given), ...englishStreets(given), ...sites(given)]
  return united(found).map((place) => finding('postal_address', ...inner(text, place)))
}
