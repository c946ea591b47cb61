import cardValidator from 'card-validator'
import { before, isReference } from './context.ts'
import type { Finding } from './kinds.ts'
import { finding } from './matching.ts'

/** Digits with at most one sign between two of them: a card, or a card among other numbers. */
const DIGITS = /(?<![\w.,])\d(?:[ .\-/]{0,2}\d){12,40}(?!\w)/g
const GROUP = /\d+/g
const CARD_WORDS =
  /(?:carte (?:bancaire|bleue|de (?:cr[ée]dit|d[ée]bit|paiement)|visa|mastercard|master ?card|amex|business|affaires|pro)|\bCB\b|(?:credit|debit|payment|bank|visa|master|corporate|company) ?card|card (?:number|no)|num[ée]ro de carte|visa|mastercard|amex|american express|maestro|diners|discover|\bPAN\b)[^\n]{0,60}$/i

const CARD_AFTER = /^[^\n\d]{0,30}(?:carte|card|visa|mastercard|maestro|amex|cvv|cvc|crypto|\bexp)/i

type Group = { start: number; end: number; digits: string }
type Window = { start: number; end: number; digits: string; shape: string }

/** Neighbouring groups that have as many digits together as a card. */
function* windowsOf(groups: Group[]): Generator<Window> {
  for (let first = 0; first < groups.length; first++) {
    let digits = ''
    const lengths: number[] = []
    for (const group of groups.slice(first, first + 8)) {
      digits += group.digits
      lengths.push(group.digits.length)
      if (digits.length > 19) break
      if (digits.length > 12)
        yield { start: groups[first]?.start ?? 0, end: group.end, digits, shape: lengths.join('-') }
    }
  }
}

const COMMON = new Set('visa mastercard american-express discover jcb diners-club unionpay'.split(' '))
const PRINTED = /^(?:4-4-4-4(?:-[1-3])?|4-6-[45]|[48](?:-[48]){1,2}|4-12|12-4|1[5-9])$/

/**
 * Whether a number is a card's: a maker's prefix and the check digit of Luhn. Sixteen digits need nothing more; other
 * lengths are shared with SIRET, IMEI and article numbers, so they are printed like a card or called one. Test numbers of
 * the payment services count: nobody can tell them from real ones. Called a card and printed like one, a mistyped digit
 * changes nothing.
 */
function isCard(text: string, { start, end, digits, shape }: Window): boolean {
  if (!/^[2-6]/.test(digits)) return false
  const { isValid, card } = cardValidator.number(digits, { luhnValidateUnionPay: true })
  const genuine = isValid && !/^(\d)\1+$/.test(digits)
  if (!genuine && shape !== '4-4-4-4') return false
  if (CARD_WORDS.test(before(text, start, 80))) return true
  if (!genuine) return false
  if (shape === '4-4-4-4' || CARD_AFTER.test(text.slice(end, end + 45))) return true
  if (!COMMON.has(card?.type ?? '') || !PRINTED.test(shape)) return false
  return shape.includes('-') || !isReference(text, start)
}

/** Numbers of payment cards. */
export function cards(text: string): Finding[] {
  const found: Finding[] = []
  for (const { 0: run, index } of text.matchAll(DIGITS)) {
    const groups = Array.from(run.matchAll(GROUP), ({ 0: digits, index: at }) => ({
      start: index + at,
      end: index + at + digits.length,
      digits,
    }))
    for (const window of windowsOf(groups)) {
      if (isCard(text, window)) found.push(finding('card', window.start, window.end))
    }
  }
  return found
}
