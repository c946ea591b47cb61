import type { FindingKind } from '../detectors/kinds.ts'
import { normalised } from '../detectors/vault-content.ts'
import type { Desk } from '../desk.ts'
import { keyed } from './keyed.ts'

/** Values in which spaces, dashes and dots only help the eye. In all others `a.b` and `ab` are two things. */
const SPACED: readonly FindingKind[] = ['licence_key', 'iban', 'card', 'nir', 'phone', 'mac', 'postal_address']
const ANY_CASE: readonly FindingKind[] = ['email', 'ip']

function valueOf(kind: FindingKind, text: string): string {
  const bare = SPACED.includes(kind) && normalised(text)
  if (kind === 'phone' && bare) return bare.replace(/\D/g, '').slice(-9) // with its country or without
  const said = bare || text.normalize('NFKC').replace(/\s+/g, ' ').trim()
  return ANY_CASE.includes(kind) ? said.toLowerCase() : said
}

/**
 * What a decision is about: the same value of the same kind in the same ticket, wherever it stands. 32 hexadecimal
 * characters that say nothing to whoever has no key.
 */
export const markOf = (desk: Desk, ticketId: string, kind: FindingKind, text: string): string =>
  keyed(desk, 'review', `${ticketId}|${kind}|${valueOf(kind, text)}`)
