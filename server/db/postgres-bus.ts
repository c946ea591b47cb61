import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Bus, Ears } from './bus.ts'
import { newId } from './ids.ts'

/** How often a line on which nothing is said is tried, and how long it may take to answer, in milliseconds. */
const [BEAT, PATIENCE] = [30_000, 10_000]
/** How long to wait before a line that was cut is laid again: twice as long after each failure. */
const [SOONEST, LATEST] = [100, 10_000]

// The line writes no row, so its commits need not wait for the disk.
const LISTEN = 'set synchronous_commit = off; listen desk'
const TELL = "select pg_notify('desk', message) from unnest($1::text[]) message"

type Failed = (error: unknown) => void

/**
 * One connection on which this process tells and hears, so that the order is kept. When it is cut it is laid again, and
 * what could not be told is told then. Rejects when it cannot be laid at first; `failed` is given the reasons after that.
 */
export async function openBus(url: string, failed: Failed): Promise<Bus> {
  const [self, closing] = [newId(), new AbortController()]
  const outbox = openOutbox(self, failed)
  let ears: Ears | undefined
  let laying = Promise.resolve()
  const hear = hearing(self, (message) => ears?.heard(message), failed)

  const lay = async (): Promise<void> => {
    const line = await connect(url, hear, failed)
    line.once('end', () => {
      outbox.take(null)
      laying = layAgain()
    })
    outbox.take(line)
  }
  const layAgain = async (): Promise<void> => {
    for (let wait = SOONEST; !closing.signal.aborted; wait = Math.min(wait * 2, LATEST)) {
      await pause(wait, undefined, { signal: closing.signal }).catch(() => undefined)
      if (closing.signal.aborted) return
      const laid = await lay().then(() => true, failed)
      if (laid) return ears?.missed()
    }
  }

  await lay()
  return {
    tell: outbox.tell,
    listen: (given) => void (ears = given),
    async close() {
      closing.abort()
      await laying
      await outbox.close()
    },
  }
}

async function connect(url: string, hear: (told: pg.Notification) => void, failed: Failed): Promise<pg.Client> {
  const limits = { connectionTimeoutMillis: PATIENCE, query_timeout: PATIENCE }
  const line = new pg.Client({ connectionString: url, keepAlive: true, ...limits })
  line.on('error', failed) // with nobody to hear it, it would end the process
  line.on('notification', hear)
  try {
    await line.connect()
    await line.query(LISTEN)
    return line
  } catch (error) {
    hangUp(line)
    throw error
  }
}

/** Passes on what others say, without their names. Whoever may write to the database may say anything. */
function hearing(self: string, heard: (message: string) => void, failed: Failed) {
  return ({ payload = '' }: pg.Notification): void => {
    const [, from, message] = /^([0-9a-f]{32}) (.+)$/.exec(payload) ?? []
    if (from === self) return
    try {
      if (message === undefined) throw new Error('Something was told that no desk says')
      heard(message)
    } catch (error) {
      failed(error)
    }
  }
}

/** Keeps what is to be told until a line has taken it. */
function openOutbox(self: string, failed: Failed) {
  // The same message twice is one: whoever hears it looks how things stand by then.
  let waiting = new Set<string>()
  let line: pg.Client | null = null
  let telling = Promise.resolve()

  const tellAll = async (least: number): Promise<void> => {
    const to = line
    if (!to || waiting.size < least) return
    const batch = [...waiting]
    waiting.clear()
    try {
      await to.query(TELL, [batch.map((message) => `${self} ${message}`)])
    } catch (error) {
      waiting = new Set([...batch, ...waiting])
      failed(error)
      hangUp(to)
    }
  }
  /** One after the other; with `least` 0 the line is tried although there may be nothing to tell. */
  const say = (least = 1): void => void (telling = telling.then(() => tellAll(least)))
  const beat = setInterval(say, BEAT, 0).unref()
  return {
    tell(message: string): void {
      waiting.add(message)
      say()
    },
    take(given: pg.Client | null): void {
      line = given
      say()
    },
    async close(): Promise<void> {
      clearInterval(beat)
      await telling
      await line?.end()
    },
  }
}

/** Ends a line on which something failed. One that does not answer is cut. */
const hangUp = (line: pg.Client): void => void line.end().catch(() => undefined)
