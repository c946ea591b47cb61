import { isOrdinary, type Candidate } from './following.ts'
import { describes } from './follow-ups.ts'
import type { Label, Said } from './password-labels.ts'
import { endOf, type Place, type Text } from './places.ts'
import { isProduct } from './shapes.ts'

const MANY_WORDS = /(?:(?:\d{1,2}[.):]? ?)?[a-z]{3,9}[ ,;\n-]{1,3}){9,24}(?:\d{1,2}[.):]? ?)?[a-z]{3,9}(?![\w'])/y
const FEW_WORDS = /[^\s.,;:!?"()]{1,24}(?:[ -][^\s.,;:!?"()]{1,24}){2,12}/y
// "Harbour Lights 22", up to the end of its line.
const NUMBERED =
  /(?:[^\s.,;:!?"()]{3,20}(?: [^\s.,;:!?"()]{1,20}){1,6}|[^\s.,;:!?"()]{4,20}) \d{1,4}(?=[.!?]? *(?:$|\n)|,| (?:yesterday|hier|today|now|last|ce|this|and|et|but|mais|in|au|pour|for|if|si)(?!\w))/y
// Who speaks in a sentence that a colon leads to, and tells no phrase.
const SPEAKS = /(?<![\w'])(?:i|je|j'\w+|il|elle|on|we|it|you|vous|nous|they|not?|pas|n'\w+|please|merci)(?![\w'])/
// "Hello World 2024".
const TITLED = /^(?:\p{Lu}[\p{L}']{1,19} ){2,5}\d{1,4}$/u
const ANSWER = /[^\n.,;:!?"()]{2,40}/y
const GROUPS = /(?:[ -][\dA-Fa-f]{2,6}){1,10}(?![\w'])/y

/** The words of a phrase from a place on, when more of them are its own than are such as stand anywhere. */
function phraseAt({ text, low }: Text, label: Label, { start, link }: Candidate): Place | undefined {
  const stated = link === 'stated'
  const end = start + low.slice(start, endOf(label === 'answer' ? ANSWER : FEW_WORDS, low, start)).trimEnd().length
  const words = low.slice(start, end).split(/[ -]/)
  // Of a Wi-Fi key in ordinary words much more is said than the key; a number in it tells them apart.
  const doubtful = label === 'wifi' && (words.length < 3 || !/\d/.test(low.slice(start, end)))
  if (end === start || doubtful || describes(text.slice(start, start + 30).split(' ', 1)[0] ?? '', label !== 'wifi'))
    return undefined
  const first = (words.length < 4 || label === 'wifi') && isOrdinary(words[0] ?? '')
  const sentence = stated && label === 'phrase' && words.length > 3 && !SPEAKS.test(low.slice(start, end))
  const most = sentence ? 0.7 : 0.5
  return !first && words.filter(isOrdinary).length <= words.length * most ? { start, end } : undefined
}

/** Words with a number after them, where a password is told: a capital tells them from a sentence. */
function numberedAt({ text, low }: Text, start: number): Place | undefined {
  const end = endOf(NUMBERED, low, start)
  if (end === start) return undefined
  const words = low.slice(start, end).split(' ')
  const own = /\p{Lu}/u.test(text.charAt(start)) || (words.length < 6 && !words.slice(0, -1).some(isOrdinary))
  if (TITLED.test(text.slice(start, end))) return words.slice(0, -1).every(isOrdinary) ? undefined : { start, end }
  return own && !isProduct(words.join('')) && !isOrdinary(words[0] ?? '') && !describes(words[0] ?? '', true)
    ? { start, end }
    : undefined
}

/** Secrets of several words: twelve words of a wallet, a pass phrase after its colon, an answer to a secret question. */
export function wholePhrase(given: Text, { label }: Said, candidates: readonly Candidate[]): Place | undefined {
  if (label === 'vague') return undefined
  for (const candidate of candidates.slice(0, 12)) {
    const { start, link, direct, quoted, gap } = candidate
    const told = direct && !quoted && (link === 'stated' || link === 'said')
    const numbered = (told || (link === 'to' && direct && gap < 2)) && gap < 6 ? numberedAt(given, start) : undefined
    if (numbered) return numbered
    if (label === 'plain') continue
    const wallet = label === 'phrase' ? endOf(MANY_WORDS, given.low, start) : start
    if (wallet > start) return { start, end: wallet }
    const phrase = told ? phraseAt(given, label, candidate) : undefined
    if (phrase) return phrase
  }
  return undefined
}

/** A Wi-Fi key that is written in groups. */
export function withGroups(text: string, { start, end }: Place): Place {
  return /^[\dA-Fa-f]{2,6}$/.test(text.slice(start, end)) ? { start, end: endOf(GROUPS, text, end) } : { start, end }
}
