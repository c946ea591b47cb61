import type { Person } from '../accounts/people.ts'
import { isEntitled, isStaff } from '../accounts/policy.ts'
import type { tickets } from '../db/schema.ts'
import type { requests } from '../db/vault-schema.ts'

type Ticket = Pick<typeof tickets.$inferSelect, 'ownerId' | 'status' | 'erasedAt'>

/** What the rules look at: a request and its ticket. */
export type Subject = Pick<typeof requests.$inferSelect, 'state'> & { ticket: Ticket }

const isOpen = ({ status, erasedAt }: Ticket): boolean => status !== 'closed' && !erasedAt

/** Ask for a document: staff, as long as they may write to the owner. */
export const mayRequest = (person: Person | null, ticket: Ticket): boolean => isStaff(person) && isOpen(ticket)

/** Know that something was asked for: the owner of the ticket and staff, never the world. */
export const maySeeRequest = (person: Person | null, { ticket }: Subject): boolean =>
  isStaff(person) || person?.id === ticket.ownerId

/** Is this whom it is asked of? The owner of the ticket, whatever has become of the request. */
export const isAsked = (person: Person | null, { ticket }: Subject): boolean =>
  person?.id === ticket.ownerId && isEntitled(person)

/** Send what was asked for, or say that it will not come: the owner alone, once, while the ticket is not closed. */
export const mayAnswer = (person: Person | null, asked: Subject): boolean =>
  isAsked(person, asked) && asked.state === 'open' && isOpen(asked.ticket)

/** Take a request back: staff, as long as nothing came. */
export const mayWithdraw = (person: Person | null, { state, ticket }: Subject): boolean =>
  isStaff(person) && state === 'open' && !ticket.erasedAt
