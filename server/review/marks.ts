import type { FindingKind } from '../detectors/kinds.ts'
import { normalised } from '../detectors/vault-content.ts'
import type { Desk } from '../desk.ts'
import { keyed } from './keyed.ts'

/** Values in which spaces, dashes and dots only help the eye. In all others `a.b` and `ab` are two things. */
const SPACED: readonly FindingKind[] = ['licence_key', 'iban', 'card', 'nir', 'phone', 'mac', 'postal_address']
const ANY_CASE: readonly FindingKind[] = ['email', 'ip']

/** A French number is the same with its country and without. Of others nobody knows where the country ends. */
const nationalOf = (figures: string): string => /^(?:(?:00)?33)?0?([1-9]\d{8})$/.exec(figures)?.[1] ?? figures

function valueOf(kind: FindingKind, text: string): string {
  const bare = SPACED.includes(kind) && normalised(text)
  if (kind === 'phone' && bare) return nationalOf(bare.replace(/\D/g, ''))
  const said = bare || text.normalize('NFKC').replace(/\s+/g, ' ').trim()
  return ANY_CASE.includes(kind) ? said.toLowerCase() : said
}

/**
 * What a decision is about: the same value of the same kind in the same ticket, wherever it stands. 32 hexadecimal
 * characters that say nothing to whoever has no key.
 */
export const markOf = (desk: Desk, ticketId: string, kind: FindingKind, text: string): string =>
  keyed(desk, 'review', `${ticketId}|${kind}|${valueOf(kind, text)}`)
