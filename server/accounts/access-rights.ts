import { and, eq, lte } from 'drizzle-orm'
import { DAY } from '../clock.ts'
import { record } from '../audit/record.ts'
import type { Reader } from '../db/database.ts'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { Conflict, Invalid, allow, found } from '../problems.ts'
import { endOfDay, isoDay } from '../words/formats.ts'
import type { Person } from './people.ts'
import { mayRenew, maySetExpiry } from './policy.ts'

/** The day a year later, counted on the calendar: 29 February becomes 28 February. */
function yearAfter(date: string): string {
  const [year, month, day] = date.split('-') as [string, string, string]
  return `${Number(year) + 1}-${month}-${month === '02' && day === '29' ? '28' : day}`
}

/** Rights run from the day of commissioning to the end of the same day a year later (R121). */
export const firstRights = (now: Date) => ({ rightsStartAt: now, rightsEndAt: endOfDay(yearAfter(isoDay(now))) })

/** True while a renewal adds something: never more than the running year and the one that follows it (R121). */
export const isRenewable = (end: Date | null, now: Date): boolean =>
  end !== null && end <= endOfDay(yearAfter(isoDay(now)))

/** How many midnights until the rights end: 0 on their last day, below 0 once they have ended. */
export const daysLeft = (end: Date, now: Date): number =>
  Math.round((Date.parse(isoDay(end)) - Date.parse(isoDay(now))) / DAY)

/**
 * Renews by one year from the day on which the rights end, or from today if that has passed (R121, R23). What was
 * destroyed in between does not come back. Throws Conflict when they have been renewed already.
 */
export async function renew(desk: Desk, person: Person): Promise<Date> {
  allow(mayRenew(person))
  return desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const [row] = await tx.select({ end: people.rightsEndAt }).from(people).where(eq(people.id, person.id))
    const end = found(row?.end)
    if (!isRenewable(end, now)) throw new Conflict({ key: 'renew.already' })
    const from = end > now ? end : now
    const rightsEndAt = endOfDay(yearAfter(isoDay(from)))
    await tx.update(people).set({ rightsEndAt }).where(eq(people.id, person.id))
    const facts = { until: isoDay(rightsEndAt) }
    await record(tx, { deed: 'account.renewed', at: now, actorId: person.id, personId: person.id, facts })
    return rightsEndAt
  })
}

/**
 * Sets the day on whose end a customer's rights end; `actor` is null for the command line. Throws Invalid for a day
 * that is none, and for an address that is no customer's.
 */
export async function setExpiry(
  desk: Pick<Desk, 'db' | 'clock' | 'live'>,
  email: string,
  date: string,
  actor: Person | null,
): Promise<{ id: string; rightsEndAt: Date }> {
  allow(actor === null || maySetExpiry(actor))
  const rightsEndAt = dayEnd(date)
  return desk.db.transaction(async (tx) => {
    const [row] = await tx
      .update(people)
      .set({ rightsEndAt })
      .where(and(eq(people.email, email.trim().toLowerCase()), eq(people.role, 'customer'), eq(people.state, 'active')))
      .returning()
    if (!row) throw new Invalid({ email: { key: 'form.no_customer' } })
    const at = desk.clock.now()
    const facts = { until: date }
    await record(tx, { deed: 'account.expiry_set', at, actorId: actor?.id ?? null, personId: row.id, facts })
    tx.onCommit(() => desk.live.personEnded(row.id))
    return { id: row.id, rightsEndAt }
  })
}

function dayEnd(date: string): Date {
  try {
    return endOfDay(date)
  } catch {
    throw new Invalid({ date: { key: 'form.date' } }) // the only thing that can be wrong with it is its form
  }
}

/** The customers whose rights have ended by `now`, and who are still here; the longest ended first. */
export async function expiredCustomers(db: Reader, now: Date) {
  return db
    .select()
    .from(people)
    .where(and(eq(people.role, 'customer'), eq(people.state, 'active'), lte(people.rightsEndAt, now)))
    .orderBy(people.rightsEndAt, people.number)
}
