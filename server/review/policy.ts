import type { Person } from '../accounts/people.ts'
import { isEntitled, isStaff } from '../accounts/policy.ts'
import type { FindingKind } from '../detectors/kinds.ts'

type Ticket = { ownerId: string }

/** What nobody can declare harmless: it is covered whatever was decided. */
export const ALWAYS_COVERED: readonly FindingKind[] = ['private_key', 'vault_content']
/** What support may leave readable in its own words: a public hotline, the address of a printer. Never what is the customer's. */
const BY_STAFF: readonly FindingKind[] = ['phone', 'email', 'postal_address', 'ip', 'mac', 'sensitive']

/** To state that something found is not confidential (R11, R12). */
export const mayKeepFinding = (viewer: Person | null, ticket: Ticket, kind: FindingKind): boolean => {
  if (!isEntitled(viewer) || ALWAYS_COVERED.includes(kind)) return false
  return viewer?.id === ticket.ownerId || (isStaff(viewer) && BY_STAFF.includes(kind))
}

/** To put what was found into the owner's vault: out of one's own words, the owner or support for them. */
export const mayMoveFinding = (viewer: Person | null, ticket: Ticket, authorId: string | undefined): boolean =>
  isEntitled(viewer) && viewer?.id === authorId && (viewer?.id === ticket.ownerId || isStaff(viewer))
