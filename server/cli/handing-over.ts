import { setTimeout as pause } from 'node:timers/promises'
import { MINUTE, after, systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { enqueue, jobById } from '../jobs/jobs.ts'
import { openDesk } from '../open.ts'
import { isKeyringBusy } from '../vault/problems.ts'
import { openWithoutKeys } from './open-database.ts'
import { works, type Payload, type Run, type Work } from './works.ts'

const PATIENCE = 10 * MINUTE
const BETWEEN = 200 // milliseconds

/** Runs a command that needs keys: here, or, if a desk is running on this keyring, there; answers what it answered. */
export async function runWithKeys(config: Config, work: Work, payload: Payload = {}): Promise<unknown> {
  try {
    const desk = await openDesk({ ...config, logLevel: 'silent' })
    try {
      const run: Run = works[work]
      return asJson(await run(desk, payload))
    } finally {
      await desk.close()
    }
  } catch (error) {
    if (!isKeyringBusy(error)) throw error // a busy keyring is a running desk: it does the work
  }
  return handOver(config, work, payload)
}

async function handOver(config: Config, work: Work, payload: Payload): Promise<unknown> {
  const desk = await openWithoutKeys(config)
  try {
    const due = { ...desk, clock: { ...desk.clock, now: () => new Date(0) } } // whatever the other desk's clock says, and first of all
    const id = await desk.db.transaction((tx) => enqueue(tx, due, `command.${work}`, payload))
    for (let until = after(systemClock.now(), PATIENCE); systemClock.now() < until; await pause(BETWEEN)) {
      const job = await jobById(desk.db, id)
      if (job?.claimedAt) until = after(systemClock.now(), PATIENCE) // it is being done, however long that takes
      if (!job?.endedAt) continue
      const { done, failed } = (job.result ?? {}) as { done?: unknown; failed?: string }
      if (done === undefined) throw new Error(failed ?? job.failure ?? 'The desk that is running could not do it')
      return done
    }
    throw new Error('Another process holds the keyring and did not answer within ten minutes; is it a desk?')
  } finally {
    await desk.close()
  }
}

const asJson = (result: unknown): unknown => JSON.parse(JSON.stringify(result))
