import { isOrdinary } from './following.ts'
import type { Finding } from './kinds.ts'
import { finding } from './matching.ts'
import { labelsIn } from './password-labels.ts'
import type { Place } from './places.ts'
import { plain } from './plain.ts'
import { isProduct, shapeOf } from './shapes.ts'

const WORD = /(?<![^\s"'()<>|,;:])[^\s"'[\]{}<>|,;:/\\=*`]{6,40}/gu
const SIGNING_IN =
  /(?<![\w-])(?:log(?:ged|ging|s)?[ -]?(?:in|on)|sign(?:ed|ing)?[ -]?(?:in|on)|(?:re)?connect(?:e[rsz]?|ed|ing|ion)?|vpn|identifiants?|credentials|user ?names?|user|utilisateur|wi-?fi|wlan|ssid|hotspot|bios|root|admin(?:istrator|istrateur)?|messagerie|mailbox|account|compte|sessions?)(?![\w-])/g
/** Names of settings, as MYSQL_PASSWORD. */
const SETTING =
  /(?<![a-z])[a-z]{1,12}_(?:pass(?:word|wd)?|mdp|pwd|pw)(?![a-z])|(?<![a-z])(?:pass(?:word|wd)?|mdp|pwd|pw)_[a-z]{1,12}(?![a-z])/g
/** What a program or a machine does. */
const ACTS =
  /^[ ,]{0,2}(?:asks?|keeps|demande|redemande|requires?|prompts?|wants|exige|crash|upgrade|update|extension|app)(?!\w)/
/** What stands right before the name of somebody, of a machine or of a file. */
const NAMES =
  /(?:users?|user ?names?|log-?ins?|utilisateurs?|accounts?|comptes?|identifiants?|ids?|ssid|reseau|network|named|called|nomme|appelle|machine|postes?|pc|laptop|portable|tablette|serveurs?|servers?|hosts?|hote|printer|imprimante|switch|router|routeur|borne|modele?|version|build|tickets?|document|file|fichier|dossier|folder|client|app|appli|application|base|database|table|branche?|repo|depot|image|container|job|as|en tant que|ref|reference|n°|article|lot|change|changement|site|salle|room|point|manager|gestionnaire|contains?|contenir|contient|includes?)\.? ?[:=#]? ?["'(]?$/
const TYPING = /(?<!\w)(?:typ(?:e|ed|ing)|tap(?:e|er|ez|ant)|saisi[rst]?|enter(?:ed|ing)?|entr(?:e|er|ez)) ["']?$/
const HOST =
  /^(?:[a-z]{1,5}|poste|caisse|kiosk|kiosque|borne|serveur|server|printer|imprimante|switch|router|client|agence|salle|boutique|service|\w{2,12}[Pp]ool|\w{2,12}[Tt]hread)(?:[-_.][a-z]{2,12})?[-_.]?\d{1,3}$/
const OTHER =
  /^[0-9a-f]{7,16}$|^[0-9a-f]{4}(?:[.-][0-9a-f]{4}){2,7}$|^@?[\w./-]+@(?:[\^~<>=]{1,2}|v?\d+\.)[\w.-]+$|^[a-z][a-z_.-]{2,30}@[a-z][\w.-]{2,60}$|^\p{Lu}[\p{Lu}\d_.-]+$|^\p{Lu}{2,4}-/u
const SIGNS = /[!@#$%&*+?^§]/

const inside = (word: string): string => word.replace(/[!?]+$/, '')

/** Letters with numbers or signs among them, as people choose their passwords, and as machines are not called. */
function looksChosen(word: string): boolean {
  if (!/\p{Ll}/u.test(word) || (word.match(/\p{L}/gu)?.length ?? 0) < 2 || HOST.test(word) || OTHER.test(word))
    return false
  const [digits, mixed] = [word.match(/\d/g)?.length ?? 0, /\p{Lu}/u.test(word)]
  if (SIGNS.test(inside(word))) return digits > 0 || (mixed && word.length > 7)
  return (
    digits > 1 || /\p{L}\d\p{L}/u.test(word) || (digits > 0 && (word !== inside(word) || (mixed && word.length > 6)))
  )
}

/** Such a word that nobody writes by chance where only a login is spoken of. */
const isPlain = (word: string): boolean =>
  !(SIGNS.test(inside(word)) && /\d/.test(word)) &&
  !/\p{Ll}\d\p{Ll}{2}/u.test(word) &&
  !/\p{Ll}\d{2,}[!?]|\p{L}{3}[-_.](?:\p{L}{1,3}[-_.])?\p{L}{3,12}[-_.]?\d/u.test(word)

function wordsOf(text: string): Place[] {
  return Array.from(text.matchAll(WORD), ({ 0: piece, index }) => {
    const lead = /^[(_`]*/.exec(piece)?.[0].length ?? 0
    const rest = piece.slice(lead).replace(/[.?_`…)]+$/, (end) => (piece.slice(lead).includes('(') ? end : ''))
    return { start: index + lead, end: index + lead + rest.replace(/[._`…]+$/, '').length }
  })
}

const placesOf = (low: string, pattern: RegExp): Place[] =>
  Array.from(low.matchAll(pattern), ({ 0: word, index }) => ({ start: index, end: index + word.length }))

const isNear = (places: readonly Place[], { start, end }: Place, most: number): boolean =>
  places.some((one) => (one.end <= start && start - one.end < most) || (one.start >= end && one.start - end < most))

type Chosen = Place & { typed: boolean; plain: boolean }

/** The words of a text that may be somebody's password by their look, or as somebody types them. */
function chosenIn(text: string, low: string): Chosen[] {
  return wordsOf(text).flatMap(({ start, end }) => {
    const word = text.slice(start, end)
    if (!/[\d!@#$%&*+?^§]/.test(word) || word.length < 6 || /[@/\\]/.test(text.charAt(end))) return []
    const before = low.slice(Math.max(0, start - 24), start)
    const typed = TYPING.test(before) && !OTHER.test(word)
    const named = NAMES.test(before) || ACTS.test(low.slice(end, end + 14))
    if (!typed && (named || !looksChosen(word))) return []
    if (shapeOf(word) < 2 || isProduct(word) || isOrdinary(low.slice(start, end))) return []
    return [{ start, end, typed, plain: isPlain(word) }]
  })
}

/** Words that look like chosen passwords, in a text that speaks of one or of signing in; wherever in the sentence. */
export function chosenWords(text: string): Finding[] {
  const low = plain(text)
  const chosen = chosenIn(text, low)
  if (chosen.length === 0) return []
  const said = labelsIn(low)
  const clear = said.filter(({ label }) => label !== 'answer' && label !== 'vague')
  const labels = [...clear, ...placesOf(low, SETTING)]
  const signing = [...said.filter(({ label }) => label === 'vague'), ...placesOf(low, SIGNING_IN)]
  return chosen
    .filter((place) =>
      place.typed
        ? isNear([...labels, ...signing], place, 120)
        : isNear(labels, place, 200) || (!place.plain && isNear(signing, place, 60)),
    )
    .map(({ start, end }) => finding('password', start, end))
}
