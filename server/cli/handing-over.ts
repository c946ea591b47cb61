import { setTimeout as pause } from 'node:timers/promises'
import { MINUTE } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Desk } from '../desk.ts'
import { enqueue, jobById } from '../jobs/jobs.ts'
import { openDesk } from '../open.ts'
import { isKeyringBusy } from '../vault/problems.ts'
import { openWithoutKeys } from './open-database.ts'
import { works, type Work } from './works.ts'

const PATIENCE = 10 * MINUTE
const BETWEEN = 200 // milliseconds

/** Runs a command that needs keys: here, or, if a desk is running on this keyring, there; answers what it answered. */
export async function runWithKeys(config: Config, work: Work): Promise<unknown> {
  try {
    const desk = await openDesk({ ...config, logLevel: 'silent' })
    try {
      return asJson(await works[work](desk))
    } finally {
      await desk.close()
    }
  } catch (error) {
    if (!isKeyringBusy(error)) throw error // a busy keyring is a running desk: it does the work
  }
  return handOver(config, work)
}

async function handOver(config: Config, work: Work): Promise<unknown> {
  const desk = await openWithoutKeys(config)
  try {
    const id = await desk.db.transaction((tx) => enqueue(tx, desk, `command.${work}`, {}))
    for (const until = Date.now() + PATIENCE; Date.now() < until; await pause(BETWEEN)) {
      const job = await jobById(desk.db, id)
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

/** Tells a desk that is running that a person's sessions or rights have changed: its sockets look again. */
export const tellRunningDesk = (desk: Desk, personId: string): Promise<string> =>
  desk.db.transaction((tx) => enqueue(tx, desk, 'command.personEnded', { personId }))

const asJson = (result: unknown): unknown => JSON.parse(JSON.stringify(result))
