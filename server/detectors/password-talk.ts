import { isOrdinary } from './following.ts'
import { describes } from './follow-ups.ts'
import { isLoudAt } from './loud.ts'
import type { Said } from './password-labels.ts'
import { groupOf, type Place, type Text } from './places.ts'
import { isSecretAt } from './told-passwords.ts'
import {
  APPOSED,
  AS_LABEL,
  ENTERED,
  EXPLAINED,
  FOUR_GROUPS,
  GAVE,
  IS_A,
  JOINED_WITH,
  NAMED_AFTER,
  NOT_BUT,
  SAYS_ITS,
  SPELLED_AFTER,
  SPELLED_FIRST,
  STRENGTH,
  THAT_IS,
  TOLD_FIRST,
  TO_ENTER,
  WEAK,
  WORKS_AS,
} from './password-sayings.ts'

// A mark that a small letter follows belongs to the word: "is Oregon! okay".
const inner = ({ text }: Text, start: number, end: number): number =>
  text.slice(start, end).replace(/^ \p{Ll}/u.test(text.slice(end, end + 2)) ? /[.?]{1,3}$/ : /[.!?]{1,3}$/, '').length

const places = (given: Text, pattern: RegExp): Place[] =>
  Array.from(given.low.matchAll(pattern), (match) => match.slice(1).map((_, at) => groupOf(match, at + 1)))
    .flat()
    .filter(({ start, end }) => end > start)
    .map(({ start, end }) => ({ start, end: start + inner(given, start, end) }))

/** Whether even an ordinary word is one here. */
const isOwnWord = (given: Text, place: Place): boolean =>
  isSecretAt(given, place, 1) && !describes(given.low.slice(place.start, place.end), false)

/** What is said of a password without "the password is": how it is spelled, after whom it is called, what it is not. */
export function spoken(given: Text, labels: readonly Said[]): Place[] {
  const near = ({ start }: Place): boolean => labels.some(({ end }) => end <= start && start - end < 120)
  const ordinary = [...places(given, SPELLED_FIRST), ...places(given, SPELLED_AFTER)].filter((place) =>
    isOwnWord(given, place),
  )
  const capital = ({ start }: Place): boolean =>
    /["'«(]|\p{Lu}/u.test(given.text.slice(Math.max(0, start - 1), start + 1))
  const works = [...places(given, WORKS_AS), ...places(given, IS_A)].filter((place) =>
    isSecretAt(given, place, capital(place) ? 1 : 2),
  )
  const says = places(given, SAYS_ITS).filter((place) => near(place) && isOwnWord(given, place))
  const chosen = places(given, AS_LABEL).filter((place) => isOwnWord(given, place))
  const named = [...places(given, THAT_IS), ...places(given, GAVE)].filter(
    (place) => /\p{Lu}/u.test(given.text.charAt(place.start)) && isOwnWord(given, place),
  )
  const explained = [...places(given, TOLD_FIRST), ...places(given, EXPLAINED), ...places(given, APPOSED)].filter(
    (place) => isOwnWord(given, place),
  )
  const drawn = places(given, FOUR_GROUPS)
  const called = places(given, NAMED_AFTER).filter((place) => near(place) && isOwnWord(given, place))
  const about = ({ start, end }: Place): boolean =>
    labels.some((said) => said.start >= end && said.start - end < 60) || near({ start, end })
  const corrected = places(given, NOT_BUT).filter((place) => about(place) && isSecretAt(given, place, 2))
  return [...ordinary, ...called, ...corrected, ...works, ...says, ...chosen, ...named, ...explained, ...drawn]
}

const TYPICAL = /^\p{Lu}\p{Ll}+(?:[-_.]?\p{Lu}?\p{Ll}{2,12}){0,3}[-_.!]?\d{1,4}[!?.*#@]?$/u

/** Words in texts that speak of signing in only, told by what they are used for. */
export function usedToEnter(given: Text): Place[] {
  const isTypical = ({ start, end }: Place): boolean => TYPICAL.test(given.text.slice(start, end))
  const entered = [...places(given, TO_ENTER), ...places(given, ENTERED)].filter(
    (place) => isSecretAt(given, place, 2) && (isTypical(place) || isLoudAt(given, place)),
  )
  const judged = STRENGTH.test(given.low) ? places(given, WEAK) : []
  return [...entered, ...[...judged, ...places(given, JOINED_WITH)].filter((place) => isSecretAt(given, place, 2))]
}

const ASKED =
  /[^\n?]{0,80}\?["')]{0,2}(?: {1,3}|\s{0,3}\n[ >*-]{0,6}(?:\[?\d{1,2}[:h]\d{2}\]? )?([\p{L}. ]{2,24}(?: \(\w{2,12}\))? ?: {0,2})?)(?:(?:yes|oui|ok|sure|si|alors|bien sur|of course|euh|hmm|well|so),? ){0,2}((?:i think )?(?:it's|it is)|(?:je crois )?(?:que )?c'est|try|essaye[rz]?)? ?["'«]? ?(\S{4,40}?)["'»]?[.!]{0,2} *(?=\n|$)/duy

/** The answer to "what is the password?", on the line after it or at its end. */
export const answered = (given: Text, labels: readonly Said[]): Place[] =>
  labels.flatMap(({ end, label }) => {
    ASKED.lastIndex = end
    const match = label === 'vague' ? null : ASKED.exec(given.low)
    if (!match) return []
    const place = groupOf(match, 3)
    const introduced = match[1] !== undefined || match[2] !== undefined
    const sure = introduced || /^\p{Ll}/u.test(given.text.charAt(place.start))
    return isSecretAt(given, place, sure ? 1 : 2) && !isOrdinary(given.low.slice(place.start, place.end)) ? [place] : []
  })

/** What is chosen more often than anything else, and never stands for anything else. */
const COMMON =
  /(?<![\w@/.-])(?:p[a@][s$5]{2}w[o0]rd|motdepasse|azerty(?:uiop)?|qwert[yz](?:uiop)?|letmein|changeme|iloveyou|welcome|bienvenue|doudou|loulou)[-_.@!#]?\d{1,6}[!*$#]{0,2}(?![\w@/=:-]|\.\d)/gi

/** What many leave as it was, and what stands for other things as well: told by the words right before it. */
const LEFT = String.raw`(?:password|passe?|motdepasse|admin|root|test|guest|user|qwert[yz]|azerty|letmein|changeme)`
const SAID_TO_BE = new RegExp(
  String.raw`(?<![\w-])(?:password|passwd|mot de passe|mdp|pwd?|pass) ?(?:is|was|est|c'est|cest|etait|:|=|->) ?"?(${LEFT})(?= ?["')]{0,2} ?(?:[.,;!?)\n]|$))`,
  'dg',
)
const TWICE = new RegExp(String.raw`(?<![\w/.@-])(${LEFT}|pi|demo) ?/ ?(\1)(?![\w/@-]|\.\w)`, 'dg')

/** Passwords that everybody knows, wherever they stand or where they are told. */
export const wellKnown = ({ low }: Text): Place[] => [
  ...Array.from(low.matchAll(COMMON), ({ 0: word, index }) => ({ start: index, end: index + word.length })),
  ...Array.from(low.matchAll(SAID_TO_BE), (match) => groupOf(match, 1)),
  ...Array.from(low.matchAll(TWICE), (match) => groupOf(match, 2)),
]
