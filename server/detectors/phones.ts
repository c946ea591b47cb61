import { createRequire } from 'node:module'
import type * as Library from 'libphonenumber-js/min'
import { before, isReference } from './context.ts'
import type { Finding } from './kinds.ts'
import { caught } from './matching.ts'

const require = createRequire(import.meta.url)
let library: typeof Library | undefined

/** Reads a number. The library is loaded by the first text that needs it: it takes half as long as all the rest here. */
function parsed(value: string, country?: Library.CountryCode): Library.PhoneNumber | undefined {
  library ??= require('libphonenumber-js/min') as typeof Library
  return library.parsePhoneNumberFromString(value, country)
}

const LEFT = String.raw`(?<![A-Za-z0-9_+]|\d[.,:-])`
const RIGHT = String.raw`(?![A-Za-z0-9_]|[.,:-]\d)`
const pattern = (forms: string): RegExp => new RegExp(`${LEFT}(?:${forms})${RIGHT}`, 'g')

/** With the code of a country: +33 6…, +33 (0)6…, 0033 6…, 33 6… */
const ABROAD = new RegExp(String.raw`(?<![\w+])(?:\+|00 ?(?=[2-9]|1[ .-]))[1-9](?:[ .\-/()]{0,3}\d){6,16}${RIGHT}`, 'g')
const WITHOUT_PLUS = pattern(String.raw`33 ?\(?0?\)? ?[1-9](?:([ .-]?)\d{2})(?:\1\d{2}){3}`)

/** As it is written in France: five pairs, or a nought and nine digits in threes. */
const PAIRS = pattern(
  String.raw`\(?0[ .]?[1-9]\)?(?:( {1,2}|[.\-/·_]| ?[.-] ?)\d{2}(?:\1\d{2}){3}|( |[.-])\d{3}\2\d{3}(?:\2?\d{2}))|0[1-9]\d{2}([ .-])\d{2}\3\d{2}\3\d{2}|0[1-9]\d{2}([ .-])\d{3}\4\d{3}|0 ?8\d{2} \d{3} \d{3}|0(?: \d){9}|0[1-9]\d? \d{3} \d{2} \d{2}|0[1-9]\d?\/\d{3}([. ])\d{2}\5\d{2}|04\d{2}\/\d{2}([. ])\d{2}\6\d{2}`,
)
const TOGETHER = pattern(String.raw`0[1-9]\d{8}|0[1-9] \d{8}|0[1-9]\d{2} \d{6}`)

/** As in North America and Great Britain. */
const AREA_CODE = pattern(
  String.raw`(?:1[ .-]?)?(?:\([2-9]\d{2}\) ?[2-9]\d{2}[ .-]?\d{4}|[2-9]\d{2}([.-])[2-9]\d{2}\1\d{4}|1[ .-][2-9]\d{2}[ .-][2-9]\d{2}[ .-]\d{4})`,
)
const BRITISH = pattern(
  String.raw`\(?0(?:2\d\)?[ -]?\d{4}[ -]\d{4}|[17]\d{3}\)?[ -](?:\d{6}|\d{3}[ -]\d{3})|(?:1\d1|11\d)\)?[ -]\d{3}[ -]\d{4}|[38]\d{2}[ -]\d{3}[ -]\d{4})`,
)
/** Anything else that is called a telephone number, long enough that no extension is one. */
const CALLED = pattern(String.raw`\(?\d{1,5}\)?(?:[ .\-/]{1,2}\(?\d{2,8}\)?){1,4}|\d{9,11}`)

const CALL =
  /(?<!\p{L})(?:t[ée]l(?! qu)(?:[ée]phones?|[ée]phoner|[ée]phonique|\.)?|tph|ph\.?|phones?|telephone|mobile|cell(?:phone)?|portable|fixe|gsm|fax|handy|natel|whatsapp|signal|sms|texto|text(?:ed| me)?|call(?:ed|s| me| us| him| her| back)?|ring(?: me)?|dial|joindre|joignable|appel(?:er|ez|le|é)?|rappel(?:er|ez|le|é)?|contact(?:er|ez|é|ed)?|reach(?:ed|able)?|hotline|standard|landline|ligne directe|direct line|my number|mon num[ée]ro|num[ée]ro)(?!\p{L})[^\n]{0,36}$/iu
const AFTERWARDS =
  /^[ ,(-]{1,3}(?:est |is |c'est |= ?)?(?:my |mon |ma |notre |our |le |la |the )?(?:mobile|cell|phone|portable|fixe|gsm|fax|landline|home|office|bureau|domicile|t[ée]l(?! qu))/i
const COUNTRIES: readonly Library.CountryCode[] = ['FR', 'US', 'GB', 'BE', 'CH', 'DE', 'LU']

const digitsIn = (value: string): string => value.replace(/\D/g, '')
/** Dates, addresses of machines, digits in their order. */
const isOther = (value: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$|^0123456789$/.test(value) ||
  /(?:^|\D)(?:19|20)\d{2}(?:\D|$)/.test(value) ||
  /^\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d|\1)/.test(value)

/** Whether it can be called from abroad, whatever brackets and noughts stand in it. */
const reaches = (value: string): boolean =>
  parsed(value.replace(/^00/, '+').replace(/\(0\)/, ''))?.isPossible() ?? false

/** A plain local number of a country, or the seven digits behind an American area code. */
function isLocal(value: string): boolean {
  const digits = digitsIn(value)
  if (digits.length === 7) return /^\d{3}[ .-]\d{4}$/.test(value)
  if (digits.length < 8 || digits.length > 12 || isOther(value)) return false
  return COUNTRIES.some((country) => parsed(value, country)?.isValid())
}

/**
 * Telephone numbers: international ones, French ones however they are spaced, British and American ones by their shape,
 * others where the words before say so. Short and emergency numbers are none; numbers reserved for films count as any.
 */
export function phones(text: string): Finding[] {
  const phone = (form: RegExp, real: (value: string, start: number) => boolean) => caught(text, form, 'phone', real)
  const isCalled = (start: number, end: number): boolean =>
    CALL.test(before(text, start, 70)) || AFTERWARDS.test(text.slice(end, end + 30))
  const plain = (_: string, start: number) => !isReference(text, start)
  return [
    ...phone(ABROAD, (value) => digitsIn(value).length > 7 && reaches(value)),
    ...phone(WITHOUT_PLUS, (value, start) => plain(value, start)),
    ...phone(PAIRS, (value) => !isOther(value)),
    ...phone(TOGETHER, (value, start) => plain(value, start) && !isOther(value)),
    ...phone(AREA_CODE, (value, start) => value.includes('(') || plain(value, start)),
    ...phone(BRITISH, plain),
    ...phone(CALLED, (value, start) => plain(value, start) && isCalled(start, start + value.length) && isLocal(value)),
  ]
}
