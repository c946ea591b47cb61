import type { Person } from '../accounts/people.ts'
import { isAdmin, isEntitled, isStaff } from '../accounts/policy.ts'
import type { reports, suspensions } from '../db/public-schema.ts'
import type { tickets } from '../db/schema.ts'

type Ticket = Pick<typeof tickets.$inferSelect, 'ownerId' | 'erasedAt'>
type Row = typeof suspensions.$inferSelect

/** What the rules look at: a suspension, its ticket, and whether another active member of staff could answer for it. */
export type Suspended = Pick<Row, 'byId' | 'appealedAt' | 'answeredAt' | 'liftedAt'> & {
  ticket: Ticket
  sealed: boolean
  colleagues: boolean
}

/** Set a report aside or agree with it: staff, once. */
export const mayDecideReport = (
  person: Person | null,
  { state }: Pick<typeof reports.$inferSelect, 'state'>,
): boolean => isStaff(person) && state === 'open'

/** Take a public ticket out of the world's sight, at one click and without notice (R133, R137). */
export const maySuspend = (person: Person | null, { erasedAt }: Ticket): boolean => isStaff(person) && !erasedAt

/** Contest it: the owner, once, as long as it stands. */
export const mayAppeal = (person: Person | null, { ticket, appealedAt, liftedAt }: Suspended): boolean =>
  person?.id === ticket.ownerId && isEntitled(person) && !appealedAt && !liftedAt

/** Does an appeal wait for its answer? */
export const awaitsAnswer = ({
  appealedAt,
  answeredAt,
  liftedAt,
}: Pick<Suspended, 'appealedAt' | 'answeredAt' | 'liftedAt'>): boolean =>
  appealedAt !== null && answeredAt === null && liftedAt === null

/** Answer an appeal: not who suspended it, unless there is nobody else. */
export const mayAnswerAppeal = (person: Person | null, suspended: Suspended): boolean =>
  isStaff(person) && awaitsAnswer(suspended) && (person?.id !== suspended.byId || !suspended.colleagues)

/** Give it back to the world unasked. What was appealed is answered first. */
export const mayLift = (person: Person | null, suspended: Suspended): boolean =>
  isStaff(person) && !suspended.liftedAt && !awaitsAnswer(suspended)

/** Look at what was public then: administrators, against a fresh code. */
export const mayOpenEvidence = (person: Person | null, { sealed }: Suspended): boolean => isAdmin(person) && sealed

/** Say which sites no link leads to. */
export const mayBlockSites = (person: Person | null): boolean => isAdmin(person)
