import type { Person } from '../accounts/people.ts'
import { isEntitled } from '../accounts/policy.ts'
import type { tickets } from '../db/schema.ts'

/** What the rules look at. */
export type Subject = Pick<typeof tickets.$inferSelect, 'ownerId' | 'visibility' | 'erasedAt' | 'suspendedAt'>

/** Say what others may do with a ticket while it is public: its owner alone (R40, R138). Being staff gives nothing. */
export const maySetTerms = (person: Person | null, ticket: Subject): boolean =>
  person?.id === ticket.ownerId && isEntitled(person) && !ticket.erasedAt

/** Follow a public ticket, or say that one has the same problem: customers whose ticket it is not. */
export const mayFollow = (person: Person | null, ticket: Subject): boolean =>
  person?.role === 'customer' &&
  isEntitled(person) &&
  person.id !== ticket.ownerId &&
  ticket.visibility === 'public' &&
  ticket.suspendedAt === null &&
  !ticket.erasedAt
