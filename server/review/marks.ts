import type { FindingKind } from '../detectors/kinds.ts'
import { normalised } from '../detectors/vault-content.ts'
import type { Desk } from '../desk.ts'
import { keyed } from './keyed.ts'

/** Values in which spaces, dashes and dots only help the eye. In all others `a.b` and `ab` are two things. */
const SPACED: readonly FindingKind[] = ['licence_key', 'iban', 'card', 'nir', 'phone', 'mac']

const valueOf = (kind: FindingKind, text: string): string =>
  (SPACED.includes(kind) && normalised(text)) || text.normalize('NFKC').replace(/\s+/g, ' ').trim()

/**
 * What a decision is about: the same value of the same kind in the same ticket, wherever it stands. 32 hexadecimal
 * characters that say nothing to whoever has no key.
 */
export const markOf = (desk: Desk, ticketId: string, kind: FindingKind, text: string): string =>
  keyed(desk, 'review', `${ticketId}|${kind}|${valueOf(kind, text)}`)
