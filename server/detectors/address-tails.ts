import { BUILDING, CAPITAL, isTown, LINKS, SITE, TOWN } from './address-words.ts'
import type { Text } from './places.ts'
import { CANADIAN_POSTCODE, COUNTRIES, EIRCODE, STATES_US, UK_POSTCODE_BEHIND } from './streets.ts'

/** What stands behind a street, and how sure it makes that this is an address. */
export type Tail = { end: number; postcode: boolean; town: boolean }

const ANY_TOWN = String.raw`(?:(?:[Ss]te?|[Ss]ainte?|[Ll][ea]s?)[ -])?\p{L}[\p{L}'-]{1,24}(?: s/ ?\p{L}[\p{L}'-]{2,20}|(?:(?:[ -](?:sur|sous|en|les|la|le|de|du|lès))?[ -](?:${LINKS})?\p{Lu}[\p{L}'-]{1,24}){0,4})(?:,? ?[Cc](?:edex|EDEX)(?: \d{1,2})?)?`
const SEPARATOR = String.raw`\)?(?: ?[,;(] ?\n? {0,8}| ?\n {0,8}(?:> ?)?| - | )`

/** Parts of an address in the order in which they are tried; a part is read behind any separator, or one that is named. */
const PARTS: { part: RegExp; postcode?: boolean; town?: boolean }[] = [
  { part: new RegExp(String.raw`${SEPARATOR}${BUILDING}`, 'yiu') },
  { part: new RegExp(String.raw`${SEPARATOR}(?:${COUNTRIES})(?![\w-])\)?`, 'yi') },
  { part: new RegExp(String.raw`${SEPARATOR}(?:${SITE}) (?:${TOWN})`, 'yu') },
  {
    part: new RegExp(
      String.raw`${SEPARATOR}(?:[A-Z]{1,2}[- ])?(?:\d{5}|\d{4}-\d{3}|\d{4}|\d{2} \d{3}|\d{3} \d{2})(?: [A-Z]{2}(?![\p{L}]))?(?: |;|, ?)(?:${ANY_TOWN})`,
      'yu',
    ),
    town: false,
    postcode: true,
  },
  {
    part: new RegExp(
      String.raw`${SEPARATOR}(?:(?:${STATES_US}|NSW|VIC|QLD|TAS|ACT)\.?,?) \d{4,5}(?:-\d{4})?(?!\d)`,
      'yu',
    ),
    postcode: true,
  },
  {
    part: new RegExp(String.raw`${SEPARATOR}(?:\(?[A-Z][A-Za-zé]{1,10}\)?,? )?(?:${CANADIAN_POSTCODE})(?![\w-])`, 'yu'),
    postcode: true,
  },
  {
    // "croydon cr0 4ab", "spokane wa 99201"
    part: new RegExp(
      String.raw`,? (?:[a-z]{3,20},? ){1,3}(?:(?:${UK_POSTCODE_BEHIND}|${EIRCODE}|${CANADIAN_POSTCODE})|(?:${STATES_US}) \d{5}(?:-\d{4})?)(?![\w-])`,
      'yi',
    ),
    town: false,
    postcode: true,
  },
  { part: new RegExp(String.raw`${SEPARATOR}(?:${UK_POSTCODE_BEHIND}|${EIRCODE})(?![\w-])`, 'yi'), postcode: true },
  { part: new RegExp(String.raw`(?: ?, ?\n?| ?\n| \()(?:[A-Z]{1,2}-)?\d{5}(?![\w.])\)?`, 'yu'), postcode: true },
  {
    part: new RegExp(
      String.raw`(?:,? (?:à|a|in|bei) )(?:${TOWN}|\p{Ll}{3,20}(?:-\p{Ll}{2,20}){0,3})(?: \d{1,2}(?:er|e|ème|eme)?(?![\w:]))?`,
      'yu',
    ),
    town: true,
  },
  {
    part: new RegExp(String.raw`(?: ?[,;] ?\n?| - | \()(?:${TOWN})\)?(?: \d{1,2}(?:er|e|ème|eme)?(?![\w:]))?`, 'yu'),
    town: true,
  },
  { part: new RegExp(String.raw` ?\n {0,8}(?:${TOWN})(?: \d{1,2})?(?= ?[,\n]| ?$)`, 'yu'), town: true },
  { part: /(?: \p{Ll}[\p{Ll}'-]{1,15}){1,3}(?=,? \d{5} \p{L}{2})/uy },
  { part: new RegExp(String.raw`,[^,\n]{1,25}(?=, (?:[A-Z]{1,2}-)?\d{5} ${CAPITAL})`, 'yu') },
  { part: /, \p{Ll}{3,20}(?:[ -]\p{Ll}{3,15})?(?=[.\n]|$|,? \p{L}{1,2}\d)/uy, town: false },
]

const LEADING = /^[ ,;(\n-]*(?:(?:a|in|bei) |(?:[a-z]{1,2}-)?\d{4,5} )?(?:les? |la |l')?/

/** Reads the next part of an address, if one stands there. */
function readPart({ text, low }: Text, tail: Tail, { part, postcode = false, town }: (typeof PARTS)[number]): boolean {
  part.lastIndex = tail.end
  if (!part.test(text)) return false
  // Behind a postcode and its town there is nothing but the country.
  if (town === true && tail.postcode && (tail.town || !/^[,;]/.test(text.slice(tail.end)))) return false
  const [word = ''] = /[\p{L}']{2,}/u.exec(low.slice(tail.end, part.lastIndex).replace(LEADING, '')) ?? []
  if (town !== undefined && !isTown(word)) return false
  tail.end = part.lastIndex
  tail.postcode ||= postcode
  tail.town ||= town === true || (postcode && town === false)
  return true
}

/** Reads on behind a street as long as parts of an address follow. */
export function tailAt(given: Text, at: number): Tail {
  const tail: Tail = { end: at, postcode: false, town: false }
  for (let parts = 0; parts < 7 && PARTS.some((part) => readPart(given, tail, part)); parts += 1);
  return tail
}

const HOUSE = String.raw`(?:[\p{L}'-]{2,20} ){1,3}(?:works|house|court|mills?|buildings?|(?:business|industrial|retail) (?:park|estate)|cent(?:re|er)|tower|lodge|cottage|hall|farm|estate|yard|wharf|studios|plaza|quay|barn|rectory|manor)`
const AHEAD = new RegExp(
  String.raw`(?:(?:c/o:? [^,\n]{2,40}|${BUILDING}|(?:${SITE}) (?:${TOWN})|${HOUSE})(?: ?, ?\n?| ?\n| - | ){1,2}){1,3}$`,
  'iu',
)

/** Where an address begins that has a building or a flat before its street. */
export const headAt = (text: string, start: number): number =>
  start - (AHEAD.exec(text.slice(Math.max(0, start - 100), start))?.[0].length ?? 0)
