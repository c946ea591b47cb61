import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import { buildApp } from './app.ts'
import { NO_HEAD } from './audit/log.ts'
import { defineCommands } from './cli/works.ts'
import { raiseAlarm } from './alarms/alarms.ts'
import { keepMark, keptMark } from './alarms/clock-keeping.ts'
import { guardClock } from './clock-guard.ts'
import { HOUR, MINUTE, systemClock, type Machine } from './clock.ts'
import type { Config } from './config.ts'
import type { Bus } from './db/bus.ts'
import { openDatabase } from './db/database.ts'
import { noLive, type Desk } from './desk.ts'
import { openJobs } from './jobs/jobs.ts'
import { departAgain, defineDestruction as defineDepartures } from './leaving/departing.ts'
import { openLive } from './live/live.ts'
import { everywhere } from './live/telling.ts'
import { defineMail } from './mail/deliveries.ts'
import { startTimetable } from './timetable.ts'
import { defineDestruction } from './documents/destroying.ts'
import { raiseQuietly } from './documents/alarming.ts'
import { openDestructionLog } from './documents/destruction-log.ts'
import { recover } from './documents/recovering.ts'
import { finishRotation } from './documents/rotating.ts'
import { replayDestructions } from './documents/replaying.ts'
import { refreshBlocked } from './moderation/sites.ts'
import { defineFollowing } from './publication/following.ts'
import { projectMissing } from './publication/projecting-again.ts'
import { keepLog } from './proof/heads.ts'
import { publishKey } from './proof/keys.ts'
import { openSigner } from './proof/signing.ts'
import { catchUp } from './search/catching-up.ts'
import { openVault } from './vault/vault.ts'
import { openLog } from './web/log.ts'
import { loadViews } from './web/views.ts'

/** `replayed`: how much an old copy had brought back, and was destroyed or closed again. */
export type OpenDesk = Desk & { bus: Bus; close(): Promise<void>; replayed: { documents: number; accounts: number } }

/** Opens database, keyring and vault, and recovers what a crash left half done. Listens to nothing. */
export async function openDesk(config: Config, machine: Machine = systemClock): Promise<OpenDesk> {
  loadViews()
  const log = openLog(config.logLevel)
  // What was opened is closed again, the last first: when one of the next steps fails, and at the end.
  await using opening = new AsyncDisposableStack()
  const vault = opening.adopt(await openVault(config), (vault) => vault.close())
  const signer = await openSigner(config.rootKeyDir)
  const ballast = `${config.keyringDir}/ballast`
  const failed = (error: unknown) => void raiseQuietly(desk, 'log', '', String(error))
  const destructionLog = opening.adopt(await openDestructionLog(config.destructionLog, { ballast, failed }), (log) =>
    log.close(),
  )
  const db = opening.adopt(await openDatabase(config.databaseUrl), (db) => db.close())
  db.check()
  await db.migrate()
  const cut = (err: unknown) => log.warn({ err }, 'the line to the other processes failed')
  const bus = opening.adopt(await db.openBus(cut), (bus) => bus.close())
  const clock = guardClock(machine, await keptMark(db))
  const jobs = openJobs(db, clock, log)
  // One object for everybody: whoever defines a job now nudges through the live line that is opened later.
  const live = everywhere(noLive, bus)
  const desk: Desk = { config, db, vault, destructionLog, signer, head: NO_HEAD, live, jobs, clock, log }
  await publishKey(desk)
  opening.defer(() => keepMark(desk).catch((err: unknown) => log.error({ err }, 'the time was not kept')))
  opening.defer(defineMail(desk))
  defineDestruction(desk)
  defineDepartures(desk)
  defineFollowing(desk)
  defineCommands(desk)
  opening.defer(() => jobs.stop())
  opening.defer(startTimetable(desk))
  const logged = destructionLog.entries()
  const documents = await replayDestructions(desk, logged.documents)
  const accounts = await departAgain(desk, logged.accounts)
  if (documents + accounts > 0)
    await raiseAlarm(desk, 'log', 'replayed', `${documents} documents, ${accounts} accounts`)
  await recover(desk)
  await finishRotation(desk)
  await projectMissing(desk)
  await catchUp(desk)
  await refreshBlocked(db)
  await keepLog(desk)
  const opened = opening.move()
  return Object.assign(desk, { bus, close: () => opened.disposeAsync(), replayed: { documents, accounts } })
}

/** Serves an open desk on its port. Resolves once it listens; rejects with the reason, such as EADDRINUSE. */
export async function serve(desk: OpenDesk): Promise<{ server: Server; app: Express; close(): Promise<void> }> {
  // A document of 2 GiB on a slow line takes its time; a line on which nothing moves is cut.
  const server = createServer({ requestTimeout: 2 * HOUR })
  server.timeout = 2 * MINUTE
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(desk.config.port, desk.config.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  if (desk.config.port === 0) {
    desk.config.baseUrl = desk.config.baseUrl.replace(/:0$/, `:${port}`)
    desk.config.port = port
  }
  const app = buildApp(desk)
  server.on('request', app) // before the live line, which takes its own requests out of the hands of who came first
  const live = openLive(desk, server, desk.bus)
  desk.live = live
  desk.jobs.start()
  return {
    server,
    app,
    async close() {
      await live.close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
