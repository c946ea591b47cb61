import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Driver } from './database.ts'
import { isSerializationFailure } from './errors.ts'
import { openBus } from './postgres-bus.ts'

const ATTEMPTS = 10

/** Any number will do, as long as every node asks for the same one. */
const MIGRATION_LOCK = 7_317_001

/** Serializable transactions give PostgreSQL the guarantee SQLite has for free; a lost race is run again. */
export function open(url: string): Driver {
  const pool = new pg.Pool({ connectionString: url })
  pool.on('error', () => undefined) // an idle connection was cut: the next query takes a new one
  pool.on('connect', (client) => client.on('error', () => undefined)) // cut between two steps: the next step says so
  const db = drizzle({ client: pool })
  return {
    reader: db,
    async atomically(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await db.transaction((tx) => work(tx as unknown as typeof db), { isolationLevel: 'serializable' })
        } catch (error) {
          if (attempt === ATTEMPTS || !isSerializationFailure(error)) throw error
          await pause(Math.random() * 8 * 2 ** attempt)
        }
      }
    },
    checkpoint: () => true, // PostgreSQL's log is the server's: the desk keeps no key in it
    check: () => undefined, // its own checksums see to that
    async migrate() {
      const lock = await pool.connect()
      try {
        await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
        await migrate(db, { migrationsFolder: new URL('migrations/postgres', import.meta.url).pathname })
        await lock.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
      } finally {
        lock.release()
      }
    },
    openBus: (failed) => openBus(url, failed),
    async close() {
      await pool.end()
    },
  }
}
