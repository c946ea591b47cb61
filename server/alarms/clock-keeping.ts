import { and, eq, gt, isNull } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import { DAY, HOUR, after } from '../clock.ts'
import type { Mark } from '../clock-guard.ts'
import type { Reader, Tx } from '../db/database.ts'
import { factOf, setFact } from '../db/facts.ts'
import { jobs, limits, links, sessions } from '../db/schema.ts'
import { alarms, grants, openTokens, shares } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { allow } from '../problems.ts'
import { raiseAlarm } from './alarms.ts'
import { mayConfirmClock } from './policy.ts'

type Part = Pick<Desk, 'db' | 'clock' | 'log'>

/** The mark of the clock that was kept when the desk last ran; null at its very first start. */
export async function keptMark(db: Reader): Promise<Mark | null> {
  const fact = await factOf(db, 'clock')
  return fact && { at: Number(fact['at']), up: Number(fact['up']), boot: String(fact['boot']) }
}

/** Keeps the mark of the clock, unless the clock cannot be believed. */
export async function keepMark({ db, clock }: Pick<Desk, 'db' | 'clock'>): Promise<void> {
  const mark = clock.mark()
  if (mark) await db.transaction((tx) => setFact(tx, 'clock', mark))
}

/**
 * Looks whether the clock can be believed. Once it cannot there is an alarm; once it can again, whatever was dated in a
 * future that did not come is taken back.
 */
export async function watchClock(desk: Part): Promise<void> {
  const state = desk.clock.state()
  const leap = await factOf(desk.db, 'leap')
  const lasting = leap && leap['ended'] === null ? leap['state'] : 'right'
  if (state === lasting) return
  const now = desk.clock.now()
  await desk.db.transaction(async (tx) => {
    if (lasting === 'ahead') await takeBackFuture(tx, now)
    if (state === 'right') await setFact(tx, 'leap', { ...leap, ended: now.toISOString() })
    else await setFact(tx, 'leap', { state, since: now.toISOString(), ended: null })
  })
  if (state !== 'right') await raiseAlarm(desk, 'clock', state, now.toISOString())
}

/** An administrator has looked at the clock of the machine: it is right, and time goes on from there. */
export async function confirmClock(desk: Part, person: Person): Promise<void> {
  allow(mayConfirmClock(person))
  const state = desk.clock.state()
  if (state === 'right') return
  desk.clock.trust()
  const at = desk.clock.now()
  await desk.db.transaction(async (tx) => {
    if (state === 'behind') await takeBackFuture(tx, at)
    await setFact(tx, 'leap', { state, since: null, ended: at.toISOString() })
    const open = and(eq(alarms.what, 'clock'), isNull(alarms.clearedAt))
    await tx.update(alarms).set({ clearedAt: at, clearedById: person.id }).where(open)
    await record(tx, { deed: 'clock.confirmed', at, actorId: person.id, facts: { clock: state } })
  })
  await keepMark(desk)
}

/** What would outlive its time: leave and sessions are ended, what waits for its time waits no longer. */
async function takeBackFuture(tx: Tx, now: Date): Promise<void> {
  const soon = after(now, HOUR)
  await tx.delete(sessions).where(gt(sessions.seenAt, soon))
  await tx.delete(openTokens).where(gt(openTokens.expiresAt, soon))
  await tx.delete(links).where(gt(links.expiresAt, after(now, 8 * DAY)))
  await tx.delete(limits).where(gt(limits.expire, after(now, DAY)))
  await tx.update(grants).set({ state: 'ended', endedAt: now }).where(gt(grants.decidedAt, soon))
  await tx.update(shares).set({ revokedAt: now }).where(gt(shares.createdAt, soon))
  await tx.update(jobs).set({ claimedAt: null }).where(gt(jobs.claimedAt, soon))
  await tx
    .update(jobs)
    .set({ runAt: now })
    .where(and(gt(jobs.runAt, soon), isNull(jobs.endedAt)))
}
