import { isOrdinary, type Candidate } from './following.ts'
import { describes } from './follow-ups.ts'
import { isLoudAt } from './loud.ts'
import { followsLogin } from './pairs.ts'
import type { Label, Said } from './password-labels.ts'
import { endOf, type Place, type Text } from './places.ts'
import { isProduct, shapeOf } from './shapes.ts'

const CLAUSE_END =
  /[!?.]{0,3}["')\]]{0,2} {0,3}(?:$|[!?\u2190-\u2bff\ud83c-\ud83e]|[-=]>|[:;=]-?[()DP](?!\w)|[\n,;.)(/|]|-+ |(?:et|and|merci|thanks|thx|mais|but|ou|or|pour|for|svp|please|puis|then|avec|with|suivi|followed|tout|all|sans|without|as|comme|on|sur|since|depuis|now)(?!\w))/y
const CHANGED =
  /chang|reset|re-set|\bset\b|updat|modif|remplac|replac|\b(?:re)?mis\b|\b(?:re)?met|reinit|renomm|defini|switch/
// Said of a secret only: how it is spelled.
const SPELLED =
  /^,? (?:with|avec|en|all|tout|in|sans|without|no|as)(?: (?:an?|une?|the|le|la|les|all|toutes?))? ?(?:[a-z] |premiere )?(?:capital|maj|minusc|lower|upper|caps|clear|plain|attache|un mot|one word|space|espace|accent)/

const CAMEL = /^\p{Lu}?\p{Ll}+(?:[_.&-]?\p{Lu}\p{Ll}+)+$/u
// "The root account has password …": after it no state of a password is told.
const LEADS_ON = /(?:(?:a|avait|ont|avec|ayant|mettre|mis) pour|(?<![\w'-])(?:has|had|with|uses)) $/
// "with the password tulip", "and her password tulip": what follows may be an adjective as well.
const LEADS_TO_WORD =
  /(?:(?<![\w'-])(?:avec|with|by|par|ont|have|use[sd]?|using|utilise[rz]?|needs?|put|tape[rz]?|donne|gave|enter|type|try)|(?:log-?in|user|utilisateur|identifiant|compte|account|named|called|appelle)[^.!?\n]{0,60} (?:et|and))(?: (?:le|la|son|mon|the|his|her|my|un|a))? $/
// "and the password stays".
const AND = /(?:et|and) (?:\w{2,3} )?$/
const ADJECTIVE =
  /(?:els?|elles?|als?|ales?|aux|iens?|iennes?|ifs?|ives?|iques?|ics?|aires?|oires?|ards?|ants?|ents?|eurs?|ions?)$/

/** Whether a password is given right behind its label, and not spoken of. */
function leadsOn({ text, low }: Text, { start, end }: Place, from: number): boolean {
  const before = low.slice(Math.max(0, from - 80), from)
  const word = text.slice(start, end)
  if (LEADS_ON.test(before)) return true
  return (
    LEADS_TO_WORD.test(before) &&
    (/^\p{Ll}+$/u.test(word) || CAMEL.test(word)) &&
    !ADJECTIVE.test(low.slice(start, end)) &&
    !(word.endsWith('s') && AND.test(before))
  )
}

const endsClause = (low: string, at: number): boolean => low.length === at || endOf(CLAUSE_END, low, at) > at
const isSpelled = (low: string, at: number): boolean => SPELLED.test(low.slice(at, at + 40))

/** An ordinary word, or a number, that can be a password because of where it stands. */
function isWordSaid({ text, low }: Text, { start, end, link }: Candidate): boolean {
  const word = text.slice(start, end)
  if (/^\d/.test(word)) return word.length >= 4 && !/^ {0,2}[a-z]/.test(low.slice(end, end + 3))
  if (word.length < (link === 'stated' ? 3 : 4) || /^[cdjlmnst]'/i.test(word)) return false
  if (isSpelled(low, end)) return true
  const named = link === 'said' && /^\p{Lu}\p{Ll}+$/u.test(word)
  const ends = endsClause(low, end) || (link === 'bare' && /^ (?:to|pour) /.test(low.slice(end, end + 6)))
  return ends && (named || !describes(word.toLowerCase().replace(/[!?.]+$/, ''), link === 'stated'))
}

/** Whether something in quotes is a secret, and no message or button. */
function isQuotedSecret({ text, low }: Text, { start, end, link, direct }: Candidate): boolean {
  const words = low.slice(start, end).split(' ')
  if (words.length > 6 || words.filter(isOrdinary).length * 2 >= words.length) return false
  if (words.length > 1) return link !== 'near' && direct
  const shape = shapeOf(text.slice(start, end))
  if (shape !== 1) return shape > 1
  return link !== 'near' && direct && end - start > 3 && !describes(low.slice(start, end), link === 'stated')
}

/** How much like a secret a word must look in its place; `loud` when only what cannot be anything else counts. */
function needed(candidate: Candidate, label: Label, changed: boolean): 1 | 2 | 3 | 'loud' {
  const { link, direct, gap } = candidate
  const loose = candidate.loose || candidate.hedged
  if (link === 'near' || gap > 12) return 'loud'
  if (link === 'bare') return label === 'vague' ? 'loud' : 2
  if (link === 'to' && !changed) return 'loud'
  if (!direct) return 3
  if (link === 'to') return loose || label === 'vague' ? 2 : 1
  if (label === 'vague') return link === 'stated' && gap <= 1 && !loose ? 1 : 2
  return loose ? 2 : 1
}

/** What a word needs less where its neighbours tell more: how it is spelled, a login before it, the place of a Wi-Fi. */
function eased(given: Text, candidate: Candidate, { label, start: from }: Said): 1 | 2 | undefined {
  const { low } = given
  const { start, end, link, direct } = candidate
  if ((link === 'said' || link === 'stated' || (link === 'bare' && direct)) && isSpelled(low, end)) return 1
  if (link === 'bare' && (followsLogin(low, from) || (candidate.gap === 0 && leadsOn(given, candidate, from)))) return 1
  return label === 'wifi' && link === 'near' && direct && end - start > 7 && endsClause(low, end) ? 2 : undefined
}

/** The shape of a word in its place: "Elephants! is", "is OldOakTree". */
function shapeIn({ text, low }: Text, { start, end, link }: Candidate): number {
  const word = text.slice(start, end)
  const shape = shapeOf(word)
  const more = CAMEL.test(word)
    ? link === 'stated' || link === 'said'
    : word.endsWith('!') && /^ [a-z]/.test(low.slice(end, end + 2))
  return shape === 1 && word.length > 5 && more ? 2 : shape
}

/** Whether one of the words behind a label is the secret. */
export function isSecret(given: Text, candidate: Candidate, said: Said): boolean {
  const { start, end, link, direct, quoted } = candidate
  const word = given.text.slice(start, end)
  if ((link === 'near' && !quoted && !/\d/.test(word)) || isOrdinary(given.low.slice(start, end))) return false
  const shape = shapeIn(given, candidate)
  if (quoted) return said.label === 'vague' ? shape > 1 : isQuotedSecret(given, candidate)
  if (shape === 0 || (isProduct(word) && !(direct && (link === 'stated' || link === 'said')))) return false
  const changed = CHANGED.test(given.low.slice(Math.max(0, said.start - 60), start))
  const least = eased(given, candidate, said) ?? needed(candidate, said.label, changed)
  if (least === 'loud' ? !isLoudAt(given, candidate) : shape < least) return false
  return shape > 1 || isWordSaid(given, candidate)
}
