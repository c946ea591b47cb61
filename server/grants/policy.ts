import type { Person } from '../accounts/people.ts'
import { isEntitled, isStaff } from '../accounts/policy.ts'
import type { tickets } from '../db/schema.ts'
import type { documents, grants } from '../db/vault-schema.ts'

type Ticket = typeof tickets.$inferSelect
type Grant = typeof grants.$inferSelect

/** A document as the rules look at it. */
export type Subject = Pick<typeof documents.$inferSelect, 'accountId' | 'state' | 'scan' | 'ticketId'> & {
  assigneeId: string | null
  status: Ticket['status'] | null
  /** The account is open and its access rights run; a ticket is erased only with the account of its owner. */
  ownerEntitled: boolean
}

/** What is asked for or given, with the document that it is for. */
export type Leave = { grant: Pick<Grant, 'agentId' | 'kind'>; document: Subject }

/** Whoever allows it, staff never open what is gone, what a scan found bad, or what nobody is entitled to any more. */
const canBeOpened = ({ state, scan, ticketId, ownerEntitled }: Subject): boolean =>
  state === 'stored' && scan !== 'infected' && ticketId !== null && ownerEntitled

const isAssigned = (agentId: string, { assigneeId, status }: Subject): boolean =>
  assigneeId === agentId && status !== 'closed'

/** Ask the owner for leave: the agent who has the ticket, while it is not closed. Being staff gives nothing. */
export const mayAsk = (person: Person | null, document: Subject): boolean =>
  person !== null && isStaff(person) && isAssigned(person.id, document) && canBeOpened(document)

/** Ask to break the glass: any member of staff, with a reason; it takes a second one, and the owner is told. */
export const mayBreakGlass = (person: Person | null, document: Subject): boolean =>
  isStaff(person) && canBeOpened(document)

/** Allow, refuse, or take back: the owner alone, also where staff ask to break the glass. */
export const mayDecide = (person: Person | null, { document }: Leave): boolean =>
  person?.id === document.accountId && isEntitled(person)

/** Break the glass for a colleague: another member of staff than the one who asks. */
export const mayApprove = (person: Person | null, { grant, document }: Leave): boolean =>
  isStaff(person) && grant.kind === 'glass' && person?.id !== grant.agentId && canBeOpened(document)

/** Allow the assigned agent in advance, and take that back: the owner of the ticket alone. */
export const mayAllowInAdvance = (person: Person | null, ticket: Pick<Ticket, 'ownerId' | 'erasedAt'>): boolean =>
  person?.id === ticket.ownerId && isEntitled(person) && !ticket.erasedAt

/** Is there still something to give? What was asked of the owner also needs the ticket; the glass does not. */
export const stands = ({ grant: { kind, agentId }, document }: Leave): boolean =>
  canBeOpened(document) && (kind === 'glass' || isAssigned(agentId, document))

/** Does what was given hold at `now`? */
export const holds = (grant: Grant, document: Subject, now: Date): boolean =>
  grant.state === 'allowed' && grant.expiresAt !== null && grant.expiresAt > now && stands({ grant, document })

/** Does a question still wait for its answer at `now`? */
export const waits = ({ state, expiresAt }: Grant, now: Date): boolean =>
  state === 'asked' && expiresAt !== null && expiresAt > now
