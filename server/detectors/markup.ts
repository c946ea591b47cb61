/** A pair of Markdown delimiters that a reader does not see: each with its place in the text. */
export type Pair = { open: Span; close: Span }
type Span = { start: number; end: number }
/** What formatting hides: pairs of delimiters, and the backslashes of escapes. */
type Markup = { pairs: Pair[]; escapes: number[] }

const TOKEN = /\\[!-/:-@[-`{-~]|`+|\*+|_+|~~+|\n[ \t>]*\n/g
const PUNCTUATION = /[\p{P}\p{S}]/u
const WORD = /[\p{L}\p{N}]/u

const isSpace = (one: string): boolean => one.trim() === ''

/** Whether a run of delimiters may open or close emphasis (CommonMark 6.2). */
function flanks(text: string, { start, end }: Span): { opens: boolean; closes: boolean } {
  const [before, after] = [text.charAt(start - 1), text.charAt(end)]
  const left = !isSpace(after) && (!PUNCTUATION.test(after) || isSpace(before) || PUNCTUATION.test(before))
  const right = !isSpace(before) && (!PUNCTUATION.test(before) || isSpace(after) || PUNCTUATION.test(after))
  if (text[start] !== '_') return { opens: left, closes: right }
  return { opens: left && !WORD.test(before), closes: right && !WORD.test(after) }
}

/** Finds, for a run of backticks, the run of the same length that closes it; asked in the order of the text. */
function codeEnds(text: string): (run: Span) => Span | undefined {
  const runs = new Map<number, { next: number; all: Span[] }>()
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const same = runs.get(run.length) ?? { next: 0, all: [] }
    same.all.push({ start: index, end: index + run.length })
    runs.set(run.length, same)
  }
  const blanks = Array.from(text.matchAll(/\n[ \t]*\n/g), ({ index }) => index)
  let blank = 0
  return ({ start, end }) => {
    const same = runs.get(end - start)
    while (same?.all[same.next] && (same.all[same.next]?.start ?? 0) < end) same.next += 1
    while ((blanks[blank] ?? Infinity) < start) blank += 1
    const close = same?.all[same.next]
    const fenced = end - start > 2
    return close && (fenced || close.start < (blanks[blank] ?? Infinity)) ? close : undefined
  }
}

/**
 * What Markdown takes out of a text: delimiters of emphasis and of code, backslashes of escapes. What has no partner is
 * seen and stays; inside code everything is. One pass, so it takes as long as the text is.
 */
export function markupIn(text: string): Markup {
  const found: Markup = { pairs: [], escapes: [] }
  const closing = codeEnds(text)
  let open: { key: string; at: Span }[] = []
  let from = 0
  for (const { 0: token, index: start } of text.matchAll(TOKEN)) {
    if (start < from) continue
    const at = { start, end: start + token.length }
    if (token[0] === '\\') found.escapes.push(start)
    else if (token[0] === '\n') open = []
    else if (token[0] === '`') {
      const close = closing(at)
      if (close) found.pairs.push({ open: at, close })
      from = close?.end ?? from
    } else if (token.length < 4) open = emphasis(text, token, at, open, found.pairs)
  }
  return found
}

const MOST_OPEN = 16

function emphasis(text: string, key: string, at: Span, open: { key: string; at: Span }[], pairs: Pair[]) {
  const { opens, closes } = flanks(text, at)
  const partner = closes ? open.findLastIndex((one) => one.key === key) : -1
  if (partner >= 0) {
    pairs.push({ open: open[partner]?.at ?? at, close: at })
    return open.slice(0, partner)
  }
  return opens ? [...open.slice(-MOST_OPEN), { key, at }] : open
}
