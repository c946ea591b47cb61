import { and, asc, eq, isNull, lt, lte, or } from 'drizzle-orm'
import type { Logger } from 'pino'
import { MINUTE, SECOND, after, type Clock } from '../clock.ts'
import type { Database, Reader, Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { jobs } from '../db/schema.ts'

/** A job that a node took and did not end within this time was lost with it: another takes it. */
const LEASE = 10 * MINUTE
const ATTEMPTS = 8

type Job = typeof jobs.$inferSelect
type Payload = Record<string, string>
type Work = (payload: Payload) => Promise<Record<string, unknown> | void>

export type Jobs = {
  /** Says what a job does. Jobs may run twice (a crash after the work, before the note), so the work is repeatable. */
  define(name: string, work: Work): void
  /** Starts to look for due jobs: at once when one is enqueued here, and every few seconds. */
  start(): void
  /** Runs every job that is due, one after the other, and answers how many. */
  runAll(): Promise<number>
  /** Lets the running job end; takes no new one. */
  stop(): Promise<void>
  /** There may be something to do: called when a transaction that enqueued has committed. */
  wake(): void
}

/** Writes a job in the same transaction as the deed that needs it. */
export async function enqueue(
  tx: Tx,
  desk: { jobs: Jobs; clock: Clock },
  name: string,
  payload: Payload,
): Promise<string> {
  const id = newId()
  await tx.insert(jobs).values({ id, name, payload, runAt: desk.clock.now(), attempts: 0 })
  tx.onCommit(desk.jobs.wake)
  return id
}

/** How a job stands. */
export async function jobById(db: Reader, id: string): Promise<Job | undefined> {
  const [job] = await db.select().from(jobs).where(eq(jobs.id, id))
  return job
}

/** Ended jobs are forgotten after a while; failures are kept longer to be read. */
export async function forgetJobs(tx: Tx, before: Date): Promise<void> {
  await tx.delete(jobs).where(lt(jobs.endedAt, before))
}

export function openJobs(db: Database, clock: Clock, log: Logger): Jobs {
  const works = new Map<string, Work>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<number> | undefined
  let again = false

  const runAll = async (): Promise<number> => {
    let ran = 0
    for (let job = await claim(db, clock); job; job = await claim(db, clock), ran++)
      await run(db, clock, log, job, works)
    return ran
  }
  const wake = (): void => {
    if (!timer) return // not started, or stopped
    if (running) return void (again = true)
    again = false
    running = runAll()
      .catch((error: unknown) => (log.error({ err: error }, 'the jobs stopped'), 0))
      .finally(() => {
        running = undefined
        if (again) wake()
      })
  }
  return {
    define: (name, work) => void works.set(name, work),
    start() {
      timer = setInterval(wake, 5 * SECOND).unref()
      wake()
    },
    runAll,
    wake,
    async stop() {
      clearInterval(timer)
      timer = undefined
      await running
    },
  }
}

/** Takes the oldest due job: a compare-and-set, trusted only if the row comes back. */
async function claim(db: Database, clock: Clock): Promise<Job | undefined> {
  const now = clock.now()
  const free = and(
    isNull(jobs.endedAt),
    lte(jobs.runAt, now),
    or(isNull(jobs.claimedAt), lt(jobs.claimedAt, after(now, -LEASE))),
  )
  const [due] = await db.select().from(jobs).where(free).orderBy(asc(jobs.runAt)).limit(1)
  if (!due) return undefined
  return db.transaction(async (tx) => {
    const [mine] = await tx
      .update(jobs)
      .set({ claimedAt: now, attempts: due.attempts + 1 })
      .where(and(eq(jobs.id, due.id), free))
      .returning()
    return mine
  })
}

async function run(db: Database, clock: Clock, log: Logger, job: Job, works: Map<string, Work>): Promise<void> {
  let outcome: Partial<Job>
  try {
    const work = works.get(job.name)
    if (!work) throw new Error(`No work is defined for ${job.name}`)
    outcome = { endedAt: clock.now(), result: (await work(job.payload)) ?? {}, failure: null }
  } catch (error) {
    log.warn({ err: error, job: job.name, attempt: job.attempts }, 'a job failed')
    const failure = error instanceof Error ? error.message : String(error)
    const last = job.attempts >= ATTEMPTS
    const wait = SECOND * 2 ** job.attempts * 5 // 10 s, 20 s, 40 s … 21 min
    outcome = last ? { endedAt: clock.now(), failure } : { claimedAt: null, runAt: after(clock.now(), wait), failure }
  }
  await db.transaction(async (tx) => {
    await tx.update(jobs).set(outcome).where(eq(jobs.id, job.id))
  })
}
