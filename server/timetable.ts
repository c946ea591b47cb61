import { Cron } from 'croner'
import { DAY, after } from './clock.ts'
import type { Desk } from './desk.ts'
import { enqueue, forgetJobs } from './jobs/jobs.ts'
import { sweepExpiries } from './leaving/purging.ts'
import { forgetLetters } from './mail/outbox.ts'
import { forgetDrafts } from './signin/drafts.ts'
import { forgetSessions } from './signin/sessions.ts'
import { resumeDestructions } from './vault/recovering.ts'
import { forgetWaiting } from './vault/storing.ts'
import { forgetLimits } from './web/limits.ts'

/** The scheduled work, once: expiries, and what nobody needs any more. Answers how much of each was done. */
export async function sweep(desk: Desk): Promise<Record<string, number>> {
  const now = desk.clock.now()
  const { finished } = await resumeDestructions(desk)
  const documentsDestroyed = await sweepExpiries(desk)
  const uploadsForgotten = await forgetWaiting(desk)
  await desk.db.transaction(async (tx) => {
    await forgetSessions(tx, now)
    await forgetDrafts(tx, now)
    await forgetLimits(tx, now)
    await forgetLetters(tx, after(now, -90 * DAY))
    await forgetJobs(tx, after(now, -30 * DAY))
  })
  return { destructionsFinished: finished, documentsDestroyed, uploadsForgotten }
}

/** Puts the sweep into the jobs every ten minutes; answers what stops it. */
export function startTimetable(desk: Desk): () => void {
  desk.jobs.define('sweep', () => sweep(desk))
  const plan = new Cron('*/10 * * * *', { protect: true, unref: true }, async () => {
    try {
      await desk.db.transaction((tx) => enqueue(tx, desk, 'sweep', {}))
    } catch (error) {
      desk.log.error({ err: error }, 'the sweep was not enqueued')
    }
  })
  return () => plan.stop()
}
