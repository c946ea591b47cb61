import { eq } from 'drizzle-orm'
import type { Reader, Tx } from './database.ts'
import { facts } from './schema.ts'

type Value = (typeof facts.$inferSelect)['value']

/** What the desk remembers of itself under this name; null when it does not. */
export async function factOf(db: Reader, name: string): Promise<Value | null> {
  const [row] = await db.select().from(facts).where(eq(facts.name, name))
  return row?.value ?? null
}

/** Remembers something, in the place of what stood there. */
export async function setFact(tx: Tx, name: string, value: Value): Promise<void> {
  await tx.insert(facts).values({ name, value }).onConflictDoUpdate({ target: facts.name, set: { value } })
}
