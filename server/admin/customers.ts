import { and, asc, eq, gt, ne, or } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { contains } from '../db/search.ts'
import { people } from '../db/schema.ts'

const PAGE = 50

/** Customers by number, those after `after`; `words` are looked for in names and addresses, or are the number itself. */
export async function customers(db: Reader, words: string | undefined, after = 0) {
  const number = /^\d{1,9}$/.test(words ?? '') ? Number(words) : 0
  const wanted = words
    ? or(contains(people.name, words), contains(people.email, words), eq(people.number, number))
    : undefined
  const rows = await db
    .select()
    .from(people)
    .where(and(eq(people.role, 'customer'), ne(people.state, 'closed'), gt(people.number, after), wanted))
    .orderBy(asc(people.number))
    .limit(PAGE + 1)
  return { rows: rows.slice(0, PAGE), more: rows.length > PAGE ? (rows[PAGE - 1]?.number ?? null) : null }
}
