import type { Deed } from '../audit/record.ts'
import { say, type Locale, type WordKey } from '../words/words.ts'

const known: Record<Deed, true> = {
  'account.registered': true,
  'account.confirmed': true,
  'account.renewed': true,
  'account.expiry_set': true,
  'account.exported': true,
  'account.closed': true,
  'account.purged': true,
  'account.changed': true,
  'staff.invited': true,
  'staff.activated': true,
  'staff.second_factor_reset': true,
  'signin.succeeded': true,
  'signin.refused': true,
  'signin.ended': true,
  'password.changed': true,
  'second_factor.enrolled': true,
  'second_factor.recovery_used': true,
  'second_factor.codes_made': true,
  'ticket.opened': true,
  'ticket.replied': true,
  'ticket.noted': true,
  'ticket.assigned': true,
  'ticket.status': true,
  'ticket.published': true,
  'ticket.unpublished': true,
  'ticket.erased': true,
  'ticket.terms': true,
  'ticket.suspended': true,
  'ticket.appealed': true,
  'ticket.appeal_answered': true,
  'ticket.restored': true,
  'finding.covered': true,
  'finding.kept': true,
  'finding.moved': true,
  'content.reported': true,
  'report.dismissed': true,
  'report.upheld': true,
  'evidence.opened': true,
  'evidence.destroyed': true,
  'site.blocked': true,
  'site.allowed': true,
  'document.stored': true,
  'document.opened': true,
  'document.refused': true,
  'document.destroying': true,
  'document.destroyed': true,
  'document.verified': true,
  'document.aborted': true,
  'document.quarantined': true,
  'grant.asked': true,
  'grant.allowed': true,
  'grant.refused': true,
  'grant.ended': true,
  'grant.glass_asked': true,
  'grant.glass_broken': true,
  'access.advance_given': true,
  'access.advance_taken': true,
  'share.made': true,
  'share.changed': true,
  'share.opened': true,
  'share.refused': true,
  'share.revoked': true,
  'request.made': true,
  'request.answered': true,
  'request.declined': true,
  'request.withdrawn': true,
  'keys.rotated': true,
  'vault.scrubbed': true,
  'alarm.raised': true,
  'alarm.cleared': true,
  'clock.confirmed': true,
  'backup.made': true,
  'backup.restored': true,
  'backup.drilled': true,
}

/** Every deed that the record tells of. */
export const DEEDS = Object.keys(known) as Deed[]

/** A deed in words; one that this version does not know, from a newer desk, as it is written. */
export const deedWords = (locale: Locale, deed: string): string =>
  deed in known ? say(locale, `deed.${deed as Deed}`) : deed

/** What people understand of the facts of a line; counts and epochs are for programs, and stand in the archive. */
export function factWords(locale: Locale, facts: Record<string, string | number>): string {
  const { status, visibility, reason, assignee, until } = facts
  return [
    status && say(locale, `status.${status}` as WordKey),
    visibility && say(locale, `visibility.${visibility}` as WordKey),
    reason && say(locale, 'record.reason', { reason }),
    assignee,
    until,
  ]
    .filter(Boolean)
    .join(', ')
}
