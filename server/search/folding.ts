import snowball from 'snowball-stemmers'

/** A word of a text as the index knows it, and where it stands. */
export type Word = { folded: string; start: number; end: number }

const WORD = /[\p{L}\p{N}\p{M}]+/gu
const LETTERS: Record<string, string> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd' }
const LONGEST = 40 // of what nobody types as a whole, its beginning will do

/** Words that say nothing of what a text is about, in both languages, folded. */
const STOP = new Set(
  (
    'a all an and any are as at be but by can do for from has have how i in is it its my no not of on or our so than that the ' +
    'their then there this to was we were what when where which who why will with you your ' +
    'au aux avec ce ces cet cette comme comment dans de des du elle en est et etait eux il ils je la le les leur lui ' +
    'ma mais me mes mon ne nos notre nous on ou par pas plus pour qu que quel quelle qui sa sans se ses son sont sur ' +
    'ta te tes ton tu un une vos votre vous y'
  ).split(' '),
)

/** The words of a text, without accents and capitals; Markdown signs and marks of what is covered are no words. */
export function* wordsIn(text: string): Generator<Word> {
  for (const match of text.replace(/\uE000[^\uE000\uE001]*\uE001/g, (mark) => ' '.repeat(mark.length)).matchAll(WORD)) {
    const word = folded(match[0])
    if (word !== '') yield { folded: word, start: match.index, end: match.index + match[0].length }
  }
}

/** A word as it is compared: its letters and digits, without accents and capitals. */
export const folded = (word: string): string =>
  word
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[œæßøłđ]/g, (letter) => LETTERS[letter] ?? '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, LONGEST)

/** Is this a word that a search may leave out? */
export const isSlight = (word: string): boolean => STOP.has(word) || /^\p{L}$/u.test(word)

const english = snowball.newStemmer('english')
const french = snowball.newStemmer('french')
/** Stemming costs more than all the rest, and people use few different words. */
const stems = new Map<string, string>()
const MOST_STEMS = 50_000

/**
 * What the forms of a word have in common: `imprimante`, `imprimantes` and `imprimer` are one, and so are `printer` and
 * `printing`. Nobody says in which language a text is, so it is the French stem of the English one: of pairs of forms
 * it joins more than either stem alone, and a word needs one entry in the index instead of two.
 */
export function stemOf(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const stem = /\p{N}/u.test(word) ? word : french.stem(english.stem(word))
  if (stems.size >= MOST_STEMS) stems.clear()
  stems.set(word, stem)
  return stem
}
