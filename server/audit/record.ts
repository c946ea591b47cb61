import type { Tx } from '../db/database.ts'
import { audit } from '../db/schema.ts'

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
  | 'document.stored'
  | 'document.opened'
  | 'document.refused'
  | 'document.destroying'
  | 'document.destroyed'

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

/** Writes a line of the record, in the same transaction as the deed: no line, no deed (R56). */
export async function record(tx: Tx, entry: Entry): Promise<void> {
  await tx.insert(audit).values({ ...entry, facts: entry.facts ?? {} })
}
