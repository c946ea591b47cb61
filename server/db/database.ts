import { AsyncLocalStorage } from 'node:async_hooks'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Bus } from './bus.ts'
import { engine } from './columns.ts'

export type Drizzle = NodePgDatabase

const reads = ['select', 'selectDistinct', '$count', '$with', 'with'] as const
const writes = ['insert', 'update', 'delete'] as const

/** What any code may do anywhere: read committed rows. */
export type Reader = Pick<Drizzle, (typeof reads)[number]>

/** What code may do inside a transaction: also write, and ask for something to happen once it is committed. */
export type Tx = Reader & Pick<Drizzle, (typeof writes)[number]> & { onCommit(effect: () => void): void }

export type Database = Reader & {
  /** Runs `work` as if it were alone; commits if it resolves, rolls back if it throws. May run it more than once. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Empties the write-ahead log, so that deleted rows leave no copy in it. False while a reader is in the way. */
  checkpoint(): boolean
  /** Throws when the file is damaged; looks at its structure, not at every value. */
  check(): void
  migrate(): Promise<void>
  /** Joins the other processes that work on this database. Later failures go to `failed`; it goes on by itself. */
  openBus(failed: (error: unknown) => void): Promise<Bus>
  close(): Promise<void>
}

/** One engine's part: a handle for reading, and a way to make a handle's statements commit or roll back together. */
export type Driver = {
  reader: Drizzle
  atomically<T>(work: (handle: Drizzle) => Promise<T>): Promise<T>
  checkpoint(): boolean
  check(): void
  migrate(): Promise<void>
  openBus(failed: (error: unknown) => void): Promise<Bus>
  close(): Promise<void>
}

const inTransaction = new AsyncLocalStorage<true>()

/** Opens the database at `url` (`file:PATH` or `postgres://…`). Everybody else gets it from here. */
export async function openDatabase(url: string): Promise<Database> {
  const { open } = engine === 'postgres' ? await import('./postgres.ts') : await import('./sqlite.ts')
  const driver = open(url)

  return {
    ...expose(driver.reader, reads),
    checkpoint: driver.checkpoint,
    check: driver.check,
    migrate: driver.migrate,
    openBus: driver.openBus,
    close: driver.close,
    async transaction(work) {
      if (inTransaction.getStore()) throw new Error('Already in a transaction: pass tx down instead of opening another')
      let effects: (() => void)[] = []
      const result = await driver.atomically(async (handle) => {
        let ended = false
        effects = [] // a retried attempt starts clean
        const tx: Tx = {
          ...expose(handle, [...reads, ...writes], () => {
            if (ended) throw new Error('This transaction has ended: is an await missing?')
          }),
          onCommit: (effect) => effects.push(effect),
        }
        try {
          return await inTransaction.run(true, () => work(tx))
        } finally {
          ended = true
        }
      })
      for (const effect of effects) effect()
      return result
    },
  }
}

function expose<Name extends keyof Drizzle>(
  handle: Drizzle,
  names: readonly Name[],
  check = () => {},
): Pick<Drizzle, Name> {
  const bound = names.map((name) => [
    name,
    (...args: unknown[]) => {
      check()
      return (handle[name] as (...args: unknown[]) => unknown).apply(handle, args)
    },
  ])
  return Object.fromEntries(bound) as Pick<Drizzle, Name>
}
