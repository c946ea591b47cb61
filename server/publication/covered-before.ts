import type { FindingKind } from '../detectors/kinds.ts'

/** A place that stays out of the world's sight. */
export type Covered = { kind: FindingKind; start: number; end: number; covered: true }

const MARK = /\uE000([a-z_]+)\uE001/
/** Where the target of a link is covered, a space and brackets are put around the mark (review/covering.ts). */
const MARK_OF_LINK = /(?<=\]) \((\uE000[a-z_]+\uE001)\)/g

/**
 * Which places of a text are covered in what was `published` of it; none when the two do not belong together. What was
 * covered once stays so, although the desk may have forgotten why: the name that somebody had before, the serial key
 * that was in the vault until it was destroyed.
 */
export const coveredBefore = (text: string, published: string): Covered[] =>
  placesOf(text, published.replace(MARK_OF_LINK, '$1').split(MARK)) ?? placesOf(text, published.split(MARK)) ?? []

/** `parts` are what was said and what was covered in turns; null when the text does not go like that. */
function placesOf(text: string, [first = '', ...parts]: string[]): Covered[] | null {
  if (!text.startsWith(first)) return null
  const places: Covered[] = []
  let at = first.length
  for (let i = 0; i < parts.length; i += 2) {
    const said = parts[i + 1] ?? ''
    const end = i + 2 >= parts.length ? text.length - said.length : text.indexOf(said, at)
    if (end < at || !text.startsWith(said, end)) return null
    places.push({ kind: parts[i] as FindingKind, start: at, end, covered: true })
    at = end + said.length
  }
  return at === text.length ? places : null
}

/**
 * What is left of covered places without these: each is cut, because where two of them stand side by side nobody can tell
 * any more where one ended. What says nothing goes.
 */
export function without(places: Covered[], text: string, cuts: { start: number; end: number }[]): Covered[] {
  const isCut = new Uint8Array(text.length)
  for (const { start, end } of cuts) isCut.fill(1, start, end)
  return places
    .flatMap((place) => uncut(place, isCut))
    .filter(({ start, end }) => /[\p{L}\p{N}]/u.test(text.slice(start, end)))
}

function uncut(place: Covered, isCut: Uint8Array): Covered[] {
  const left: Covered[] = []
  for (let at = place.start; at < place.end; at++) {
    const last = left.at(-1)
    if (isCut[at]) continue
    if (last?.end === at) last.end = at + 1
    else left.push({ ...place, start: at, end: at + 1 })
  }
  return left
}
