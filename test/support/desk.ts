import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SECOND } from '../../server/clock.ts'
import { readConfig } from '../../server/config.ts'
import { newId } from '../../server/db/ids.ts'
import { openDesk, serve, type OpenDesk } from '../../server/open.ts'
import { startSession } from '../../server/signin/sessions.ts'
import { bringCast, codeAt, type Cast, type Name } from './cast.ts'
import { newClient, type Client } from './client.ts'
import { testClock, type TestClock } from './clock.ts'
import { freshDatabase } from './postgres.ts'

export type TestDesk = {
  desk: OpenDesk
  clock: TestClock
  cast: Cast
  url: string
  storageDir: string
  /** Somebody without a session. */
  visitor(): Client
  /** A browser in which this person is signed in, second factor and all. */
  as(name: Name): Promise<Client>
  /** A code that this person's authenticator shows and that was not used yet: the clock goes on by a step. */
  code(name: Name): Promise<string>
  /** Stops the server and opens the same storage again, as after a restart; `meanwhile` comes in between. */
  restart(meanwhile?: () => Promise<unknown>): Promise<void>
  close(): Promise<void>
}

/** A whole desk on a free port: real database of the engine under test, real vault, real files, a clock that stands. */
export async function openTestDesk(settings: Record<string, string> = {}, { empty = false } = {}): Promise<TestDesk> {
  const folder = await mkdtemp(join(tmpdir(), 'desk-test-'))
  const storageDir = join(folder, 'storage')
  const clock = testClock()
  const databaseUrl = await freshDatabase(`desk_${newId()}`)
  const open = async () => {
    const config = readConfig({
      STORAGE_DIR: storageDir,
      PORT: '0',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
      ...(databaseUrl && { DATABASE_URL: databaseUrl }),
      ...settings,
    })
    const desk = await openDesk(config, clock)
    return { desk, served: await serve(desk) }
  }
  let running = await open()
  // An empty desk is one that was never set up: nobody is there.
  const cast = empty ? ({} as Cast) : await bringCast(running.desk)
  const stop = async () => {
    await running.served.close()
    await running.desk.close()
  }

  return {
    get desk() {
      return running.desk
    },
    clock,
    cast,
    get url() {
      return `http://127.0.0.1:${running.desk.config.port}`
    },
    storageDir,
    visitor: () => newClient(`http://127.0.0.1:${running.desk.config.port}`),
    async as(name) {
      const client = newClient(`http://127.0.0.1:${running.desk.config.port}`)
      const { db } = running.desk
      const input = { personId: cast[name].id, kind: 'full' as const, userAgent: 'test', now: running.desk.clock.now() }
      client.cookies.set('session', await db.transaction((tx) => startSession(tx, input)))
      client.cookies.set('language', 'en')
      return client
    },
    async code(name) {
      clock.advance(30 * SECOND)
      return codeAt(cast[name].seed, clock.now())
    },
    async restart(meanwhile) {
      await stop()
      await meanwhile?.()
      running = await open()
    },
    async close() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
