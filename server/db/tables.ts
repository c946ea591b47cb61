import { readFileSync } from 'node:fs'
import { asc, getTableColumns, is, max, sql, Table as AnyTable, type SQL } from 'drizzle-orm'
import { configOf, engine, type Column, type Table } from './columns.ts'
import type { Reader, Tx } from './database.ts'
import * as schema from './schema.ts'
import * as publicSchema from './public-schema.ts'
import * as vaultSchema from './vault-schema.ts'

type Row = Record<string, unknown>

/** Every table by its name; whoever points at another comes after it. */
export const tables: Map<string, Table> = inOrder(
  Object.values({ ...schema, ...vaultSchema, ...publicSchema }).filter((one) => is(one, AnyTable)),
)

/** The newest migration of this version: copies are taken back into a database of the same one only. */
export function newestMigration(): string {
  const journal = readFileSync(new URL(`migrations/${engine}/meta/_journal.json`, import.meta.url), 'utf8')
  const { entries } = JSON.parse(journal) as { entries: { tag: string }[] }
  return entries.at(-1)?.tag ?? ''
}

const BATCH = 500

/** All rows of a table in the order of its key, in batches. */
export async function* rowsOf(db: Reader, table: Table): AsyncGenerator<Row[]> {
  const key = keyOf(table)
  for (let last: Row | undefined; ;) {
    const rows: Row[] = await db
      .select()
      .from(table)
      .where(last && after(key, last))
      .orderBy(...key.map(([, column]) => asc(column)))
      .limit(BATCH)
    if (rows.length > 0) yield rows
    if (rows.length < BATCH) return
    last = rows.at(-1)
  }
}

/** A row as a line of JSON: bytes in base64, instants in ISO 8601, the same on both engines. */
export const lineOf = (row: Row): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString('base64') : value]),
    ),
  )

/** The row that `lineOf` wrote. */
export function rowIn(table: Table, line: string): Row {
  const row = JSON.parse(line) as Row
  for (const [name, { dataType }] of Object.entries(getTableColumns(table))) {
    const value = row[name]
    if (typeof value !== 'string') continue
    if (dataType === 'date') row[name] = new Date(value)
    if (dataType === 'custom' || dataType === 'buffer') row[name] = Buffer.from(value, 'base64')
  }
  return row
}

const VALUES = 30_000 // both engines take that many in one statement

/** Puts rows into a table, as many at a time as a statement takes. */
export async function putRows(tx: Tx, table: Table, rows: Row[]): Promise<void> {
  const most = Math.floor(VALUES / Object.keys(getTableColumns(table)).length)
  for (let at = 0; at < rows.length; at += most) await tx.insert(table).values(rows.slice(at, at + most))
}

/** Has PostgreSQL count on from the highest number that was put into a table; SQLite does so by itself. */
export async function countOn(tx: Tx, table: Table): Promise<void> {
  const [, counted] = keyOf(table).find(([, { columnType }]) => columnType.startsWith('PgBigSerial')) ?? []
  if (!counted) return
  const [row] = await tx.select({ last: max(counted) }).from(table)
  if (!row?.last) return
  const sequence = sql`pg_get_serial_sequence(${configOf(table).name}, ${counted.name})`
  await tx.select({ set: sql`setval(${sequence}, ${row.last})` }).from(sql`(select 1) as one`)
}

/** The columns of the primary key, by the name that a row has for each. */
function keyOf(table: Table): [string, Column][] {
  const inKey = configOf(table).primaryKeys.flatMap(({ columns }) => columns.map(({ name }) => name))
  return Object.entries(getTableColumns(table)).filter(([, { primary, name }]) => primary || inKey.includes(name))
}

function after(key: [string, Column][], last: Row): SQL {
  const columns = key.map(([, column]) => sql`${column}`)
  const values = key.map(([name, column]) => sql`${sql.param(last[name], column)}`)
  return sql`(${sql.join(columns, sql`, `)}) > (${sql.join(values, sql`, `)})`
}

function inOrder(all: Table[]): Map<string, Table> {
  const sorted = new Map<string, Table>()
  const put = (table: Table): void => {
    const { name, foreignKeys } = configOf(table)
    if (sorted.has(name)) return
    for (const { reference } of foreignKeys) if (reference().foreignTable !== table) put(reference().foreignTable)
    sorted.set(name, table)
  }
  for (const table of all) put(table)
  return sorted
}
