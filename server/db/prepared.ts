import type { Reader } from './database.ts'

type Query<Row> = { prepare(name: string): { execute(values?: Record<string, unknown>): Promise<Row[]> } }

let count = 0

/**
 * A hot read, built and parsed once for each database handle: building a query anew costs more than running it.
 * Values come through `sql.placeholder`.
 */
export function prepared<Row>(build: (db: Reader) => Query<Row>) {
  const statements = new WeakMap<Reader, ReturnType<Query<Row>['prepare']>>()
  const name = `hot_${++count}`
  return async (db: Reader, values: Record<string, unknown>): Promise<Row[]> => {
    const statement = statements.get(db) ?? build(db).prepare(name)
    statements.set(db, statement)
    return statement.execute(values)
  }
}
