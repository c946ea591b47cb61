import { guardClock } from '../clock-guard.ts'
import { NO_HEAD } from '../audit/log.ts'
import { systemClock } from '../clock.ts'
import type { Config } from '../config.ts'
import { openDatabase } from '../db/database.ts'
import { noLive, type Desk } from '../desk.ts'
import type { DestructionLog } from '../documents/destruction-log.ts'
import { openJobs } from '../jobs/jobs.ts'
import type { Signer } from '../proof/signing.ts'
import type { Vault } from '../vault/vault.ts'
import { openLog } from '../web/log.ts'
import { loadViews } from '../web/views.ts'

/** What belongs to the desk that is running: this command was said to need no key. */
const untouchable = new Proxy(
  {},
  {
    get(_, name) {
      throw new Error(`This command opens no keyring, and it asked for ${String(name)}`)
    },
  },
)
const noVault = untouchable as Vault
const noDestructionLog = untouchable as DestructionLog
const noSigner = untouchable as Signer

/**
 * A desk of which only the database is open, so that it works beside one that is running. The caller closes it. It
 * starts no job, and whatever needs a key throws.
 */
export async function openWithoutKeys(config: Config): Promise<Desk & { close(): Promise<void> }> {
  loadViews()
  const db = await openDatabase(config.databaseUrl)
  const log = openLog('silent')
  try {
    await db.migrate()
  } catch (error) {
    await db.close()
    throw error
  }
  const jobs = openJobs(db, systemClock, log)
  // A running desk is told by a job (see handing-over.ts).
  const desk = {
    config,
    db,
    vault: noVault,
    destructionLog: noDestructionLog,
    signer: noSigner,
    head: NO_HEAD,
    live: noLive,
    jobs,
    clock: guardClock(systemClock, null),
    log,
  }
  return { ...desk, close: () => db.close() }
}
