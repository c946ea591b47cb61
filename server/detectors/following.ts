import { BREAKERS, FUNCTION_WORDS, PLACES, STATES } from './follow-ups.ts'

/** How a word hangs on the label before it: after a colon, after "is", after "to", right beside it, or just later. */
export type Link = 'stated' | 'said' | 'to' | 'bare' | 'near'

/** A word, or what stands in quotes, behind a label such as "password". */
export type Candidate = {
  start: number
  end: number
  link: Link
  /** Nothing between the label and this changes the subject, as in "password reset" and "password is not". */
  direct: boolean
  /** Somebody did something with it before it comes, as in "password I was given". */
  hedged: boolean
  /** A small word stands between the colon or the verb and this, as in "is the". */
  loose: boolean
  quoted: boolean
  /** How many words stand between the label and this. */
  gap: number
}

const SPACE = /[ (),;|>]{1,40}/y
const BREAK = / {0,20}\n[ >*|-]{0,20}(?:\n[ >*-]{0,20})?/y
const COLON = /(?:[:=]{1,3}>?|[-~]{1,2}>|→|➜|➡|-(?= ))/y
const SAYS =
  /(?:is|ist|lautet|was|are|were|became|becomes|reads|equals|est|c'est|cest|etait|has (?:always )?been|had been|used to be|a toujours ete|est reste|sont|sera|will be|devient|vaut|soit)(?: (?:now|still|currently|again|just|simply|actually|always|maintenant|toujours|actuellement|desormais|encore|bien|juste|donc|normalement))?(?: (?:set|written|printed|listed|given|shown|marked|spelled|recorded|reset|changed|defini|regle|note|ecrit|indique|mis|remis) (?:to|as|a|en|comme|sur))?(?![\w'-])/y
const TO = /(?:to|into|as|with|par|en|avec|a|comme|using)(?![\w'-])/y
// "(case sensitive):" only says something about what the colon leads to.
const ASIDE = / ?\([^()\n]{1,24} [^()\n]{1,40}\)(?= ?[:=→])/y
const BRACKETED = /(?:(?:now|was|currently|it's|maintenant|actuellement|c'est) )?[^\s()]{3,64}(?: \d{2,4})?\)/y
const QUOTED = /"([^"\n]{1,80})"|'([^'\n]{1,80})'(?!\w)|`([^`\n]{1,80})`|«\s?([^»\n]{1,80})»|“([^”\n]{1,80})”/y
const WORD = /\S{1,160}/y
const CLOSING = /["'»”’`|,;:…)\].?]$/
const GLUED = /^[a-z'/-]{1,24}[)\]"']?[:=]+$/
// "Password=x;Encrypt=true": the next setting of a connection string.
const NEXT_SETTING = /;\w{1,30}=/
const ENDS_SENTENCE = /(?:^|[^.])[.!?…]["'»)]{0,2}$/
const ELISION = /^(?:[cdjlmnst]|qu)'(?=.{2})/
const PREPOSITIONS = new Set([
  'of',
  'for',
  'from',
  'on',
  'in',
  'by',
  'at',
  'de',
  'du',
  'des',
  'd',
  'sur',
  'dans',
  'chez',
  'pour',
])
const ADMIN = new Set(['admin', 'administrateur', 'administrator', 'root'])
const SPAN = 240

const matchAt = (pattern: RegExp, text: string, index: number): RegExpExecArray | null => {
  pattern.lastIndex = index
  return pattern.exec(text)
}

/** A word as it is looked up: without elision and closing punctuation. */
const lookedUp = (word: string): string => word.replace(ELISION, '').replace(/[!?.,;:]{1,8}$/, '')

const isFunctionWord = (word: string): boolean => FUNCTION_WORDS.has(word)
const isState = (word: string): boolean => STATES.has(word) || BREAKERS.has(word) || STATES.has(word.replace(/s$/, ''))

/** Whether a word is one of those that are spoken of where secrets are, and no secret. */
export function isOrdinary(low: string): boolean {
  const word = lookedUp(low)
  return isFunctionWord(word) || PLACES.has(word) || isState(word)
}

/** Where a word ends without the punctuation after it; a bracket that was opened in it stays. */
function wordEnd(text: string, start: number, end: number): number {
  const setting = text.slice(start, end).search(NEXT_SETTING)
  if (setting > 0) return start + setting
  while (end > start && CLOSING.test(text.slice(end - 1, end))) {
    const last = text.charAt(end - 1)
    const opening = { ')': '(', ']': '[' }[last]
    if (opening && text.slice(start, end - 1).includes(opening)) break
    end -= 1
  }
  return end
}

type Walk = Omit<Candidate, 'start' | 'end' | 'quoted'> & {
  at: number
  done: boolean
  /** On a new line, where a colon belongs to another label. */
  fresh: boolean
}

/** Steps over a line end: behind it only a value may stand that a colon announces, or a label alone on its line. */
function overBreak(low: string, walk: Walk): boolean {
  const line = matchAt(BREAK, low, walk.at)
  if (!line) return false
  walk.done = (walk.loose || (walk.link !== 'stated' && walk.link !== 'said')) && walk.gap > 0
  walk.at += line[0].length
  walk.fresh = walk.gap === 0 || walk.link === 'stated'
  return true
}

/** Steps over a space, a colon or a verb. */
function overLink(low: string, walk: Walk): boolean {
  const space = matchAt(ASIDE, low, walk.at) ?? matchAt(SPACE, low, walk.at)
  if (space) {
    walk.at += space[0].length
    // Alone in brackets a word is what was just spoken of: "the old one (Tulip77)".
    if (space[0].endsWith('(') && matchAt(BRACKETED, low, walk.at)) Object.assign(walk, { link: 'said', loose: true })
    return true
  }
  for (const [pattern, link] of [
    [COLON, 'stated'],
    [SAYS, 'said'],
    [TO, 'to'],
  ] as const) {
    const mark = matchAt(pattern, low, walk.at)
    if (!mark) continue
    walk.at += mark[0].length
    walk.done = walk.fresh && link === 'stated'
    walk.loose = walk.link === 'stated' && link === 'to'
    if (walk.link !== 'stated' || link === 'stated') walk.link = link
    return true
  }
  return false
}

/** How the next word hangs on the label when this one stands before it. */
function linkAfter(word: string, walk: Walk): Link {
  if (isFunctionWord(word)) {
    walk.loose = true
    return walk.link === 'bare' && PREPOSITIONS.has(word) ? 'near' : walk.link
  }
  const names = PLACES.has(word) || ADMIN.has(word) || (walk.gap === 1 && !isState(word))
  return walk.link === 'bare' && names && walk.gap < 4 ? 'bare' : 'near'
}

/** Takes the next word or quotation; it is a candidate unless it only leads to one. */
function taken(text: string, low: string, walk: Walk): Candidate | undefined {
  const said = { link: walk.link, direct: walk.direct, hedged: walk.hedged, loose: walk.loose, gap: walk.gap }
  const quoted = matchAt(QUOTED, text, walk.at)
  const inner = quoted?.slice(1).find((one) => one !== undefined)
  const whole = quoted?.[0] ?? matchAt(WORD, text, walk.at)?.[0] ?? ''
  const from = walk.at
  walk.at += Math.max(whole.length, 1)
  walk.gap += 1
  if (quoted && inner !== undefined) {
    const start = from + whole.indexOf(inner)
    walk.link = 'near'
    return { ...said, start, end: start + inner.trimEnd().length, quoted: true }
  }
  const start = from + (/^["'«“‘`]/.test(whole) && whole.length > 1 ? 1 : 0)
  const end = wordEnd(text, start, from + whole.length)
  const word = lookedUp(low.slice(start, end))
  walk.done = ENDS_SENTENCE.test(whole)
  if (BREAKERS.has(word)) walk.direct = false
  if (STATES.has(word) && walk.link !== 'near') walk.hedged = true
  if (walk.fresh && GLUED.test(low.slice(from, from + whole.length))) walk.done = true
  else if (GLUED.test(low.slice(from, from + whole.length))) Object.assign(walk, { link: 'stated', loose: false })
  else walk.link = linkAfter(word, walk)
  return end > start ? { ...said, start, end, quoted: false } : undefined
}

/**
 * What may be the value of a label that ends at `from`: the words up to the end of the sentence, each with how it hangs on
 * the label, no further than `until`, where the next label begins. `low` is the text as `plain` makes it.
 */
export function candidatesAfter(text: string, low: string, from: number, until = text.length): Candidate[] {
  const found: Candidate[] = []
  const start = /["'»”]/.test(text.charAt(from)) ? from + 1 : from
  const walk: Walk = {
    at: start,
    link: 'bare',
    direct: true,
    hedged: false,
    loose: false,
    gap: 0,
    done: false,
    fresh: false,
  }
  while (!walk.done && walk.at < Math.min(until, from + SPAN)) {
    if (overBreak(low, walk) || overLink(low, walk)) continue
    const candidate = taken(text, low, walk)
    if (candidate) found.push(candidate)
  }
  return found
}
