import { eq } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { people } from '../db/schema.ts'

/** Somebody with an account, as the rest of the desk knows them; never their password or second factor. */
export type Person = {
  id: string
  number: number
  name: string
  email: string
  role: 'customer' | 'agent' | 'admin'
  locale: 'en' | 'fr'
  clearance: number
  enrolled: boolean
  rightsEndAt: Date | null
  /** Access rights have ended: only export, renewal, closure and making private are left. */
  expired: boolean
}

type Row = typeof people.$inferSelect

/** The person in a row, as seen at `now`. */
export function personIn(row: Row, now: Date): Person {
  const { id, number, name, email, role, locale, clearance, rightsEndAt } = row
  const expired = role === 'customer' && rightsEndAt !== null && rightsEndAt <= now
  return {
    id,
    number,
    name,
    email,
    role,
    locale,
    clearance,
    rightsEndAt,
    expired,
    enrolled: row.totpEnrolledAt !== null,
  }
}

/** The whole row of the account with this address, in any letter case; undefined if there is none. */
export async function accountByEmail(db: Reader, email: string): Promise<Row | undefined> {
  const [row] = await db.select().from(people).where(eq(people.email, email.trim().toLowerCase()))
  return row
}

/** The whole row of an account. */
export async function accountById(db: Reader, id: string): Promise<Row | undefined> {
  const [row] = await db.select().from(people).where(eq(people.id, id))
  return row
}
