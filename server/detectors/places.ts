/** A text as it was typed, and as `plain` makes it: of the same length. */
export type Text = { text: string; low: string }
export type Place = { start: number; end: number }

/** Where a sticky pattern that begins at a place ends; the place itself when it does not match. */
export function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** The place of a group of a match with the flag `d`, in a text that begins at `from`. */
export function groupOf(match: RegExpExecArray | null, group: number, from = 0): Place {
  const [start, end] = match?.indices?.[group] ?? [0, 0]
  return { start: from + start, end: from + end }
}
