import { before } from './context.ts'
import type { Finding } from './kinds.ts'
import {
  FILED,
  FIVES,
  GROUPS,
  HINTED,
  MAY_SAY_LICENCE,
  NAMED,
  RECOVERY,
  SAYS_LICENCE,
  TOLD,
  WHOLE,
} from './licence-forms.ts'
import { caught, caughtBehind } from './matching.ts'
import { isPlaceholder, isRandom } from './placeholders.ts'

const HASH = /^(?:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i
const HASH_WORDS =
  /md5|sha-?\d|hash|checksum|somme de contr|empreinte|thumbprint|fingerprint|public|publique|gpg|pgp|registre|registry/i
const ORDER_WORDS =
  /(?:commande|order|facture|invoice|ticket|dossier|case|rma|r[ée]f(?:[ée]rence)?|tracking|suivi|colis|devis|quote|model|mod[èe]le)\b[^\n]{0,16}$/i
/** Error codes, updates, sizes. */
const OTHER_CODE = /^(?:0x|KB\d)|\d(?:GB|TB|MB|GO|TO|MO|MHZ|GHZ)(?![A-Z0-9])/i
/** Names of places and machines: words with a number behind (`SRV01-RACK2-ZONE3`). */
const NUMBERED_WORDS = /^(?:[A-Za-z]{2,7}\d{1,3}[-. ]?)+$/

const digitsIn = (value: string): number => value.match(/\d/g)?.length ?? 0
const groupsOf = (value: string): string[] => value.split(/[-. ]/)
const isEven = (value: string): boolean => new Set(groupsOf(value).map((group) => group.length)).size === 1
const oneCase = (value: string): boolean => !/[a-z]/.test(value) || !/[A-Z]/.test(value)

/** Letters and digits in several groups of one length: no number of an order looks so, and no name. */
function looksIssued(text: string, value: string, start: number): boolean {
  const groups = groupsOf(value)
  const [lettered, numbered] = [/[A-Za-z]/, /\d/].map((what) => groups.filter((group) => what.test(group)).length)
  if (!isEven(value) || !oneCase(value) || isPlaceholder(value) || NUMBERED_WORDS.test(value) || OTHER_CODE.test(value))
    return false
  const least = groups.length > 4 ? 1 : 2
  if (groups.length === 3 && (/[a-z]/.test(value) || /^[\dA-F-]+$/.test(value))) return false
  if ((lettered ?? 0) < 2 || (numbered ?? 0) < least) return false
  return (groups.length > 4 && !/[a-z]/.test(value)) || !ORDER_WORDS.test(before(text, start, 40))
}

/** What follows "licence key": anything that was drawn by a machine. */
function isCode(value: string): boolean {
  if (/[-. ]/.test(value) && !isEven(value) && /[a-z]/.test(value)) return false
  if (/^\d{1,3}(?:\.\d{1,5}){2,4}$/.test(value) || NUMBERED_WORDS.test(value) || OTHER_CODE.test(value)) return false
  if (isRandom(value)) return true
  const groups = groupsOf(value)
  return groups.length > 3 && !/[a-z]/.test(value) && !isPlaceholder(value) && (isEven(value) || digitsIn(value) > 5)
}

/** What follows "key" or "serial", which stand before much else. */
const isLikelyCode = (value: string): boolean =>
  /^\d{4}(?:[ -]\d{4}){4,6}$|^\d{3}-\d{8}$/.test(value) ||
  (!HASH.test(value) &&
    !/^[0-9A-F]+$|^[a-z]+\d{1,4}$/.test(value) && // a number, or a word with a number: a Wi-Fi key
    isEven(value) &&
    oneCase(value) &&
    isRandom(value) &&
    digitsIn(value) > 1 &&
    /[A-Za-z]/.test(value))

/** Twenty-five letters and digits, with enough of both and more letters than a number in hexadecimal has. */
const isMixed = (value: string): boolean => digitsIn(value) > 1 && /[G-Z].*[A-Z]/.test(value)

/**
 * Keys of licences: groups of letters and digits by their shape, other shapes after words such as "licence key", long ones
 * after "serial" or "clé". UUIDs, hashes, versions, numbers of orders, parts and devices pass.
 */
export function licenceKeys(text: string): Finding[] {
  const key = (form: RegExp, real?: (value: string, start: number) => boolean) =>
    caught(text, form, 'licence_key', real)
  const named = (label: RegExp, form: RegExp, real: (value: string, start: number) => boolean) =>
    caughtBehind(text, label, form, 'licence_key', real)
  const isHash = (start: number): boolean => HASH_WORDS.test(before(text, start, 50))
  return [
    ...key(GROUPS, (value, start) => looksIssued(text, value, start)),
    ...key(FIVES, isMixed),
    ...key(WHOLE, (value) => value.includes('-') || isMixed(value)),
    ...key(FILED),
    ...named(SAYS_LICENCE, NAMED, isCode),
    ...named(SAYS_LICENCE, TOLD, (value, start) => isCode(value) && !(HASH.test(value) && isHash(start))),
    ...named(MAY_SAY_LICENCE, HINTED, (value, start) => isLikelyCode(value) && !isHash(start)),
    ...caught(text, RECOVERY, 'access_code'),
  ]
}
