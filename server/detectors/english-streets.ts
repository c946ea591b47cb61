import { headAt, tailAt } from './address-tails.ts'
import { isLedTo, isYearAt } from './address-words.ts'
import { isOrdinary } from './following.ts'
import type { Place, Text } from './places.ts'
import { ENGLISH_STREETS, GERMANIC_STREETS, OTHER_ENGLISH_STREETS, OTHER_GERMANIC_STREETS } from './streets.ts'

/** Words of a pattern, with a capital or without. */
const anyCase = (words: string): string => words.replaceAll(/(?<![a-z])[a-z]/g, (one) => `[${one.toUpperCase()}${one}]`)

const DIRECTION = String.raw`(?:(?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\.? )?`
const ENGLISH = new RegExp(
  String.raw`(?<![\w/.,:-])(?:\d{1,5}[A-Za-z]?(?:-\d{1,5})?,? ${DIRECTION}(?:(?:\p{Lu}[\p{L}'.-]{0,20}|\d{1,3}(?:st|nd|rd|th)|of|the) ){1,4})(?:(${anyCase(ENGLISH_STREETS)})|(?:${anyCase(OTHER_ENGLISH_STREETS)}))(?![\w-])\.?(?: (?:NE|NW|SE|SW|N|S|E|W|North|South|East|West)\b)?(?: \d{1,4}(?=[,\n]))?`,
  'gu',
)
const LOWER_ENGLISH = new RegExp(
  String.raw`(?<![\w/.,:-])\d{1,5}[a-z]?,? (?:[nsew]\.? |[ns][ew] )?(?:[a-z']{2,15} ){1,3}(?:(street|road|avenue|lane|boulevard|crescent|terrace|grove|mews|gardens)|(?:${OTHER_ENGLISH_STREETS}|rd|ave|ln|blvd|cres|gdns|pkwy|hwy))(?![\w'-])`,
  'g',
)
const NO_NAME =
  /^(?:minutes?|hours?|seconds?|days?|miles?|km|metres?|meters?|users?|pcie?|data|hard|disk|usb|tape|files?|bits?|bytes?)$/

function english(given: Text, match: RegExpExecArray): Place[] {
  const { text, low } = given
  const [start, at] = [match.index, match.index + match[0].length]
  const words = low
    .slice(start, at)
    .split(/[ ,]+/)
    .slice(1, -1)
    .filter((word) => !/^[nsew]{1,2}\.?$/.test(word))
  const lower = !/\p{Lu}/u.test(text.slice(start, at))
  if (words.every(isOrdinary) || (lower && words.some((word) => isOrdinary(word) || NO_NAME.test(word)))) return []
  const tail = tailAt(given, at)
  const enough =
    (match[1] !== undefined && !isYearAt(given, match)) ||
    isLedTo(given, start) ||
    tail.postcode ||
    (tail.town && !lower)
  return enough ? [{ start: headAt(text, start), end: tail.end }] : []
}

const GERMANIC = new RegExp(
  String.raw`(?<![\w-])(?:(?:\p{Lu}\p{L}{1,29}[ -])?\p{L}{0,30}(?:(${GERMANIC_STREETS})|(?:${OTHER_GERMANIC_STREETS}))|(?:(?:am|an der|im|auf der|unter den|zum|zur) \p{L}{3,20}(?: \p{L}{3,20})?)) ?\d{1,4} ?[a-z]?(?:-[ivx\d]{1,4})?(?![\w.])`,
  'gu',
)

function germanic(given: Text, match: RegExpExecArray): Place[] {
  const start = match.index
  const tail = tailAt(given, start + match[0].length)
  const named = /\p{Lu}/u.test(given.text.slice(start, start + 12))
  return match[1] || (tail.postcode && named) ? [{ start, end: tail.end }] : []
}

/** Addresses with a street as English, American, German and Dutch ones are written. */
export const englishStreets = (given: Text): Place[] => [
  ...[...given.text.matchAll(ENGLISH), ...given.low.matchAll(LOWER_ENGLISH)].flatMap((match) => english(given, match)),
  ...Array.from(given.low.matchAll(GERMANIC), (match) => germanic(given, match)).flat(),
]
