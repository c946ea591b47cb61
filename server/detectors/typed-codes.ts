import { isAboutErrors, isCounted, isOtherCode } from './code-judging.ts'
import type { Finding } from './kinds.ts'
import {
  CALLED,
  COUNTED,
  FOLLOWS,
  HASHED,
  KEYED,
  LEADS,
  LINE_START,
  LISTED,
  LOCK_AHEAD,
  LOCKS,
  RIGHT_BEHIND,
  SENDERS,
  SHOWN,
  THREE,
  WEAK_FOR_DIGITS,
} from './lock-words.ts'
import { finding } from './matching.ts'
import type { Place } from './places.ts'
import { plain } from './plain.ts'
import { twins } from './told-codes.ts'

const CODE =
  /(?<![\p{L}\d.,:/\-_+#@=€$£]|\d[ *])(?:\d{3}[ -]\d{3}|[*#]\d{2,8}[*#]|\d{2,6}[*#]\d{1,4}|\d\d(?: \d\d){2}(?! ?\d)|[A-Z]{1,2}-\d{6}|[*#]?\d{3,8}[*#]?|\d(?:([ -])\d)(?:\1\d){1,5}|\d\d(?:-\d\d){1,3}|[A-F]\d{3,5}|\d{1,4}[A-F]\d{1,4}|\d{2,4}[A-F]|(?=[A-Z]{1,5}\d|\d{1,5}[A-Z])[A-Z\d]{5,8}|(?=[A-Z]{1,3}\d|\d{1,3}[A-Z])[A-Z\d]{3,4}-[A-Z\d]{3,4}|G-\d{6})(?![\p{L}\d@%€$£/_=-]|[.,:]\d)/gu
/** What is hardly anything but a code where a text speaks of locks. */
const STRONG = /[*#]|^\d[ -]\d|^\d\d-\d\d-|^[A-F]\d{3,}|^\d{3,4}[A-F]|^\d{1,2}[A-F]\d/i
const SENT = /^(?:\d{6}|\d{3}[ -]\d{3}|[a-z]{1,2}-\d{6})$/
const WEAK = /[,:=(] ?["'(]?$|(?<!\w)(?:or|ou|and|et|but|mais|have|had|fait|via|needs?|on|in)(?: \w{1,8})? ["'(]?$/
const ALONE = /^[ .!]{0,3}(?:$|[\n,])/

const wouldBeDate = (code: string): boolean => /^(?:0{3,}|(?:19|20)\d\d)$/.test(code)

/** A code and what stands round it. */
type Seen = { code: string; ahead: string; behind: string }

/** Where a code stands says enough by itself, or says that it is another number: how far from its lock it may be. */
function byPlace({ code, ahead, behind }: Seen): number | undefined {
  const long = code.length > 3
  if (LISTED.test(ahead) && /^ ?(?:\n|$)/.test(behind)) return long ? 90 : 0
  if (LOCK_AHEAD.test(ahead) && /^ ?(?:$|[\n,;/]|\.(?!\d))/.test(behind)) return long && !wouldBeDate(code) ? 90 : 0
  if (STRONG.test(code) && KEYED.test(ahead)) return Infinity
  if (COUNTED.test(ahead) || isCounted(behind, 0)) return 0
  if (HASHED.test(behind) || /[*#]$|^\*|\d[*#]\d/.test(code)) return 90
  if (SHOWN.test(ahead)) return SENT.test(code) ? 90 : 0
  if (LINE_START.test(ahead) && ALONE.test(behind)) return long && !wouldBeDate(code) ? 90 : 0
  return undefined
}

/** How far from its lock a code may stand by the words that lead to it; 0: none do. */
function byWords({ code, ahead, behind }: Seen): number {
  const led = LEADS.test(ahead)
  if (STRONG.test(code) && (led || CALLED.test(ahead) || WEAK_FOR_DIGITS.test(ahead))) return 90
  if (!(led || RIGHT_BEHIND.test(ahead)) || !FOLLOWS.test(behind)) return 0
  if (!WEAK.test(ahead) || (ahead.endsWith(': ') && /^[.!]?(?:\n|$)/.test(behind))) return 90
  if (THREE.test(ahead) && /^\d{3}$/.test(code)) return 90
  if (/^ (?:is|est|for|pour) /.test(behind) || (ahead.endsWith(', ') && /^ (?:at|in|au|dans|en|a) /.test(behind)))
    return 0
  return /^(?:#\d+|\d{3}|\d\d-\d\d)$/.test(code) || wouldBeDate(code) ? 0 : 60
}

function reach(low: string, { start, end }: Place): number {
  const seen = {
    code: low.slice(start, end),
    ahead: low.slice(Math.max(0, start - 40), start),
    behind: low.slice(end, end + 30),
  }
  return byPlace(seen) ?? byWords(seen)
}

/** Whether one of the places, which stand in their order, is near enough before a code or behind it. */
function isNear(locks: readonly Place[], place: Place, most: number): boolean {
  let [low, high] = [0, locks.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((locks[middle]?.start ?? 0) < place.end) low = middle + 1
    else high = middle
  }
  return locks
    .slice(Math.max(0, low - 2), low + 1)
    .some(({ start, end }) =>
      end <= place.start ? place.start - end < most : start >= place.end && start - place.end < 50,
    )
}

/** Every place where a text speaks of what is opened, or of who sends codes. */
function spoken(low: string, words: RegExp): Place[] {
  return Array.from(low.matchAll(words), ({ 0: word, index }) => ({ start: index, end: index + word.length }))
    .filter((lock) => !isOtherCode(low, lock))
    .filter(
      ({ start, end }) =>
        !/^codes?$/.test(low.slice(start, end)) || !isAboutErrors(low.slice(Math.max(0, start - 60), end + 60)),
    )
}

/** Codes known by the words right before them ("type", "it's", "j'avais"), where a text speaks of locks or of codes. */
export function typedCodes(text: string): Finding[] {
  const low = plain(text)
  const locks = spoken(low, LOCKS)
  const senders = spoken(low, SENDERS)
  return Array.from(text.matchAll(CODE), ({ 0: code, index }) => ({ start: index, end: index + code.length }))
    .filter((place) => {
      const most = reach(low, place)
      if (most === 0 || most === Infinity) return most > 0
      return (
        isNear(locks, place, most) || (SENT.test(low.slice(place.start, place.end)) && isNear(senders, place, most))
      )
    })
    .flatMap((place) => [place, ...(place.end - place.start > 3 ? twins({ text, low }, place) : [])])
    .map(({ start, end }) => finding('access_code', start, end))
}
