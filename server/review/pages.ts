import type { Person } from '../accounts/people.ts'
import { say, type Locale, type WordKey } from '../words/words.ts'
import type { Decision } from './forms.ts'
import { ALWAYS_COVERED, mayKeepFinding, mayMoveFinding } from './policy.ts'
import type { Spot } from './spots.ts'

/** A finding as views/review/_spots draws it: what it is, why it matters, and what may be decided about it. */
export type Card = {
  number: number
  mark: string
  name: string
  why: string
  text: string
  blocking: boolean
  mayKeep: boolean
  mayMove: boolean
  chosen: Decision
  error?: string | undefined
}
type Text = { text: string; spots: Spot[] }
type Deciding = { ownerId: string; authorId?: string; theirs?: ReadonlySet<string> }
type Again = {
  chosen?: ReadonlyMap<string, Decision> | undefined
  errors?: Record<string, string> | undefined
  from?: number
}

/**
 * The findings of a text as cards, the same value once, numbered `from` 1 on. `authorId` is who wrote the text, if not the
 * viewer; `theirs` are the marks of what is somebody else's, which the viewer does not declare harmless; `chosen` and
 * `errors` (by field) are those of a form that was refused.
 */
export function spotCards(
  locale: Locale,
  viewer: Person | null,
  ticket: Deciding,
  { text, spots }: Text,
  { chosen, errors, from = 1 }: Again = {},
): Card[] {
  const mayMove = mayMoveFinding(viewer, ticket, ticket.authorId ?? viewer?.id)
  return spotsByMark(spots).map(({ kind, start, end, mark, blocking, covered }, index) => ({
    number: from + index,
    mark,
    blocking,
    name: nameOf(locale, kind),
    why: say(locale, `finding_why.${kind}` as WordKey),
    text: text.slice(start, end),
    mayKeep: mayKeepFinding(viewer, ticket, kind) && !ticket.theirs?.has(mark),
    mayMove: mayMove && kind !== 'vault_content',
    chosen: chosen?.get(mark) ?? (covered || ALWAYS_COVERED.includes(kind) ? 'cover' : 'keep'),
    error: errors?.[`finding-${mark}`],
  }))
}

/** The first place of each value. */
export const spotsByMark = (spots: Spot[]): Spot[] =>
  [...new Map(spots.toReversed().map((one) => [one.mark, one])).values()].toReversed()

/** What was found, as the heading of its card and as the label of its slip: “A licence key”. */
export function nameOf(locale: Locale, kind: Spot['kind']): string {
  const name = say(locale, `finding.${kind}` as WordKey)
  return name.charAt(0).toUpperCase() + name.slice(1)
}
