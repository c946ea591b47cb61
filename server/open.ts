import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'
import { buildApp } from './app.ts'
import { defineCommands } from './cli/works.ts'
import { systemClock, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/database.ts'
import { noLive, type Desk } from './desk.ts'
import { openJobs } from './jobs/jobs.ts'
import { defineDestruction as defineDepartures } from './leaving/departing.ts'
import { openLive } from './live/live.ts'
import { defineMail } from './mail/deliveries.ts'
import { startTimetable } from './timetable.ts'
import { defineDestruction } from './vault/destroying.ts'
import { recover } from './vault/recovering.ts'
import { openVault } from './vault/vault.ts'
import { openLog } from './web/log.ts'
import { loadViews } from './web/views.ts'

export type OpenDesk = Desk & { close(): Promise<void> }

/** Opens database, keyring and vault, and recovers what a crash left half done. Listens to nothing. */
export async function openDesk(config: Config, clock: Clock = systemClock): Promise<OpenDesk> {
  loadViews()
  const log = openLog(config.logLevel)
  const vault = await openVault(config)
  const db = await openDatabase(config.databaseUrl)
  await db.migrate()
  const jobs = openJobs(db, clock, log)
  // One object for everybody: whoever defines a job now nudges through the live line that is opened later.
  const desk: OpenDesk = { config, db, vault, live: noLive, jobs, clock, log, close }
  const stopMail = defineMail(desk)
  defineDestruction(desk)
  defineDepartures(desk)
  defineCommands(desk)
  const stopTimetable = startTimetable(desk)
  await recover(desk)
  return desk

  async function close(): Promise<void> {
    stopTimetable()
    await jobs.stop()
    stopMail()
    await db.close()
    vault.close()
  }
}

/** Serves an open desk on its port. Resolves once it listens; rejects with the reason, such as EADDRINUSE. */
export async function serve(desk: OpenDesk): Promise<{ server: Server; app: Express; close(): Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(desk.config.port, desk.config.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  if (desk.config.port === 0) {
    desk.config.baseUrl = desk.config.baseUrl.replace(/:0$/, `:${port}`)
    desk.config.port = port
  }
  const live = openLive(desk, server)
  desk.live = live
  const app = buildApp(desk)
  server.on('request', app)
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
