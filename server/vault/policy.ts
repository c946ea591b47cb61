import type { Person } from '../accounts/people.ts'
import { isAdmin, isEntitled, isStaff } from '../accounts/policy.ts'
import type { documents, tickets } from '../db/schema.ts'

type Ticket = typeof tickets.$inferSelect

/** What the rules look at. A document whose form has not been taken yet lies on no ticket. */
export type Subject = Pick<typeof documents.$inferSelect, 'accountId' | 'state' | 'ticketId'> & {
  assigneeId: string | null
  status: Ticket['status'] | null
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

/** Why a stored document stays shut for this member of staff; null if it does not. Being an administrator gives nothing. */
export function whyShut(person: Person, document: Subject): 'unassigned' | 'closed' | 'expired' | null {
  if (document.assigneeId !== person.id) return 'unassigned'
  if (document.status === 'closed') return 'closed'
  return document.ownerEntitled ? null : 'expired'
}

/** Read it as staff, with a fresh code and a reason: the agent who has the ticket, while it is not closed. */
export const mayOpen = (person: Person, document: Subject): boolean =>
  isStaff(person) && document.state === 'stored' && whyShut(person, document) === null

/** Read it as one's own. */
export const mayRead = (person: Person, document: Subject): boolean =>
  isOwner(person, document) && document.state === 'stored' && document.ownerEntitled && isEntitled(person)

/** The owner at any time, even when expired; an administrator, who cannot read it. */
export const mayDestroy = (person: Person, document: Subject): boolean =>
  (isOwner(person, document) || isAdmin(person)) && maySeeDocument(person, document)
