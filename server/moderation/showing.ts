import { accountById, type Person } from '../accounts/people.ts'
import { DAY, after } from '../clock.ts'
import { REPORT_REASONS } from '../db/public-schema.ts'
import type { tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { found } from '../problems.ts'
import type { Form } from '../web/views.ts'
import { say, type Locale } from '../words/words.ts'
import { mayAppeal, maySuspend } from './policy.ts'
import { usualStatement } from './suspending.ts'
import { latestOn, type Suspension } from './suspensions.ts'

type Ticket = typeof tickets.$inferSelect

/** The reasons to object, as choices in a language. */
export const reasonChoices = (locale: Locale, chosen: unknown) =>
  REPORT_REASONS.map((value) => ({ value, label: say(locale, `report.reason.${value}`), chosen: value === chosen }))

/** For how long a ticket page tells its owner that a suspension was lifted, and what the answer was. */
const TOLD = 30 * DAY

/** What a ticket page tells its owner and staff of its suspension, or offers staff to suspend it with. */
export async function moderationOn(desk: Desk, locale: Locale, viewer: Person, ticket: Ticket, form?: Form) {
  const last = await latestOn(desk.db, ticket.id)
  const lifted = last?.liftedAt && after(last.liftedAt, TOLD) > desk.clock.now() ? last : null
  return {
    suspended: last && !last.liftedAt && { ...inWords(locale, last), mayAppeal: mayAppeal(viewer, last) },
    lifted: lifted && inWords(locale, lifted),
    suspending: await suspendingOn(desk, locale, viewer, ticket, form),
  }
}

const inWords = (locale: Locale, suspension: Suspension) => ({
  ...suspension,
  ground: say(locale, `report.reason.${suspension.reason}`),
})

/** The form that suspends a ticket, filled in so that one click is enough; null where there is nothing to suspend. */
export async function suspendingOn(
  desk: Desk,
  locale: Locale,
  viewer: Person,
  ticket: Ticket,
  form?: Form,
  reason: (typeof REPORT_REASONS)[number] = REPORT_REASONS[0],
) {
  if (!maySuspend(viewer, ticket) || ticket.visibility !== 'public' || ticket.suspendedAt) return null
  const again = form && 'statement' in form.values ? form : undefined
  const owner = found(await accountById(desk.db, ticket.ownerId))
  const { statement = usualStatement(owner.locale, reason), reason: chosen = reason } = again?.values ?? {}
  const action = `/tickets/${ticket.number}/suspend`
  return { action, reasons: reasonChoices(locale, chosen), statement, form: again }
}
