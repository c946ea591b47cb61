import { and, eq, lte } from 'drizzle-orm'
import { record } from '../audit/record.ts'
import type { Reader } from '../db/database.ts'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { allow, found } from '../problems.ts'
import { endOfDay, isoDay } from '../words/formats.ts'
import type { Person } from './people.ts'
import { mayRenew } from './policy.ts'

/** The day a year later, counted on the calendar: 29 February becomes 28 February. */
function yearAfter(date: string): string {
  const [year, month, day] = date.split('-') as [string, string, string]
  return `${Number(year) + 1}-${month}-${month === '02' && day === '29' ? '28' : day}`
}

/** Rights run from the day of commissioning to the end of the same day a year later (R121). */
export const firstRights = (now: Date) => ({ rightsStartAt: now, rightsEndAt: endOfDay(yearAfter(isoDay(now))) })

/**
 * Renews by one year from the day on which the rights end, or from today if that has passed (R121, R23). What was
 * destroyed in between does not come back.
 */
export async function renew(desk: Desk, person: Person): Promise<Date> {
  allow(mayRenew(person))
  return desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const [row] = await tx.select({ end: people.rightsEndAt }).from(people).where(eq(people.id, person.id))
    const from = row?.end && row.end > now ? row.end : now
    const rightsEndAt = endOfDay(yearAfter(isoDay(from)))
    await tx.update(people).set({ rightsEndAt }).where(eq(people.id, person.id))
    const facts = { until: isoDay(rightsEndAt) }
    await record(tx, { deed: 'account.renewed', at: now, actorId: person.id, personId: person.id, facts })
    return rightsEndAt
  })
}

/** Sets the day on whose end a customer's rights end; `actor` is null for the command line. */
export async function setExpiry(desk: Desk, email: string, date: string, actor: Person | null): Promise<Date> {
  const rightsEndAt = endOfDay(date)
  await desk.db.transaction(async (tx) => {
    const [row] = await tx
      .update(people)
      .set({ rightsEndAt })
      .where(and(eq(people.email, email.trim().toLowerCase()), eq(people.role, 'customer')))
      .returning()
    const { id } = found(row)
    const now = desk.clock.now()
    await record(tx, {
      deed: 'account.expiry_set',
      at: now,
      actorId: actor?.id ?? null,
      personId: id,
      facts: { until: date },
    })
    tx.onCommit(() => desk.live.personEnded(id))
  })
  return rightsEndAt
}

/** The customers whose rights have ended by `now`, and who are still here; the longest ended first. */
export async function expiredCustomers(db: Reader, now: Date) {
  return db
    .select()
    .from(people)
    .where(and(eq(people.role, 'customer'), eq(people.state, 'active'), lte(people.rightsEndAt, now)))
    .orderBy(people.rightsEndAt, people.number)
}
