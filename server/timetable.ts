import { Cron } from 'croner'
import { raiseAlarm } from './alarms/alarms.ts'
import { keepMark, watchClock } from './alarms/clock-keeping.ts'
import { forgetLines } from './audit/forgetting.ts'
import { refreshKeyringCopy } from './backup/keyring-copy.ts'
import { DAY, after } from './clock.ts'
import type { Desk } from './desk.ts'
import { endLapsed } from './grants/ending.ts'
import { enqueue, forgetJobs } from './jobs/jobs.ts'
import { sweepExpiries } from './leaving/purging.ts'
import { forgetEvidence, forgetObjections } from './moderation/evidence.ts'
import { refreshBlocked } from './moderation/sites.ts'
import { forgetLetters } from './mail/outbox.ts'
import { keepLog } from './proof/heads.ts'
import { forgetShares } from './shares/shares.ts'
import { forgetDrafts } from './signin/drafts.ts'
import { forgetSessions } from './signin/sessions.ts'
import { resumeDestructions } from './documents/recovering.ts'
import { finishRotation, rotateIfDue } from './documents/rotating.ts'
import { defineScrub } from './documents/scrubbing.ts'
import { forgetWaiting } from './documents/storing.ts'
import { forgetLimits } from './web/limits.ts'

/** For how long somebody may still ask what was done with their account (Code civil, art. 2224: five years). */
const LIMITATION = 5 * 366 * DAY

/** The scheduled work, once: expiries, and what nobody needs any more. Answers how much of each was done. */
export async function sweep(desk: Desk): Promise<Record<string, number>> {
  await watchClock(desk)
  const { finished, failed } = await resumeDestructions(desk)
  for (const { id, what } of failed) await raiseAlarm(desk, what, id, '')
  await finishRotation(desk)
  await refreshKeyringCopy(desk)
  await keepLog(desk)
  // Nothing is destroyed or forgotten because of a time that may be wrong.
  if (desk.clock.state() === 'ahead')
    return { destructionsFinished: finished, documentsDestroyed: 0, uploadsForgotten: 0 }
  const now = desk.clock.now()
  const documentsDestroyed = await sweepExpiries(desk)
  const uploadsForgotten = await forgetWaiting(desk)
  await endLapsed(desk)
  await desk.db.transaction(async (tx) => {
    await forgetSessions(tx, now)
    await forgetDrafts(tx, now)
    await forgetLimits(tx, now)
    await forgetLetters(tx, after(now, -90 * DAY))
    await forgetShares(tx, now)
    await forgetEvidence(tx, now)
    await forgetObjections(tx, now)
    await forgetJobs(tx, after(now, -30 * DAY))
    await forgetLines(tx, after(now, -LIMITATION))
  })
  return { destructionsFinished: finished, documentsDestroyed, uploadsForgotten }
}

/** What is put into the jobs, and when. */
const timetable = { sweep: '*/10 * * * *', rotation: '0 3 * * *', scrub: '0 4 * * *' }

/** Puts the scheduled work into the jobs, and looks at the clock each minute; answers what stops it. */
export function startTimetable(desk: Desk): () => void {
  desk.jobs.define('sweep', () => sweep(desk))
  desk.jobs.define('rotation', () => rotateIfDue(desk))
  desk.jobs.define('endGrants', async () => ({ ended: await endLapsed(desk) }))
  defineScrub(desk)
  const due = Object.entries(timetable).map(([name, at]) =>
    planned(desk, at, name, () => desk.db.transaction((tx) => enqueue(tx, desk, name, {}))),
  )
  const plans = [
    ...due,
    planned(desk, '* * * * *', 'clock', () => mind(desk)),
    planned(desk, '*/30 * * * * *', 'list of blocked sites', () => refreshBlocked(desk.db)),
  ]
  return () => plans.forEach((plan) => plan.stop())
}

function planned(desk: Desk, at: string, name: string, work: () => Promise<unknown>): Cron {
  return new Cron(at, { protect: true, unref: true }, () =>
    work().then(undefined, (err: unknown) => desk.log.error({ err }, `the scheduled ${name} failed`)),
  )
}

async function mind(desk: Desk): Promise<void> {
  await watchClock(desk)
  await keepMark(desk)
}
