import type { Logger } from 'pino'
import type { Head } from './audit/log.ts'
import type { ClockGuard } from './clock-guard.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { DestructionLog } from './documents/destruction-log.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Signer } from './proof/signing.ts'
import type { Vault } from './vault/vault.ts'

/** The nudges that a deed sends once it is committed: ids only, to those who may see the thing. */
export type Live = {
  replyPosted(ticket: number, replyId: string, internal: boolean): void
  ticketChanged(ticket: number): void
  documentChanged(ticket: number, documentId: string, event: 'stored' | 'opened' | 'destroyed'): void
  /** Who may open what on a ticket, or what support asks for: told to its owner and staff alone. */
  accessChanged(ticket: number): void
  queueChanged(): void
  /** Looks again at everybody who watches this ticket; who may no longer see it is told `gone` and is out. */
  visibilityChanged(ticket: number): void
  sessionEnded(sessionId: string): void
  personEnded(personId: string): void
}

/** A running desk: everything that a deed may need. */
export type Desk = {
  config: Config
  db: Database
  vault: Vault
  destructionLog: DestructionLog
  signer: Signer
  /** The head of the record's log as it was last seen, for the foot of pages and letters. */
  head: Head
  live: Live
  jobs: Jobs
  clock: ClockGuard
  log: Logger
}

const silence = () => undefined
/** Nobody listens: the command line, which has no port. */
export const noLive: Live = {
  replyPosted: silence,
  ticketChanged: silence,
  documentChanged: silence,
  accessChanged: silence,
  queueChanged: silence,
  visibilityChanged: silence,
  sessionEnded: silence,
  personEnded: silence,
}
