import { headAt, tailAt } from './address-tails.ts'
import { BUILDING, CAPITAL, isLedTo, isTown, LINKS, TOWN } from './address-words.ts'
import { endOf, groupOf, type Place, type Text } from './places.ts'
import { plain } from './plain.ts'
import { CANADIAN_POSTCODE, COUNTRIES, EIRCODE, STATES_US, UK_POSTCODE } from './streets.ts'

const SITES = new RegExp(
  String.raw`(?<![\w-])(?:(lieu[- ]?dit|(?:po|p\.o\.) ?box|boite postale|case postale|postfach|apartado)|(residence)|z\.?a\.?c?|z\.?i\.?|zae|zone (?:artisanale|industrielle|commerciale|d'activites?)|parc (?:d'activites?|d'affaires|technologique)|technopole|centre commercial|b\.?p\.?|c\.?s\.?|tsa|cidex|ld) `,
  'g',
)
const SITE_NAME = new RegExp(
  String.raw`(?:\d{2,6}(?!\w)|(?:${LINKS}|Les |Le |La |L'){0,2}${CAPITAL}(?: (?:${LINKS}){0,2}${CAPITAL}){0,3})`,
  'yu',
)

/** Addresses without a street: a hamlet, an industrial estate, a post office box. */
function site(given: Text, match: RegExpExecArray): Place[] {
  const at = match.index + match[0].length
  const end = endOf(SITE_NAME, given.text, at)
  if (end === at) return []
  const tail = tailAt(given, end)
  const [, sure, house] = match
  const home =
    house && (tail.end > end || isLedTo(given, match.index) || /^(?:les?|la|l') ?/.test(given.low.slice(at, at + 5)))
  return sure || tail.postcode || home ? [{ start: headAt(given.text, match.index), end: tail.end }] : []
}

const FLATS = new RegExp(String.raw`(?<![\w-])${BUILDING}(?:(?: ?[,;] ?| - | )${BUILDING}){1,3}`, 'giu')
const BUILDINGS = new RegExp(String.raw`(?<![\w-])${BUILDING}`, 'giu')
const IN_TOWN = new RegExp(String.raw`, (?:F-)?\d{5} (?:${TOWN})`, 'yu')
const FLAT = /app?t\b(?!-)|appartement|apartment|flat/i
const POSTCODES = new RegExp(
  String.raw`(?<![\w-])(?:(?:${TOWN}), (?:${STATES_US}) \d{5}(?:-\d{4})?|(?:${TOWN})(?: \d{1,2})?, (?=\w{3} \d?[A-Z])${EIRCODE}|${UK_POSTCODE}|(?:QC|ON|BC|AB|MB|SK|NS|NB|NL|PE|YT|NT|NU|Québec\)?|Quebec|Ontario) (?:${CANADIAN_POSTCODE}))(?![\w-])`,
  'gu',
)
const LINE = new RegExp(
  String.raw`^\s?(?:(?:Flat|Unit|Apt|No\.?) )?(?:\d{1,4}[A-Za-z]?,? ?)?(?:${CAPITAL}(?: ${CAPITAL}){0,4})?,?\s{0,2}$`,
  'u',
)
const LINE_END = new RegExp(
  String.raw`(?:(?:Flat|Unit|Apt|Suite) )?(?:\d{1,4}[A-Za-z]?,? )?(?:${CAPITAL}(?: ${CAPITAL}){0,4}|(?:Flat|Unit|Apt|Suite) \d{1,4}),?\s{0,2}$`,
  'u',
)

/** What ends a letter, before a name and an address. */
const CLOSING =
  /^\s?(?:signed|signe|signé|regards|sincerely|yours|cheers|best|thanks|merci|cordialement|bien à vous|from|to)\b/i

/** Where the lines begin that stand before a postcode: names and numbers, apart by commas or line ends. */
function linesAhead(text: string, start: number): number {
  const lines = text.slice(Math.max(0, start - 160), start).split(/(?<=[,\n])/)
  let at = start
  for (const line of lines.toReversed().slice(0, 5)) {
    if (CLOSING.test(line)) return at
    if (!LINE.test(line)) return at - (LINE_END.exec(line)?.[0].length ?? 0)
    at -= line.length
  }
  return at
}

// "25 Kerbihan, 29900 Concarneau": a number, a name, a postcode with its town.
const BARE = new RegExp(
  String.raw`(?<![\w/.,:-])\d{1,4}(?: ?(?:bis|ter|[A-D]))?,? (?:${LINKS}){0,2}(?:${CAPITAL} ?){1,4}[, \n-]{1,3}(?:F-)?\d{5} (?:${TOWN})`,
  'gu',
)
// "Keizersgracht 871, 1017 HA Amsterdam": the number behind, then a postcode with its town.
const BEHIND = new RegExp(
  String.raw`(?<![\w-])${CAPITAL}(?: (?:${LINKS})?${CAPITAL}){0,3} \d{1,4} ?[a-zA-Z]?(?:-\w{1,4})?(?:,| ?\n) ?(?:[A-Z]{1,2}-)?(?:\d{4,5}|\d{4}-\d{3}|\d{3} \d{2}) (?:[A-Z]{2} )?(${TOWN})`,
  'gu',
)
// "Kerdudou, 29190 Lothey": a hamlet, a postcode with its town.
const HAMLET = new RegExp(
  String.raw`(?<![\p{L}\d-])(?:L[ea]s? |L')?${CAPITAL}(?: (?:${LINKS}){0,2}${CAPITAL}){0,3}, ?(?:F-)?(?:0[1-9]|[1-8]\d|9[0-8])\d{3} (${TOWN})(?= ?(?:[,.;:)\n]|$)| (?:est|is|was|a|n'a|has|c'est|et|and|pour|for|mais|but)(?!\w))`,
  'gu',
)
// "le bourg, 22390 bourbriac", where somebody says that they live there.
const LOWER_HAMLET =
  /(?<!\w)(?:habit\w{1,4}|vis|vit|vivons|adresse|livre[rz]?|domicili\w{1,3}|situee?s?|sommes|suis)(?: (?:a|au|est|c'est|chez moi|bien|nous))*[ :,]{1,3}((?:l[ea]s? |l')?[a-z]{3,20}(?: [a-z]{2,20}){0,2},? (?:0[1-9]|[1-8]\d|9[0-8])\d{3} [a-z]{3,20}(?:-[a-z]{2,20}){0,4})/dg
const COUNTRY = new RegExp(String.raw`,? ?\n?(?:${COUNTRIES})(?![\w-])`, 'y')
const TOWNS = new RegExp(String.raw`(?<![\w-])(?:[A-Z]{1,2}-)?\d{4,5} (?:${TOWN})`, 'gu')

const placesOf = (matches: Iterable<RegExpExecArray>): Place[] =>
  Array.from(matches, ({ 0: found, index }) => ({ start: index, end: index + found.length }))

const isTownNamed = ({ 1: town = '' }: RegExpExecArray): boolean => isTown(plain(town).split(' ', 1)[0] ?? '')

/** Postcodes with the towns that they belong to, and what stands round them. */
function posted(given: Text): Place[] {
  const { text, low } = given
  if (!/\d{4}|\d{3} \d\d/.test(text)) return []
  return [
    ...placesOf(text.matchAll(TOWNS)).filter(({ start }) => isLedTo(given, start)),
    ...Array.from(low.matchAll(LOWER_HAMLET), (match) => groupOf(match, 1)),
    ...placesOf(Array.from(text.matchAll(BEHIND)).filter(isTownNamed)),
    ...placesOf(Array.from(text.matchAll(HAMLET)).filter(isTownNamed)),
    ...placesOf(text.matchAll(BARE)),
  ]
}

/** Addresses that are known by their postcode, their building or their site, with the lines that stand before. */
export function sites(given: Text): Place[] {
  const { text, low } = given
  const buildings = placesOf(text.matchAll(BUILDINGS)).map(({ start, end }) => ({
    start,
    at: end,
    end: endOf(IN_TOWN, text, end),
  }))
  const codes = /\d/.test(text) ? placesOf(text.matchAll(POSTCODES)) : []
  const coded = [...codes, ...buildings.filter(({ at, end }) => end > at)]
  const flats = placesOf(text.matchAll(FLATS))
  return [
    ...Array.from(low.matchAll(SITES), (match) => site(given, match)).flat(),
    ...coded.map(({ start, end }) => ({ start: linesAhead(text, start), end: endOf(COUNTRY, text, end) })),
    ...flats.filter(({ start, end }) => FLAT.test(text.slice(start, end))),
    ...posted(given),
  ]
}
