import type { Person } from '../accounts/people.ts'
import { isEntitled, isStaff } from '../accounts/policy.ts'
import type { tickets } from '../db/schema.ts'

/** Whoever asks; null for somebody who has not signed in. */
export type Viewer = Person | null

/** What the rules look at. */
export type Subject = Pick<
  typeof tickets.$inferSelect,
  'ownerId' | 'visibility' | 'status' | 'erasedAt' | 'suspendedAt' | 'comments'
>
type Status = Subject['status']

/** Its owner, while the access rights run (R21: tickets end with them). */
export const isOwner = (viewer: Viewer, ticket: Subject): boolean => viewer?.id === ticket.ownerId && isEntitled(viewer)

/** In the world's sight: its owner has opened it, and nobody has taken it out of sight (R47). */
export const inSight = (ticket: Pick<Subject, 'visibility' | 'suspendedAt' | 'erasedAt'>): boolean =>
  ticket.visibility === 'public' && ticket.suspendedAt === null && !ticket.erasedAt

export const maySee = (viewer: Viewer, ticket: Subject): boolean =>
  isStaff(viewer) || inSight(ticket) || isOwner(viewer, ticket)

/** The whole of it: names, what happened when, the vault. The world reads what was published of it. */
export const maySeeWhole = (viewer: Viewer, ticket: Subject): boolean => isStaff(viewer) || isOwner(viewer, ticket)

export const mayOpenTicket = (viewer: Viewer): boolean => viewer?.role === 'customer' && isEntitled(viewer)

/** Other customers comment while its owner lets them. */
export const mayReply = (viewer: Viewer, ticket: Subject): boolean =>
  isEntitled(viewer) &&
  ticket.status !== 'closed' &&
  !ticket.erasedAt &&
  (maySeeWhole(viewer, ticket) || (inSight(ticket) && ticket.comments))

/** Notes that only staff read, also on a closed ticket. */
export const mayWriteInternally = (viewer: Viewer, ticket: Subject): boolean => isStaff(viewer) && !ticket.erasedAt

/**
 * The owner alone, at any time, also when the ticket is closed (R10). Being staff gives nothing. Closing needs no access
 * rights: what its owner has opened does not stay open because their time is over (R9).
 */
export const maySwitch = (viewer: Viewer, ticket: Subject, to: Subject['visibility']): boolean =>
  viewer?.id === ticket.ownerId && !ticket.erasedAt && (to === 'private' || isEntitled(viewer))

export const mayAssign = (viewer: Viewer, ticket: Subject): boolean => isStaff(viewer) && !ticket.erasedAt

export const maySetStatus = (viewer: Viewer, ticket: Subject, status: Status): boolean =>
  !ticket.erasedAt && (isStaff(viewer) || (isOwner(viewer, ticket) && (status === 'solved' || status === 'open')))

export const maySeeQueue = (viewer: Viewer): boolean => isStaff(viewer)
