import { countrySpecs, validateIBAN, ValidationErrorsIBAN } from 'ibantools'
import { before } from './context.ts'
import type { Finding } from './kinds.ts'
import { caught, finding } from './matching.ts'

const LONGEST = 34
const BEGINS = /(?<![A-Za-z0-9]|[A-Za-z0-9][_-])[A-Za-z]{2} ?\d{2}|(?<=iban|rib)[A-Z]{2}\d{2}/gi
const NAMED =
  /(?:iban|rib|bban|(?:num[ée]ro de |n° de )?compte|bank account|account number|bancaire|virement|rembours|pr[ée]l[èe]v|transfer|refund|wire)[^\n]{0,40}$/i
/** French account numbers in the form before the IBAN: bank, branch, account, key. */
const RIB = /(?<![A-Za-z0-9])\d{5}[ -]?\d{5}[ -]?[A-Za-z0-9]{11}[ -]?\d{2}(?![A-Za-z0-9])/dg

/** The characters of an account number from a place on, whatever stands between its groups, and where each ends. */
function lettersFrom(text: string, start: number): { letters: string; ends: number[] } {
  const ends: number[] = []
  let letters = ''
  let apart = 0
  for (let at = start; at < text.length && letters.length < LONGEST && apart < 3; at++) {
    const one = text.charAt(at)
    if (/[A-Za-z0-9]/.test(one)) {
      letters += one.toUpperCase()
      ends.push(at + 1)
      apart = 0
    } else if (/[ .\n_/-]/.test(one)) apart += 1
    else break
  }
  return { letters, ends }
}

/** Turns the letters of a French account into digits; the whole is divisible by 97. */
const ribHolds = (value: string): boolean => {
  const digits = value
    .replace(/[ -]/g, '')
    .toUpperCase()
    .replace(/[A-Z]/g, (letter) => String(((letter.charCodeAt(0) - 65 + (letter > 'R' ? 1 : 0)) % 9) + 1))
  return BigInt(digits) % 97n === 0n
}

/** Right by ISO 13616; the digits that a country adds of its own may be wrong, as in numbers made for a form. */
const isValid = (account: string): boolean =>
  validateIBAN(account).errorCodes.every((code) => code === ValidationErrorsIBAN.WrongAccountBankBranchChecksum)

/** One that is announced as an account number and has its shape: a digit may be mistyped, the rest is true. */
const looksMeant = (text: string, start: number, account: string): boolean =>
  NAMED.test(before(text, start, 60)) && (account.match(/\d/g)?.length ?? 0) >= account.length / 2

/** Account numbers: IBAN (ISO 13616, mod 97) of every country, spaced or not; the French RIB. */
export function bankAccounts(text: string): Finding[] {
  const found: Finding[] = []
  for (const { 0: head, index } of text.matchAll(BEGINS)) {
    const country = head.slice(0, 2).toUpperCase()
    const length = countrySpecs[country as keyof typeof countrySpecs]?.chars
    if (!length) continue
    const { letters, ends } = lettersFrom(text, index)
    const account = letters.slice(0, length)
    const end = ends[length - 1]
    if (end === undefined || /\d/.test(text.charAt(end))) continue
    if (isValid(account) || looksMeant(text, index, account)) found.push(finding('iban', index, end))
  }
  const isRib = (value: string, start: number) => ribHolds(value) && NAMED.test(before(text, start, 60))
  return [...found, ...caught(text, RIB, 'iban', isRib)]
}
