// The one place that knows there are two engines when tables are declared.
// Types are PostgreSQL's (the stricter engine); on SQLite the same names build SQLite columns.
import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'

export type { PgColumn as Column, PgTable as Table } from 'drizzle-orm/pg-core'

type Engine = 'sqlite' | 'postgres'
/** The engine of this process. Tables must know it when they are declared, so it is read before config is. */
export const engine: Engine = /^postgres(ql)?:/.test(process.env['DATABASE_URL'] ?? '') ? 'postgres' : 'sqlite'

const postgres = {
  table: pg.pgTable,
  index: pg.index,
  uniqueIndex: pg.uniqueIndex,
  primaryKey: pg.primaryKey,
  configOf: pg.getTableConfig,
  id: (name: string) => pg.text(name),
  text: pg.text,
  integer: (name: string) => pg.integer(name),
  sequence: (name: string) => pg.bigserial(name, { mode: 'number' }).primaryKey(),
  bigint: (name: string) => pg.bigint(name, { mode: 'number' }),
  boolean: (name: string) => pg.boolean(name),
  instant: (name: string) => pg.timestamp(name, { withTimezone: true, precision: 3, mode: 'date' }),
  json: <T>(name: string) => pg.jsonb(name).$type<T>(),
  bytes: pg.customType<{ data: Buffer }>({ dataType: () => 'bytea' }),
}

const sqlite = {
  table: lite.sqliteTable,
  index: lite.index,
  uniqueIndex: lite.uniqueIndex,
  primaryKey: lite.primaryKey,
  configOf: lite.getTableConfig,
  id: (name: string) => lite.text(name),
  text: lite.text,
  integer: (name: string) => lite.integer(name),
  sequence: (name: string) => lite.integer(name).primaryKey({ autoIncrement: true }),
  bigint: (name: string) => lite.integer(name),
  boolean: (name: string) => lite.integer(name, { mode: 'boolean' }),
  instant: (name: string) => lite.integer(name, { mode: 'timestamp_ms' }),
  json: <T>(name: string) => lite.text(name, { mode: 'json' }).$type<T>(),
  bytes: (name: string) => lite.blob(name, { mode: 'buffer' }),
} satisfies Record<keyof typeof postgres, unknown>

// The only cast: both kits accept the same calls and give the same JavaScript values back.
const kit = engine === 'postgres' ? postgres : (sqlite as unknown as typeof postgres)

export const {
  table,
  index,
  uniqueIndex,
  primaryKey,
  configOf,
  id,
  text,
  integer,
  sequence,
  bigint,
  boolean,
  instant,
  json,
  bytes,
} = kit
