const ACCENTED = /[^\p{ASCII}]/gu

/** One letter without its accent, lower case, as long as it was; whatever else stays as it is. */
function letter(one: string): string {
  const base = one.normalize('NFD').charAt(0).toLowerCase()
  return one.length === 1 && /[a-z]/.test(base)
    ? base
    : one.toLowerCase().length === one.length
      ? one.toLowerCase()
      : one
}

/**
 * A text as words are looked for in it: lower case, without accents. Each character keeps its place, so that places in it
 * are places in the text.
 */
export function plain(text: string): string {
  if (text.length < SHORT) return lowered(text)
  if (text !== last.text) last = { text, low: lowered(text) }
  return last.low
}

const lowered = (text: string): string =>
  text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()).replace(ACCENTED, letter)

/** Whole texts are asked for by one detector after the other: the last is kept. */
const SHORT = 60
let last = { text: '', low: '' }

/** Words, as lists of them are written here: apart by spaces and line ends. */
export const wordsOf = (list: string): Set<string> => new Set(list.trim().split(/\s+/))
