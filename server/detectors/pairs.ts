import { isOrdinary } from './following.ts'
import { groupOf, type Place, type Text } from './places.ts'
import { isLoud, isProduct, shapeOf } from './shapes.ts'

const SEPARATED = String.raw`(?: ?[/|;,+] ?|,? (?:and then|et puis|et ensuite|et|and|puis|then|followed by|suivi de|and gets|with|avec|using|en utilisant|&) |: ?| - )`
const LED_TO = String.raw`(?:(?:le |the |my |mon |un |as )?(?:mdp|mot de passe|password|pass|pwd|pw) ?[:=]? ?)?`
// Both halves of a login, whatever stands before: "jdupont / Soleil2024!".
const PAIR = String.raw`["']?([^\s/|;"']{2,64}?)["']?${SEPARATED}${LED_TO}["']?([^\s"'|]{2,64})`
const CREDENTIALS = new RegExp(
  String.raw`(?<![\w-])(?:identifiants?|credentials?|creds|log-?ins?|acces|codes? de connexion|(?:infos?|details) de connexion|login details|connexion|(?:get|log|sign)[ -]?(?:in|on)|se connecter|entrer|wi-?fi|ssid)(?: [\w'-]{1,20}){0,4} ?(?:[:=(]|sont|are|is|est|c'est)\s{0,3}${PAIR}`,
  'dg',
)
const CONNECTING = new RegExp(
  String.raw`(?<![\w-])(?:(?:re)?connect(?:e[rszé]?|ed|ing)?|(?:log(?:ged|ging|s)?|sign(?:ed|ing|s)?)[ -]?(?:into|onto|in|on)|(?:r?entre|accede)[rsz]?|login|log|session|identifie[rsz]?|authentifie[rsz]?|authenticate)(?: [\w'-]{1,20}){0,5}? (?:avec|with|using|as|en tant que|sous|via)(?: (?:le|the|mon|my|compte|account|login|identifiant|user))? ?:? ${PAIR}`,
  'dg',
)
// "I type CORP\\lfontaine and then …": the first half is a login by its look.
const TYPING = new RegExp(
  String.raw`(?<![\w-])(?:types?|typed|tape|tapons|enters?|entered|saisis|mets|put|use) (?:in )?(?=[^\s/|;"']{0,40}[\\@])${PAIR}`,
  'dg',
)
// "It asks for credentials. I enter mlopez and …".
const ASKED = new RegExp(
  String.raw`(?:credentials|identifiants|login)[^\n]{0,80} (?:i|je) (?:type|enter|tape|saisis|mets|put|use) ${PAIR}`,
  'dg',
)
// "demo@example.org / Demo-1234".
const MAILBOX = /(?<![\w.-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,3} ?[/|] ?()([^\s"'|/]{6,64})/dg
// "My credentials: demo@example.org Demo-1234".
const AFTER_MAILBOX =
  /(?<![\w-])(?:identifiants?|credentials?|creds|log-?ins?|acces|comptes?|accounts?) ?[:=]? ?([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,3})(?: ?[;,-] ?| )([^\s"'|/@]{6,64})/dg
const USER_BEFORE =
  /(?:login|log-in|identifiants?|id|users?|user ?names?|utilisateur|nom d'utilisateur|compte|account|e-?mail|mail|ssid) ?(?:\/|et|and|&|,|\+|-|\||or|ou) ?(?:le |the |my |mon |votre |your )?$/
const USER_VALUE_BEFORE =
  /(?:login|log-in|user ?name|identifiant|user|(?:wi-?fi|network|ssid)(?: name)?) ?[:=]? ?([\w.@+\\-]{2,40})[ ,;/]{1,3}(?:and |et |with |avec |le |the )?$/
const NAMED =
  /(?<![\w-])(?:(?:identifiants?|credentials?|creds|acces)(?: [\w'-]{1,20}){0,5} ?: ?|log-?in ?:? )([^\s/]{2,64} ?\/)/dg
const ADMIN = new RegExp(
  String.raw`(?<![\w-])(?:admin|administrator|administrateur|root|sa|guest|invite)(?: ?/ ?|(?<=(?:c'est|it's|is|:|avec|with|as|tape|enter|type|try|essaye) \w{2,14}) (?:et|and|puis|then|avec|with) )()["']?([^\s"'|/]{4,64})`,
  'dg',
)
const ACCOUNT = new RegExp(
  String.raw`(?<![\w-])(?:comptes?|accounts?|users?|utilisateurs?|sessions?) ?: ?${PAIR}`,
  'dg',
)
const PAIR_HERE = new RegExp(PAIR, 'dy')

const before = (low: string, at: number): string => low.slice(Math.max(0, at - 60), at)

/** Whether a label is the second of two: "login / password", after which a login comes first. */
export const isSecondLabel = (low: string, start: number): boolean => USER_BEFORE.test(before(low, start))

/** Whether a login with its name stands right before: "login jdupont, ". */
export function followsLogin(low: string, start: number): boolean {
  const [, name] = USER_VALUE_BEFORE.exec(before(low, start)) ?? []
  return name !== undefined && !isOrdinary(name)
}

/** The second half of a pair that stands at `at`; after a label that says so it may be an ordinary word. */
export function pairAt({ text, low }: Text, at: number): Place[] {
  PAIR_HERE.lastIndex = at
  const match = PAIR_HERE.exec(text)
  const [, first, second] = match?.indices ?? []
  if (!first || !second || isOrdinary(low.slice(...first))) return []
  const word = trimmed(text, second)
  return shapeOf(text.slice(word.start, word.end)) > 0 && !isOrdinary(low.slice(word.start, word.end)) ? [word] : []
}

function trimmed(text: string, [start, end]: [number, number]): Place {
  const lead = /^[("']?/.exec(text.slice(start, end))?.[0].length ?? 0
  const word = text.slice(start + lead, end).replace(/[.,;:)\]]{1,8}$/, '')
  return { start: start + lead, end: start + lead + word.length }
}

function secondsOf({ text, low }: Text, pattern: RegExp): Place[] {
  const pairs = Array.from(low.matchAll(pattern)).filter(
    ({ 1: first = '' }) => pattern === TYPING || !isOrdinary(first),
  )
  const places = pairs.map((match) => trimmed(text, match.indices?.[2] ?? [0, 0]))
  return places.filter(({ start, end }) => {
    const word = text.slice(start, end)
    const least = pattern === CONNECTING && /[-./]/.test(word) && !/^\p{Lu}\p{Ll}{3,20}-\d{2,4}$/u.test(word) ? 3 : 2
    return !isProduct(word) && !isOrdinary(low.slice(start, end)) && shapeOf(word) >= least
  })
}

/** An ordinary word that closes "credentials: root / calvin". */
const plainSeconds = (given: Text): Place[] =>
  Array.from(given.low.matchAll(NAMED), (match) => groupOf(match, 1).start)
    .flatMap((at) => pairAt(given, at))
    .filter(({ end }) => /^ {0,2}(?:$|[\n.,;)])/.test(given.low.slice(end, end + 4)))

/** Passwords that follow a login: after "credentials:", after "I log in with". */
export const secondHalves = (given: Text): Place[] => [
  ...[CREDENTIALS, CONNECTING, TYPING, ADMIN, ASKED].flatMap((pattern) => secondsOf(given, pattern)),
  ...(given.low.includes('@') ? [MAILBOX, AFTER_MAILBOX].flatMap((pattern) => secondsOf(given, pattern)) : []),
  ...secondsOf(given, ACCOUNT).filter(({ start, end }) => isLoud(given.text.slice(start, end))),
  ...plainSeconds(given),
]
