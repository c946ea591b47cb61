import { isAboutAccess, isAboutErrors, isCounted, isKeypad, isYear, opensSomething } from './code-judging.ts'
import type { CodeSaid } from './code-labels.ts'
import { groupOf, type Place, type Text } from './places.ts'

const LEADS_BACK =
  /(?<!\S)["'(]{0,2}(\d{3} \d{3}|[*#]?[\w-]{3,16}[*#]?)["',)]{0,2},? (?:is|was|est|etait|c'est|comme|as)(?: (?:my|mon|the|le|la|notre|our|votre|your|a|un|l'ancien|old|new|nouveau|temporary|current)){0,3}(?: [a-z]{2,12})? ?$/d
const TYPED =
  /(?<![\w-]|(?:keypad|keyboard|clavier) )(?:tape[rz]?|compose[rz]?|faire|faites|type|dial|press|punch in|key in|enter) (?:le |the |in |(?:[a-z']{1,12} ){0,3}(?:then|puis) )?([*#]?[\da-z]{4,8}[*#]?)(?![\w-])/dg
const OPENED =
  /(?:disarm|switch\w{0,3} off|turn\w{0,3} off|unlock|open|desactiv|desarm|coup|ouvr)\w{0,4}[^.\n]{0,40}? (?:with|avec|using|par) ([*#]?\d{4,8}[*#]?)(?![\w-])/dg
const USED =
  /(?<![\w-])(?:using|used|tried|typed|entered|received|got|recu|utilise|tape|essaye|saisi|mis) (?:it |le |the |avec |with )?(\d{3}[ -]\d{3}|\d{4,8})(?![\w/:-]|[.,]\d)/dg
// What only such a code looks like, or what a lock is set to.
const BY_LOOK =
  /(?<![\w-])(g-\d{6})(?![\w-])|(?<![\w.,:/-])(\d{4,8}[#*]?) (?:on|sur|in|into|at) (?:the |le |la )?(?:keypad|clavier|door|gate|panel|boitier|digicode|pave|porte|portail|interphone|alarm)|alarme? (?:wants|needs|asks for|veut|demande|attend) (\d{4,8})(?![\w/:-]|[.,]\d)|(?:safe|lock|keypad|padlock|alarm|coffre|cadenas|alarme|serrure)[^.\n\d]{0,40} (?:set to|changed to|mise? (?:a|sur)|reglee? (?:a|sur)|programmee? (?:a|sur|avec)) (\d{3,8})(?![\w/:-]|[.,]\d)/dg
/** "Left 14, right 62, left 30". */
const DIALLED =
  /(?<![\w-])((?:(?:left|right|gauche|droite|clockwise|anticlockwise)(?: (?:to|a|on|sur|jusqu'a))? \d{1,3}(?:, ?| | puis | then ){1,2}(?:puis |then )?){1,4}(?:left|right|gauche|droite|clockwise|anticlockwise)(?: (?:to|a|on|sur|jusqu'a))? \d{1,3})(?![\w:/]|[.,]\d)/dg
const SHOWN =
  /(?:says|shows?|displays?|affiche|indique|dit|lis|read) ([a-z\d]{2,5}-[a-z\d]{2,5}|\d{6}|\d{3} \d{3})(?![\w/:-]|[.,]\d)/dg

const placesOf = (low: string, pattern: RegExp): Place[] =>
  Array.from(low.matchAll(pattern), (match) => groupOf(match, 1))

const isAfter = ({ start }: Place, { end }: CodeSaid, most: number): boolean => start > end && start - end < most

/** Numbers written like one that is a code, in the same sentence. */
export function twins({ text }: Text, { start, end }: Place): Place[] {
  const form = text
    .slice(start, end)
    .replaceAll(/\d|\p{L}|\W/gu, (one) => (/\d/.test(one) ? String.raw`\d` : /\W/.test(one) ? `\\${one}` : '[A-Z]'))
  const pattern = new RegExp(String.raw`(?<![\w.,:/-])${form}(?![\w/:-]|[.,]\d)`, 'g')
  return Array.from(text.slice(end, end + 80).matchAll(pattern), ({ 0: code, index }) => ({
    start: end + index,
    end: end + index + code.length,
  }))
}

/** "4512B is the door code". */
const leading = (given: Text, labels: readonly CodeSaid[]): Place[] =>
  labels
    .filter((said) => opensSomething(given, said))
    .map(({ start }) =>
      groupOf(LEADS_BACK.exec(given.low.slice(Math.max(0, start - 60), start)), 1, Math.max(0, start - 60)),
    )
    .filter(({ start, end }) => isKeypad(given.text.slice(start, end)))

/** "Type 4512B at the gate", "the alarm goes off with 4512". */
const typed = ({ text, low }: Text): Place[] =>
  [TYPED, OPENED]
    .flatMap((pattern) => placesOf(low, pattern))
    .filter(
      ({ start, end }) =>
        isAboutAccess(low.slice(Math.max(0, start - 60), end + 50)) && isKeypad(text.slice(start, end)),
    )

/** "It asks for my PIN. I have been using 4512": after a label, in the next words. */
const used = (given: Text, labels: readonly CodeSaid[]): Place[] =>
  placesOf(given.low, USED)
    .filter(({ start, end }) => !isYear(given.low.slice(start, end)) && !isCounted(given.low, end))
    .filter((place) => labels.some((said) => isAfter(place, said, 120) && opensSomething(given, said)))
    .flatMap((place) => [place, ...twins(given, place)])

/** "Which code do you see? – It says QX7-44P". */
const shown = ({ low }: Text, labels: readonly CodeSaid[]): Place[] =>
  placesOf(low, SHOWN)
    .filter(({ start, end }) => /\d/.test(low.slice(start, end)) && !isAboutErrors(low))
    .filter((place) => labels.some((said) => isAfter(place, said, 90)))

/** Codes before their label, those somebody types at a door, and those that look like nothing else. */
export const toldCodes = (given: Text, labels: readonly CodeSaid[]): Place[] => [
  ...leading(given, labels),
  ...typed(given),
  ...used(given, labels),
  ...shown(given, labels),
  ...(isAboutAccess(given.low) ? placesOf(given.low, DIALLED) : []),
  ...Array.from(given.low.matchAll(BY_LOOK), (match) =>
    groupOf(
      match,
      match.findLastIndex((one) => one !== undefined),
    ),
  ),
]
