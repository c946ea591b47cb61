import type { Person } from '../accounts/people.ts'
import { isAdmin, isEntitled, isStaff } from '../accounts/policy.ts'
import type { tickets } from '../db/schema.ts'
import type { documents, grants } from '../db/vault-schema.ts'

type Ticket = typeof tickets.$inferSelect

/** Leave that runs: asked of the owner, or taken by breaking the glass. */
export type Leave = Pick<typeof grants.$inferSelect, 'agentId' | 'kind'>

/** What the rules look at. A document whose form has not been taken yet lies on no ticket. */
export type Subject = Pick<typeof documents.$inferSelect, 'accountId' | 'state' | 'ticketId' | 'scan'> & {
  assigneeId: string | null
  status: Ticket['status'] | null
  /** Has the owner allowed in advance whoever has the ticket? */
  access: Ticket['access'] | null
  leaves: Leave[]
  /** The account is open and its access rights run. */
  ownerEntitled: boolean
}

const isOwner = (person: Person, document: Subject): boolean => person.id === document.accountId

/** The owner of the ticket, or staff for them; nobody else who may write on a public ticket. */
export const mayStore = (person: Person | null, ticket: Pick<Ticket, 'ownerId' | 'erasedAt'>): boolean =>
  person !== null && isEntitled(person) && !ticket.erasedAt && (isStaff(person) || person.id === ticket.ownerId)

/** That it exists, its number and its record of access: its owner, even when expired, and staff. */
export const maySeeDocument = (person: Person, document: Subject): boolean =>
  (isOwner(person, document) || isStaff(person)) && !['uploading', 'waiting'].includes(document.state)

/**
 * Why a stored document stays shut for this member of staff; null if it does not. Having the ticket gives nothing by
 * itself, nor does being an administrator; broken glass does not need the ticket.
 */
export function whyShut(
  person: Person,
  document: Subject,
): 'unassigned' | 'closed' | 'expired' | 'quarantined' | 'ungranted' | null {
  const leaves = document.leaves.filter(({ agentId }) => agentId === person.id)
  if (!leaves.some(({ kind }) => kind === 'glass')) {
    if (document.assigneeId !== person.id) return 'unassigned'
    if (document.status === 'closed') return 'closed'
  }
  if (!document.ownerEntitled) return 'expired'
  if (document.scan === 'infected') return 'quarantined'
  return leaves.length > 0 || document.access === 'assigned' ? null : 'ungranted'
}

/** Open it as staff, with a fresh code and a reason: by leave that runs, or that is there because it was given in advance. */
export const mayOpen = (person: Person, document: Subject): boolean =>
  isStaff(person) && document.state === 'stored' && whyShut(person, document) === null

/** Read it as one's own. */
export const mayRead = (person: Person, document: Subject): boolean =>
  isOwner(person, document) && document.state === 'stored' && document.ownerEntitled && isEntitled(person)

/** The owner at any time, even when expired; an administrator, who cannot read it. */
export const mayDestroy = (person: Person, document: Subject): boolean =>
  (isOwner(person, document) || isAdmin(person)) && maySeeDocument(person, document)
