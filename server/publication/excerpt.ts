const LONGEST = 220

/** The beginning of a text without its Markdown signs. What is covered in it stays covered, and is never cut in half. */
export function excerptOf(body: string): string {
  const plain = body
    .replace(/(\uE000[^\uE001]*\uE001)|[*_`#>|]|\[([^\]]*)\]\([^)]*\)/g, '$1$2')
    .replace(/\s+/g, ' ')
    .trim()
  if (plain.length <= LONGEST) return plain
  return `${plain
    .slice(0, LONGEST - 1)
    .replace(/\uE000[^\uE001]*$/, '')
    .toWellFormed()
    .trimEnd()}…`
}
