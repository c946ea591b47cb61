import { sql } from 'drizzle-orm'
import { only } from '../problems.ts'
import type { Tx } from './database.ts'
import { counters } from './schema.ts'

/** The next number of a kind, without gaps: counted inside the transaction that uses it. */
export async function nextNumber(tx: Tx, name: 'ticket' | 'customer' | 'slip' | 'report'): Promise<number> {
  const rows = await tx
    .insert(counters)
    .values({ name, value: first[name] })
    .onConflictDoUpdate({ target: counters.name, set: { value: sql`${counters.value} + 1` } })
    .returning()
  return only(rows).value
}

/** Numbers start where they are spoken in one length for a long time. */
const first = { ticket: 1001, customer: 20001, slip: 7001, report: 1 }
