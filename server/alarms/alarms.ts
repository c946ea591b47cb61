import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import type { Reader } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { alarms } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { allow } from '../problems.ts'
import { mayClearAlarms } from './policy.ts'

/** What can be wrong with the desk's own keeping, for administrators to look at. */
export const ALARMS = [
  'damaged',
  'no-key',
  'no-blob',
  'unfinished',
  'foreign',
  'infected',
  'scanner-away',
  'clock',
  'rotation',
  'log',
  'record',
  'backup',
] as const
export type What = (typeof ALARMS)[number]

/**
 * Raises an alarm: one row while it lasts, counted up each time it is met again. `about` is a document's id, or empty for
 * the desk itself; `detail` is for a person and holds nothing secret.
 */
export async function raiseAlarm(
  desk: Pick<Desk, 'db' | 'clock' | 'log'>,
  what: What,
  about: string,
  detail: string,
): Promise<void> {
  desk.log.error({ alarm: what, about, detail }, 'the desk needs a person')
  await desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const same = and(eq(alarms.what, what), eq(alarms.about, about), isNull(alarms.clearedAt))
    const [open] = await tx.select().from(alarms).where(same)
    if (open) {
      const again = { count: open.count + 1, lastAt: now, detail }
      return void (await tx.update(alarms).set(again).where(eq(alarms.id, open.id)))
    }
    await tx.insert(alarms).values({ id: newId(), what, about, detail, count: 1, raisedAt: now, lastAt: now })
    await record(tx, { deed: 'alarm.raised', at: now, actorId: null, facts: { alarm: what } })
  })
}

/** The alarms that nobody has cleared, the newest first. */
export async function openAlarms(db: Reader) {
  return db.select().from(alarms).where(isNull(alarms.clearedAt)).orderBy(desc(alarms.raisedAt), desc(alarms.id))
}

/** An administrator has seen to it. What goes on raises it again. */
export async function clearAlarm(desk: Desk, person: Person, id: string): Promise<void> {
  allow(mayClearAlarms(person))
  await desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const [cleared] = await tx
      .update(alarms)
      .set({ clearedAt: now, clearedById: person.id })
      .where(and(eq(alarms.id, id), isNull(alarms.clearedAt)))
      .returning({ what: alarms.what })
    if (!cleared) return
    await record(tx, { deed: 'alarm.cleared', at: now, actorId: person.id, facts: { alarm: cleared.what } })
  })
}
