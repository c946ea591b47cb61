import { decodeHTMLStrict } from 'entities'
import { markupIn, type Pair } from './markup.ts'

/** A text as a reader sees it, and the way back to the text as it was given. */
type Folded = {
  text: string
  /** The place in the given text (UTF-16 units, `end` exclusive) of what stands from `start` to `end` in this one. */
  place(start: number, end: number): Place
}
type Place = { start: number; end: number }

/** Stands for what is covered already or moved to the vault: one character, whatever its name says. */
export const COVERED = '\uE000'

// In this order: what is plain already (and keeps its accents and guillemets), what is covered, an entity, guillemets with
// their inner space, a letter with its accents, half a character.
const PIECE =
  /([ -%'-)+-[\]^a-}\n]+(?!\p{M}|»))|(\uE000)[^\uE000\uE001\n]{0,80}\uE001|(&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,31});)|«\p{Zs}?|\p{Zs}?»|[^\p{M}]\p{M}{0,8}|[\s\S]/uy
const IGNORED = /\p{Default_Ignorable_Code_Point}/gu
const TURNED: [RegExp, string][] = [
  [/\p{Zs}?[“”„‟″«»]\p{Zs}?/gu, '"'],
  [/[‘’‚‛′ʼʹ‹›´]/g, "'"],
  [/[\p{Zs}\t\v\f]/gu, ' '],
  [/[\u2028\u2029\u0085]/g, '\n'],
  [/[\p{Pd}\u2212\u2043]/gu, '-'],
]

/** One piece as it is read: compatibility forms as plain letters and digits, no invisible characters. */
const plain = (piece: string): string =>
  TURNED.reduce((text, [from, to]) => text.replace(from, to), piece.replace(IGNORED, '')).normalize('NFKC')

/** The characters that formatting takes out: where each begins, and where it ends. */
function dropsOf(text: string): { drops: Map<number, number>; pairs: Pair[] } {
  const { pairs, escapes } = markupIn(text)
  const drops = new Map(escapes.map((at) => [at, at + 1]))
  for (const { open, close } of pairs) drops.set(open.start, open.end).set(close.start, close.end)
  return { drops, pairs }
}

/** Takes delimiters beside a place along whose partner lies inside it: neither half of a pair is left alone. */
function balanced(pairs: Pair[]): (place: Place) => Place {
  const after = new Map(pairs.map((pair) => [pair.close.start, pair]))
  const before = new Map(pairs.map((pair) => [pair.open.end, pair]))
  const grow = (place: Place): Place => {
    const right = after.get(place.end)
    if (right && right.open.start >= place.start) return grow({ ...place, end: right.close.end })
    const left = before.get(place.start)
    if (left && left.close.end <= place.end) return grow({ ...place, start: left.open.start })
    return place
  }
  return grow
}

/**
 * The text as a reader of the rendered page sees it: entities decoded, emphasis, backticks and escapes gone, full-width
 * and mathematical characters plain, every space a space, dashes and quotes straight, invisible characters left out.
 * Takes as long as the text is.
 */
export function fold(given: string): Folded {
  const { drops, pairs } = dropsOf(given)
  const parts: string[] = []
  const [starts, ends]: [number[], number[]] = [[], []]
  for (let at = 0; at < given.length;) {
    PIECE.lastIndex = at
    const dropped = drops.get(at)
    const [piece = '', same, covered, entity] = dropped === undefined ? (PIECE.exec(given) ?? []) : []
    const next = dropped ?? at + Math.max(piece.length, 1)
    const read = same ?? covered ?? plain(entity ? decodeHTMLStrict(entity) : piece)
    parts.push(read)
    for (let i = 0; i < read.length; i++) {
      starts.push(same ? at + i : at)
      ends.push(same ? at + i + 1 : next)
    }
    at = next
  }
  const grow = balanced(pairs)
  return {
    text: parts.join(''),
    place: (start, end) => grow({ start: starts[start] ?? given.length, end: ends[end - 1] ?? given.length }),
  }
}
