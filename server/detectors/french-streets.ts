import { CAPITAL, isLedTo, isYearAt, LINKS } from './address-words.ts'
import { headAt, tailAt, type Tail } from './address-tails.ts'
import { endOf, type Place, type Text } from './places.ts'
import { NO_WAY, OTHER_STREETS, STREETS } from './streets.ts'

const NUMBER = String.raw`\d{1,4}(?: ?[-/] ?\d{1,4})?(?: ?(?:bis|ter|quater|[a-f]))?`
const MONTHS =
  '[jJ]anvier|[fF]évrier|[mM]ars|[aA]vril|[mM]ai|[jJ]uin|[jJ]uillet|[aA]o[uû]t|[sS]eptembre|[oO]ctobre|[nN]ovembre|[dD]écembre'
const FRENCH = new RegExp(
  String.raw`(?<![\w/.-])(?:(${NUMBER}),? ?(?:n°)? ?)?(?<![a-z])(?:(${STREETS})|(${OTHER_STREETS}))(?<=[a-z.])(?: |(?<=grande?[ -]rue)(?=[,\n]))`,
  'dg',
)
const NAME = new RegExp(
  String.raw`(?:${LINKS}){0,3}(?:\d{1,2}(?:er)? (?:${MONTHS})(?: (?:18|19)\d\d)?|${CAPITAL}|(?:\p{Ll}\. ?|\d{0,2})\p{Ll}[\p{L}'-]{2,24})(?: (?:${LINKS}){0,2}(?:${CAPITAL}|(?:18|19)\d\d(?!\d))){0,5}`,
  'yu',
)
const NUMBER_BEHIND = /,? (?:n° ?)?\d{1,4} ?[a-zA-Z]?(?![\w.])(?:(?: ?[-/] ?\d{1,4})| (?:bte|boîte|bus) \d{1,4})?/y
const UNNUMBERED = /^(?:route|rte|place|cours|square|passage|via|piazza|plaza|domaine|clos|village|quartier)/
const LINKED = /^(?:de |du |des |d'|la |le |les |l'|aux? |st |saint|ste )/

type Street = { number: boolean; sure: boolean; named: boolean; linked: boolean; led: boolean; kind: string }

/** Whether a street with what stands behind it makes an address. */
function isAddress({ number, sure, named, linked, led, kind }: Street, { postcode, town }: Tail): boolean {
  if (number) return sure || postcode || led || (named ? linked || town : linked && town)
  const short = kind.endsWith('. ') // "all.", which ends sentences too
  return (sure || UNNUMBERED.test(kind)) && ((postcode && named) || (led && !short && (named || town)))
}

/** Ways named as in French, Spanish and Italian: the word before the name, the number before or behind. */
function french(given: Text, match: RegExpExecArray): Place[] {
  const { text, low } = given
  const nameAt = match.index + match[0].length
  const end = endOf(NAME, text, nameAt)
  if ((end === nameAt && !/grande?[ -]rue ?$|rue$/.test(match[0])) || NO_WAY.test(low.slice(nameAt, nameAt + 60)))
    return []
  const [behind, number] = [endOf(NUMBER_BEHIND, text, end), match[1] !== undefined && !isYearAt(given, match)]
  const numbered = tailAt(given, behind)
  const tail =
    (number && !/^,? n°/.test(text.slice(end, end + 4))) || !numbered.postcode
      ? tailAt(given, end === nameAt ? match.index + match[0].trimEnd().length : end)
      : numbered
  const street = {
    number,
    sure: match[2] !== undefined,
    named: /\p{Lu}/u.test(text.slice(nameAt, end)) || (!number && behind > end),
    linked: LINKED.test(low.slice(nameAt, nameAt + 10)),
    led: isLedTo(given, match.index),
    kind: match[0],
  }
  return isAddress(street, tail) ? [{ start: headAt(text, match.index), end: tail.end }] : []
}

/** Addresses with a street as French, Belgian, Swiss, Spanish and Italian ones are written. */
export const frenchStreets = (given: Text): Place[] =>
  Array.from(given.low.matchAll(FRENCH), (match) => french(given, match)).flat()
