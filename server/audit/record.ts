import { randomBytes } from 'node:crypto'
import type { Tx } from '../db/database.ts'
import { audit } from '../db/vault-schema.ts'
import { leafOf } from './leaf.ts'

export type Deed =
  | 'account.registered'
  | 'account.confirmed'
  | 'account.renewed'
  | 'account.expiry_set'
  | 'account.exported'
  | 'account.closed'
  | 'account.purged'
  | 'account.changed'
  | 'staff.invited'
  | 'staff.activated'
  | 'staff.second_factor_reset'
  | 'signin.succeeded'
  | 'signin.refused'
  | 'signin.ended'
  | 'password.changed'
  | 'second_factor.enrolled'
  | 'second_factor.recovery_used'
  | 'second_factor.codes_made'
  | 'ticket.opened'
  | 'ticket.replied'
  | 'ticket.noted'
  | 'ticket.assigned'
  | 'ticket.status'
  | 'ticket.published'
  | 'ticket.unpublished'
  | 'ticket.erased'
  | 'ticket.terms'
  | 'ticket.suspended'
  | 'ticket.appealed'
  | 'ticket.appeal_answered'
  | 'ticket.restored'
  | 'finding.covered'
  | 'finding.kept'
  | 'finding.moved'
  | 'content.reported'
  | 'report.dismissed'
  | 'report.upheld'
  | 'evidence.opened'
  | 'evidence.destroyed'
  | 'site.blocked'
  | 'site.allowed'
  | 'document.stored'
  | 'document.opened'
  | 'document.refused'
  | 'document.destroying'
  | 'document.destroyed'
  | 'document.verified'
  | 'document.aborted'
  | 'document.quarantined'
  | 'grant.asked'
  | 'grant.allowed'
  | 'grant.refused'
  | 'grant.ended'
  | 'grant.glass_asked'
  | 'grant.glass_broken'
  | 'access.advance_given'
  | 'access.advance_taken'
  | 'share.made'
  | 'share.changed'
  | 'share.opened'
  | 'share.refused'
  | 'share.revoked'
  | 'request.made'
  | 'request.answered'
  | 'request.declined'
  | 'request.withdrawn'
  | 'keys.rotated'
  | 'vault.scrubbed'
  | 'alarm.raised'
  | 'alarm.cleared'
  | 'clock.confirmed'
  | 'backup.made'
  | 'backup.restored'
  | 'backup.drilled'

export type Entry = {
  deed: Deed
  at: Date
  /** Who did it; null for the desk itself. */
  actorId: string | null
  personId?: string
  ticketId?: string | null
  documentId?: string
  facts?: Record<string, string | number>
}

/**
 * Writes a line of the record, in the same transaction as the deed: no line, no deed (R56). The log gives its leaf a
 * place later (log.ts), so that deeds do not wait for one another.
 */
export async function record(tx: Tx, entry: Entry): Promise<void> {
  const line = { ...entry, facts: entry.facts ?? {} }
  const key = randomBytes(32)
  await tx.insert(audit).values({ ...line, key, leaf: leafOf(key, line) })
}
