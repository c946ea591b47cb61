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
export const plain = (text: string): string =>
  text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()).replace(ACCENTED, letter)

/** Words, as lists of them are written here: apart by spaces and line ends. */
export const wordsOf = (list: string): Set<string> => new Set(list.trim().split(/\s+/))
