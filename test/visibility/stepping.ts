import type { Database, Tx } from '../../server/db/database.ts'

/** Waits for its turn: somebody else chooses who goes on next. */
export type Step = (label: string) => Promise<unknown>

type Query = { then(...args: unknown[]): unknown }
const isQuery = (value: unknown): value is Query =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'

/** A query that waits for its turn before it runs; it is built as always. */
function stepped<T extends object>(query: T, step: Step, label: string): T {
  return new Proxy(query, {
    get(target, key) {
      const value = Reflect.get(target, key, target) as unknown
      if (typeof value !== 'function') return value
      const method = value as (...args: unknown[]) => unknown
      if (key === 'then') return (...args: unknown[]) => step(label).then(() => method.apply(target, args))
      if (key === 'prepare')
        return (...args: unknown[]) => {
          const ready = method.apply(target, args) as { execute(values: unknown): Promise<unknown> }
          return { execute: (values: unknown) => step(label).then(() => ready.execute(values)) }
        }
      return (...args: unknown[]) => {
        const next = method.apply(target, args)
        return typeof next === 'object' && next !== null && (isQuery(next) || 'from' in next || 'values' in next)
          ? stepped(next, step, label)
          : next
      }
    },
  })
}

const STEPS = ['select', 'selectDistinct', 'insert', 'update', 'delete', '$count']

const inSteps = <T extends object>(handle: T, step: Step): T =>
  new Proxy(handle, {
    get(target, key) {
      const value = Reflect.get(target, key, target) as unknown
      if (typeof key !== 'string' || !STEPS.includes(key)) return value
      return (...args: unknown[]) => stepped((value as (...args: unknown[]) => object).apply(target, args), step, key)
    },
  })

/**
 * A database in which every statement, every beginning and every commit waits for its turn; inside a transaction only where
 * others could tell the difference: SQLite has one writer, and readers who see nothing before the commit.
 */
export function steppingDatabase(db: Database, step: () => Step): Database {
  const turn: Step = (label) => step()(label)
  const inside = Boolean(process.env['DATABASE_URL'])
  const reader = inSteps(db, turn)
  return {
    ...db,
    ...Object.fromEntries(STEPS.map((name) => [name, Reflect.get(reader, name) as unknown])),
    async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      await turn('begin')
      return db.transaction(async (tx) => {
        const done = await work(inside ? inSteps(tx, turn) : tx)
        await turn('commit')
        return done
      })
    },
  }
}
