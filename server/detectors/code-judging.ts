import type { CodeSaid } from './code-labels.ts'
import { isOrdinary, type Candidate } from './following.ts'
import { endOf, type Place, type Text } from './places.ts'
import { shapeOf } from './shapes.ts'

// Four digits and more, or digits with a few letters, as a keypad takes them; stars and hashes around them.
const KEYPAD = /^[*#]?(?=[a-z*#]{0,6}\d)(?:\d{4,10}|(?=(?:[a-z]{0,6}\d){2})[a-z\d]{4,8}|\d{3}[a-z]|[a-z]\d{3})[*#]?$/i
const GROUPS = /^(?:[A-Z]-\d{4,8}|\d{1,6}(?:[- ]\d{1,6}){1,3}|\d(?:[ .-]\d){3,7})[*#]?$/i
const OTHER_NUMBERS = /^(?:0x|(?:rfc|kb|iso|inc|req|cve|sr|po|pc|srv|win|ipv|wpa|usb|sn|rs|rj|db)\d)/i
/** Further groups of a code that is written in several. */
export const MORE_GROUPS = /(?:(?:[ -]\d{2,6}){1,3}|(?:[ .-]\d){2,7})[*#]?(?![\w/:-]|[.,]\d)/y
const ALONE = /^(?:[*#]?[A-Z\d]+[*#]?|\d(?:-\d){3,7}|\d{3}[ -]\d{3})$/
const BACKUP =
  /(?=[A-Za-z]{0,11}\d)[\dA-Za-z]{4,12}(?:-[\dA-Za-z]{3,12}){0,7}(?:[ ,;\n]{1,3}(?=[A-Za-z]{0,11}\d)[\dA-Za-z]{4,12}(?:-[\dA-Za-z]{3,12}){0,7}){0,19}/y
const SEED = /[A-Za-z2-7]{16,64}|(?:[A-Za-z2-7]{4} ){3,15}[A-Za-z2-7]{4}/y
const PATTERN = /(?:[A-Z] ?[:(,-] ?)?\d(?: ?[-,>→ ] ?\d){3,8}|\d{4,9}|[A-Z](?![\w'])/y
const UNIT = /^ ?(?:%|€|\$|caracteres|chiffres|digits|characters|times|fois|minutes|heures|hours|days|jours|users)/
const COUNTS =
  /^ (?!is|was|has|does|puis|mais|apres|dans|works|as|this|plus|pas|sans|sous|vous|nous|depuis|parfois|toujours|always|alors|des|les|vers|fois|jamais|dessus|dessous|ailleurs|downstairs|upstairs|opens|fails|stays|keeps|gives|unlocks|gets|goes|comes|lets|disarms|activates|starts|stops|turns)[a-z]{2,20}s(?!\w)/
const YEAR = /^(?:19|20)\d\d$/
// What makes another code of it: an error, a postcode, a product.
const OTHER_CODES =
  'erreur|error|exit|status|statut|return|retour|postal|postaux|zip|promo|barres?|source|country|pays|product|produit|article|hs|http|couleur|color|colour|ape|naf|insee|client|customer|ticket|event|bug ?check|stop|gestionnaire|device manager|qr|reduction|discount|coupon|tva|calling|dialling|siret|swift|bic|banque|guichet(?! auto)|rome|region|activite|projet|project|cost|analytique|agence|commune|page|fournisseur|supplier|tarif|iso|langue|language|morse|departement|department|iban|isin|area|commande|order|secteur|sector|beep|blink|flash|sort|dtc|fault|defaut|vs'
const NOT_A_CODE = new RegExp(String.raw`(?<!\w)(?:${OTHER_CODES})s?(?!\w)[^.\n]{0,25}$`)
const CODE_OF = new RegExp(String.raw`(?<!\w)(?:${OTHER_CODES})s?[ -]$`)
const NOT_THIS_CODE = new RegExp(String.raw`^s? (?:d'|de (?:la |l')?|du |of (?:the )?|for )?(?:${OTHER_CODES})s?(?!\w)`)
const SOMEWHERE =
  /desormais|nettoyage|\bmenage\b|cleaners?\b|rez-de-|ground floor|\bwatch\b|\bmontre\b|oubli|forg[eo]t|\bvisio|meeting|port(?:e|ail)s?\b|armoire|vestiaire|cloakroom|cabinet|locker|casier|\btill\b|caisse|serrure|\block|verrou|immeuble|batiment|entree|entrance|entry|\bcarte\b|\bcard\b|digicode|interphone|alarme?\b|coffre|cadenas|badge|parking|garage|barriere|residence|boite a cle|gate|door|building|lobby|lift|elevator|safe\b|lock ?box|key ?box|keypad|intercom|interphone|clavier|pave numerique|sms\b|texto|text(?:ed| message)|(?:by|via|a) text|pour (?:entrer|acceder)|parental|room\b|salle|toit|roof|\blocal\b|rideau|livreur|courier|cave|\bapp\b|appli\b|m'a (?:envoye|dicte|donne)|sent me|authenticator|whatsapp|2fa|mfa|verification|double auth|telephone|phone|repondeur|voicemail|carte sim|sim card|unlock|deverrouill/
// A machine shows it: "code 5200 comes back with each print".
const COMES_UP =
  /^(?: [\w']{1,12}){0,3} (?:revient|s'affiche|apparait|comes? (?:back|up)|appears?|(?:shows?|pops?) up|means|signifie|indique|clignote|blinks|flashes)(?!\w)/
// "Pin 7 of the connector".
const ON_A_BOARD = /gpio|connect(?:or|eur)|header|rs-?232|pinout|solder|\bcable|\bchip\b|\bjack\b|brochage/
// A code that somebody has is one that is typed.
const OWN =
  /(?<!\w)(?:my|mon|our|notre|his|her|son|their|leur|votre|your)(?: (?:new|old|nouveau|ancien|personal))? $|(?<!\w)(?:set|use[sd]?|enter(?:ed)?|typed?|put|mis|mets|utilise|tape|saisi|donne|gave me|given)(?: (?:the|a|le|un|comme))? $/
const ERRORS =
  /erreur|error|\berr\b|\bplant(?:e|age)|(?:returns|gives|throws|renvoie|retourne|stops with|quits with) (?:a |the |le |un )?code|exit|install|update|mise a jour|crash|0x|exception|bsod|ecran bleu|blue screen/

/** Whether a word can be a code as it is typed on a keypad. */
export const isKeypad = (word: string): boolean => (KEYPAD.test(word) || GROUPS.test(word)) && !OTHER_NUMBERS.test(word)

export const isYear = (word: string): boolean => YEAR.test(word)

/** Whether the number before a place counts things: "12 users", "4500 lines". */
export const isCounted = (low: string, at: number): boolean =>
  UNIT.test(low.slice(at, at + 12)) || COUNTS.test(low.slice(at, at + 30))

/** Whether a stretch of text is about doors, telephones or logins, and about no error. */
export const isAboutAccess = (low: string): boolean => SOMEWHERE.test(low) && !ERRORS.test(low)

/** Whether a text is about something that went wrong and has a number for it. */
export const isAboutErrors = (low: string): boolean => ERRORS.test(low)

/** Whether a word such as "code" is part of another one's name: an error's, a product's, a country's. */
export const isOtherCode = (low: string, { start, end }: Place): boolean =>
  CODE_OF.test(low.slice(Math.max(0, start - 20), start)) || NOT_THIS_CODE.test(low.slice(end, end + 30))

/** Whether a label means a code that opens something; "code" alone does when what stands around it says so. */
export function opensSomething({ low }: Text, { label, start, end }: CodeSaid): boolean {
  if (NOT_A_CODE.test(low.slice(Math.max(0, start - 30), start))) return false
  if (/^(?:keypad|clavier)$/.test(low.slice(start, end)) && /^ (?:types?|tape|ecrit)/.test(low.slice(end, end + 8)))
    return false
  if (ON_A_BOARD.test(low.slice(Math.max(0, start - 30), end + 40)) && /^pins?/.test(low.slice(start, end)))
    return false
  if (label !== 'vague') return true
  if (OWN.test(low.slice(Math.max(0, start - 20), start)) && !NOT_THIS_CODE.test(low.slice(end, end + 30)))
    return !isAboutErrors(low.slice(Math.max(0, start - 60), end + 60))
  return isAboutAccess(low.slice(Math.max(0, start - 120), end + 80)) && !NOT_THIS_CODE.test(low.slice(end, end + 30))
}

const SENDER = /(?:short (?:number|code)|numero(?: court)?|number|n°)[ :]{1,2}$/

/** Whether a word behind a label is the code. */
export function isCode({ text, low }: Text, { label }: CodeSaid, candidate: Candidate): boolean {
  const { start, end, link, direct, loose, gap } = candidate
  const word = text.slice(start, endOf(MORE_GROUPS, text, end))
  if (isOrdinary(low.slice(start, end)) || isCounted(low, end)) return false
  if (label === 'card') return /^\d{3,4}$/.test(word) && gap < 4
  if (link === 'near' && SENDER.test(low.slice(Math.max(0, start - 20), start))) return false
  const told = link === 'stated' || link === 'said'
  if (YEAR.test(word) && !told && !(link === 'bare' && /^ ?(?:$|[.,;)\n])/.test(low.slice(end, end + 2)))) return false
  if (label === 'pass' && link !== 'near' && shapeOf(word) > 1 && /^\S{4,16}$/.test(word)) return true
  if (!isKeypad(word) || (link === 'near' && ((!direct && !/^\d(?:-\d){3,7}$/.test(word)) || gap > 8))) return false
  if (link === 'near' || link === 'to') return ALONE.test(word) && word.replaceAll(/\D/g, '').length > 2
  if (label === 'vague' && COMES_UP.test(low.slice(end, end + 40))) return false
  return label !== 'vague' || !loose || link === 'stated'
}

/** What is longer than a word: lists of rescue codes, seeds, drawn patterns. */
export function longCode(
  { text, low }: Text,
  { label }: CodeSaid,
  { start, link, direct }: Candidate,
): Place | undefined {
  const pattern = label === 'seed' ? SEED : label === 'backup' ? BACKUP : label === 'pattern' ? PATTERN : undefined
  if (!pattern || link === 'near' || (!direct && link !== 'stated')) return undefined
  const code = text.slice(start, endOf(pattern, text, start)).trimEnd()
  const counted = label === 'backup' && (!/\d/.test(code) || isCounted(low, start + code.length))
  return code !== '' && !counted ? { start, end: start + code.length } : undefined
}
