import { NO_FILTERS, withFilter, type Filters, type Within } from './filters.ts'
import { isSlight, wordsIn } from './folding.ts'

/** A word in any of its forms (`begins`: or whatever begins with it), or words just as they are, in this order. */
export type Term = { words: string[]; exact: boolean; begins: boolean }

/** What somebody asks for, as it is understood. */
export type Query = {
  terms: Term[]
  /** What was typed besides filters. */
  text: string
  /** The number of a ticket, when nothing else was typed. */
  number: number | null
  filters: Filters
  /** What looks like a filter and is none; it counts as words. */
  unknown: string[]
}

type Typed = { text: string; quoted: boolean }

const PIECE = /(\p{L}+):(?:"([^"]*)"?|(\S+))|"([^"]*)"?|(\S+)/gu
const MOST_TERMS = 8

/** Understands what people type; nothing that they can type is an error. `within` decides which filters there are. */
export function parseQuery(q: string, within: Within): Query {
  const unknown: string[] = []
  const typed: Typed[] = []
  let filters = NO_FILTERS
  for (const [whole, name, inQuotes, value, phrase] of q.replace(/[“”„«»]/g, '"').matchAll(PIECE)) {
    const more = name === undefined ? null : withFilter(filters, within, name, inQuotes ?? value ?? '')
    if (name !== undefined && !more && isMeant(whole)) unknown.push(whole)
    if (more) filters = more
    else typed.push({ text: phrase ?? whole, quoted: phrase !== undefined })
  }
  const [only] = typed
  const number = typed.length === 1 && only && !only.quoted ? /^(#?)([1-9]\d{0,8})$/.exec(only.text) : null
  return {
    terms: number?.[1] ? [] : termsIn(typed, !/\s$/.test(q)),
    text: typed.map(({ text }) => text).join(' '),
    number: number ? Number(number[2]) : null,
    filters,
    unknown,
  }
}

/** `https://` and `C:\` are no filters that somebody got wrong. */
const isMeant = (whole: string): boolean => /^\p{L}{2,10}:[\p{L}\p{N}"]/u.test(whole)

/** The words that say something; if there are none, those that are there. `unfinished`: the last may go on. */
function termsIn(typed: Typed[], unfinished: boolean): Term[] {
  const all = typed.flatMap((one, at) => termsOf(one, unfinished && at === typed.length - 1))
  const telling = all.filter(({ words, exact }) => exact || !isSlight(words[0] ?? ''))
  return (telling.length > 0 ? telling : all).slice(0, MOST_TERMS)
}

function termsOf({ text, quoted }: Typed, unfinished: boolean): Term[] {
  const words = Array.from(wordsIn(text), ({ folded }) => folded)
  if (words.length === 0) return []
  // DS-40, 5.2 and 0x8007:1 are one thing each; words with an apostrophe or a hyphen between them are several.
  const isCode = words.length > 1 && /\p{N}/u.test(text)
  if (quoted || isCode) return [{ words, exact: true, begins: false }]
  return words.map((word, at) => {
    const goesOn = text.endsWith('*') ? word.length > 1 : unfinished && word.length > 2 && !/\p{N}/u.test(word)
    return { words: [word], exact: false, begins: goesOn && at === words.length - 1 }
  })
}
