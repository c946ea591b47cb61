import SQLite from 'better-sqlite3'
import type { Line } from './launching.ts'

const isWrap = (value: unknown): value is Buffer =>
  Buffer.isBuffer(value) && value.length === 80 && value.readUInt16BE(0) === 0x0101

/** Hears of every wrapped key that is written to a keyring, and of whose it is: what must be nowhere once it is destroyed. */
export function tapWraps(hear: (wrap: Line) => void): void {
  const db = new SQLite(':memory:')
  const statement = Object.getPrototypeOf(db.prepare('select 1')) as { run: (...values: unknown[]) => unknown }
  db.close()
  const { run } = statement
  statement.run = function (...values) {
    for (const wrap of values.filter(isWrap))
      for (const id of values) if (typeof id === 'string') hear({ id, wrap: wrap.subarray(32).toString('hex') })
    return run.apply(this, values)
  }
}
