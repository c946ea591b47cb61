import type { Finding, FindingKind } from './kinds.ts'

/** A finding of a kind; blocking unless said otherwise. */
export const finding = (kind: FindingKind, start: number, end: number, blocking = true): Finding => ({
  kind,
  start,
  end,
  blocking,
})

/**
 * Every match of a pattern as a finding: with the flag `d` its first group that took part, all of it without. `real` looks
 * closer at what was caught.
 */
export function caught(
  text: string,
  pattern: RegExp,
  kind: FindingKind,
  real: (value: string, start: number, end: number) => boolean = () => true,
): Finding[] {
  const found: Finding[] = []
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices?.slice(1).find((place) => place) ?? [match.index, match.index + match[0].length]
    if (real(text.slice(start, end), start, end)) found.push(finding(kind, start, end))
  }
  return found
}

/**
 * The same for what stands right behind a label, in any of its places; `pattern` has the flags `d` and `y`. Two patterns,
 * because a label is read in any case and a code is not: of the alternatives in `(?i:…)` V8 13.6 minds the case as soon as
 * it compiles without optimising, which it does in a process that has compiled much.
 */
export const caughtBehind = (
  text: string,
  label: RegExp,
  pattern: RegExp,
  kind: FindingKind,
  real: (value: string, start: number) => boolean = () => true,
): Finding[] =>
  Array.from(text.matchAll(label)).flatMap((match) => {
    pattern.lastIndex = match.index + match[0].length
    const [start, end] = pattern
      .exec(text)
      ?.indices?.slice(1)
      .find((place) => place) ?? [0, 0]
    return end > start && real(text.slice(start, end), start) ? [finding(kind, start, end)] : []
  })
