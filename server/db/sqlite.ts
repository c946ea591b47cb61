import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setImmediate, setTimeout as pause } from 'node:timers/promises'
import SQLite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { noBus } from './bus.ts'
import type { Driver, Drizzle } from './database.ts'
import { isBusy } from './errors.ts'

/** How long a transaction or a migration waits for another process to let go of the file, in milliseconds. */
const PATIENCE = 15_000

/** How long transactions may follow each other before somebody else has a turn, in milliseconds. */
const STRETCH = 5

/** What must hold on each connection; SQLite ignores a pragma it does not like, so each is read back. */
const writerPragmas = { journal_mode: 'wal', synchronous: 2, secure_delete: 1, foreign_keys: 1 }
const readerPragmas = { query_only: 1, secure_delete: 1, foreign_keys: 1 }

/**
 * Two connections to one WAL file: readers see only committed rows, and the one writer works through
 * transactions in turn, so an awaited step inside a transaction cannot let another request's writes in.
 */
export function open(url: string): Driver {
  const file = url.replace(/^file:/, '')
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const writer = connect(file, writerPragmas)
  const reader = connect(file, readerPragmas)

  // Same builders, same values, awaited the same way: typed as the PostgreSQL flavour (see columns.ts).
  const as = (connection: SQLite.Database) => drizzle({ client: unpeeked(connection) }) as unknown as Drizzle
  const handle = as(writer)
  let turn: Promise<unknown> = Promise.resolve()
  let rested = performance.now()
  // A crowd of transactions, one right after the other, would let nobody else have a turn of the event loop.
  const rest = async (): Promise<void> => {
    if (performance.now() - rested < STRETCH) return
    await setImmediate()
    rested = performance.now()
  }

  return {
    reader: as(reader),
    atomically(work) {
      const mine = turn.then(async () => {
        await patiently(() => writer.exec('begin immediate'))
        try {
          const result = await work(handle)
          writer.exec('commit')
          return result
        } catch (error) {
          if (writer.inTransaction) writer.exec('rollback')
          throw error
        }
      })
      turn = mine.then(rest, rest)
      return mine
    },
    checkpoint() {
      if (writer.inTransaction) return false
      const [result] = writer.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
      return result?.busy === 0
    },
    check() {
      const line: unknown = reader.pragma('quick_check(1)', { simple: true })
      if (line !== 'ok') throw Object.assign(new Error(String(line)), { code: 'SQLITE_CORRUPT' })
    },
    async migrate() {
      // drizzle's own PRAGMA sits inside its transaction, where SQLite ignores it: a rebuilt table would cascade into its children.
      writer.pragma('foreign_keys = OFF')
      const migrationsFolder = new URL('migrations/sqlite', import.meta.url).pathname
      await patiently(() => migrate(drizzle({ client: writer }), { migrationsFolder }))
      if ((writer.pragma('foreign_key_check') as unknown[]).length > 0)
        throw new Error('A migration left orphaned rows')
      writer.pragma('foreign_keys = ON')
    },
    // Who serves it holds the keyring that lies beside it, which one process can; commands tell that one by jobs.
    openBus: () => Promise.resolve(noBus),
    async close() {
      await turn
      reader.close()
      writer.close()
    },
  }
}

function connect(file: string, pragmas: Record<string, string | number>): SQLite.Database {
  // No waiting inside SQLite: it would hold the event loop. `patiently` waits outside it.
  const connection = new SQLite(file, { timeout: 0 })
  for (const [name, value] of Object.entries(pragmas)) {
    connection.pragma(`${name} = ${value}`)
    const is = connection.pragma(name, { simple: true })
    if (is !== value) throw new Error(`SQLite keeps ${name} at ${String(is)}, not ${value}`)
  }
  // SQLite's own lower() knows ASCII only; PostgreSQL's knows the alphabet.
  connection.function('lower', { deterministic: true }, (value) =>
    typeof value === 'string' ? value.toLowerCase() : value,
  )
  return connection
}

/**
 * Keeps the planner from looking at bound values. Where it has looked at one, as it does in every join, SQLite (built
 * with STAT4) parses the statement anew each time another is bound, which costs ten times the reading. A plus sign
 * before the value hides it and changes nothing else.
 */
function unpeeked(connection: SQLite.Database): SQLite.Database {
  const prepare = connection.prepare.bind(connection)
  connection.prepare = (text: string) => prepare(text.startsWith('select') ? text.replaceAll('?', '+?') : text)
  return connection
}

/** Does something as soon as no other process holds the file. */
async function patiently(work: () => void): Promise<void> {
  const until = Date.now() + PATIENCE
  for (let wait = 2; ; wait = Math.min(wait * 2, 100)) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error
      await pause(wait)
    }
  }
}
