import { and, eq } from 'drizzle-orm'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { nextNumber } from '../db/counters.ts'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { TERMS_VERSION } from '../legal/texts.ts'
import { only } from '../problems.ts'
import type { Locale } from '../words/words.ts'
import { firstRights } from './access-rights.ts'

export type Registration = { name: string; email: string; passwordHash: string; locale: Locale }
type Row = typeof people.$inferSelect

/**
 * Makes a customer's account that waits for its address to be confirmed. An account that was never confirmed is
 * replaced: its address was not proved to be anybody's. `null` if the address has an account already.
 */
export async function register(tx: Tx, desk: Desk, form: Registration): Promise<Row | null> {
  const now = desk.clock.now()
  const [existing] = await tx.select().from(people).where(eq(people.email, form.email))
  if (existing && existing.state !== 'unconfirmed') return null
  const chosen = { ...form, termsVersion: TERMS_VERSION, termsAcceptedAt: now }
  if (existing) return only(await tx.update(people).set(chosen).where(eq(people.id, existing.id)).returning())
  const id = newId()
  const number = await nextNumber(tx, 'customer')
  const row = { id, number, ...chosen, role: 'customer', state: 'unconfirmed', createdAt: now } as const
  const person = only(await tx.insert(people).values(row).returning())
  await record(tx, { deed: 'account.registered', at: now, actorId: id, personId: id, facts: { terms: TERMS_VERSION } })
  return person
}

/** The address is proved: the account is open and its access rights begin (R121). */
export async function confirmAccount(tx: Tx, desk: Desk, personId: string): Promise<void> {
  const now = desk.clock.now()
  const confirmed = await tx
    .update(people)
    .set({ state: 'active', confirmedAt: now, ...firstRights(now) })
    .where(and(eq(people.id, personId), eq(people.state, 'unconfirmed')))
    .returning({ id: people.id })
  if (confirmed.length === 1) await record(tx, { deed: 'account.confirmed', at: now, actorId: personId, personId })
}

/** Who sets up a new desk, until they give their own name and address. */
export const FIRST_ADMINISTRATOR = {
  name: 'Administrator',
  email: 'admin@localhost',
  role: 'admin',
  locale: 'en',
} as const

/** Makes an account for a member of staff that waits to be activated; `null` if the address has an account already. */
export async function invite(
  tx: Tx,
  desk: Pick<Desk, 'clock'>,
  form: { name: string; email: string; role: 'agent' | 'admin'; clearance?: number; locale: Locale },
  actorId: string | null,
): Promise<Row | null> {
  const now = desk.clock.now()
  const [existing] = await tx.select().from(people).where(eq(people.email, form.email))
  if (existing && existing.state !== 'invited') return null
  if (existing) return only(await tx.update(people).set(form).where(eq(people.id, existing.id)).returning())
  const id = newId()
  const number = await nextNumber(tx, 'customer')
  const person = only(
    await tx
      .insert(people)
      .values({ id, number, ...form, state: 'invited', createdAt: now })
      .returning(),
  )
  await record(tx, { deed: 'staff.invited', at: now, actorId, personId: id, facts: { role: form.role } })
  return person
}
