import { before } from './context.ts'
import type { Finding } from './kinds.ts'
import { caught } from './matching.ts'

const GAP = String.raw`[ .\-/_]{0,3}`
const MONTH = String.raw`(?:0[1-9]|1[0-2]|20|3[0-9]|4[0-2]|[5-9]\d)`
/** Sex, year, month, department, commune, order; the key may stand behind a word or in brackets. */
const NUMBER = new RegExp(
  String.raw`(?<![\w.,]|\d-)[1-478]${GAP}\d{2}${GAP}${MONTH}${GAP}(?:\d{2}|2[ABab])${GAP}\d{3}${GAP}\d{3}(?:[ .\-/|(_]{0,3}(?:cl[ée] ?:? ?)?\d{2}(?!\d))?(?![\dA-Za-z])`,
  'dgi',
)
const NAMED =
  /(?:s[ée]curit[ée] sociale|s[ée]cu|\bss\b|\bnir\b|\bnss\b|num[ée]ro d'assur[ée]e?|n° d'assur[ée]e?|insee|carte vitale|vitale|assurance maladie|ameli|social security|immatriculation sociale|\bDSN\b|S21\.G00|national insurance)[^\n]{0,60}\n?[^\n]{0,20}$/i

const NAMED_AFTER = /^[ (,-]{1,4}[^\n\d]{0,25}(?:s[ée]curit[ée] sociale|s[ée]cu\b|\bNIR\b|insee|social security)/i

/** Other countries' numbers, by their shape and by what they are called. */
const ABROAD: RegExp[] = [
  /(?:\bssn\b|social security)[^\n\d]{0,30}(\d{3}[- ]?\d{2}[- ]?\d{4})(?!\d)/dgi,
  /(?:national insurance|\bnino?\b|\bNI (?:number|no))[^\n]{0,30}?\b([A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D])\b/dgi,
  /(?:registre national|num[ée]ro national|niss|rijksregister\w{0,6}|national register)[^\n\d]{0,30}(\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. ]?\d{2})(?!\d)/dgi,
  /(?<![\d.])(756\.\d{4}\.\d{4}\.\d{2})(?![\d.])/dg,
]

/** The key of a French number: 97 less the rest; Corsica counts as 19 and 18. */
function holds(value: string): boolean {
  const letters = value.replace(/[^\dABab]/g, '').toUpperCase()
  const digits = letters.replace('2A', '19').replace('2B', '18')
  if (!/^\d{15}$/.test(digits)) return false
  return 97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13))
}

/**
 * French social security numbers (NIR): with a key that holds, or by what they are called, also without their key or with
 * a mistyped one. Those of other countries only by what they are called.
 */
export function socialSecurity(text: string): Finding[] {
  const isNamed = (start: number, end: number): boolean =>
    NAMED.test(before(text, start, 90)) || NAMED_AFTER.test(text.slice(end, end + 60))
  return [
    ...caught(text, NUMBER, 'nir', (value, start, end) => holds(value) || isNamed(start, end)),
    ...ABROAD.flatMap((pattern) => caught(text, pattern, 'nir')),
  ]
}
