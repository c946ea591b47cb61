import { eq } from 'drizzle-orm'
import { accountById, personIn, type Person } from '../accounts/people.ts'
import { confirmAccount, invite, register } from '../accounts/registering.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { found } from '../problems.ts'
import { hashPassword } from '../signin/passwords.ts'
import { newSeed, wrapSeed } from '../signin/totp.ts'

const WHO = {
  ann: { name: 'Ann Martin', email: 'ann@example.org', role: 'customer', locale: 'en', secondFactor: true },
  carl: { name: 'Carl Petit', email: 'carl@example.org', role: 'customer', locale: 'fr', secondFactor: false },
  bea: { name: 'Bea Rossi', email: 'bea@example.org', role: 'agent', locale: 'en', secondFactor: true },
  noor: { name: 'Noor Haddad', email: 'noor@example.org', role: 'agent', locale: 'fr', secondFactor: true },
  ada: { name: 'Ada Keller', email: 'ada@example.org', role: 'admin', locale: 'en', secondFactor: true },
} as const
type Name = keyof typeof WHO

export type DemoCast = Record<Name, Person>
export type SignIn = { name: string; role: Person['role']; email: string; password: string; otpSecret: string | null }

const PASSWORD = 'copper-lantern-velvet-orchard'

/** The people of a demo desk: customers who registered, staff who were invited, and how each of them signs in. */
export async function bringDemoCast(desk: Desk): Promise<{ cast: DemoCast; signIns: SignIn[] }> {
  const passwordHash = await hashPassword(desk.vault, PASSWORD)
  const signIns: SignIn[] = []
  const cast: Partial<DemoCast> = {}
  for (const name of Object.keys(WHO) as Name[]) {
    const { secondFactor, ...who } = WHO[name]
    const otpSecret = secondFactor ? newSeed() : null
    cast[name] = await desk.db.transaction(async (tx) => {
      const id =
        who.role === 'customer'
          ? await customer(tx, desk, who, passwordHash)
          : await member(tx, desk, { ...who, role: who.role }, passwordHash)
      if (otpSecret) await fitSecondFactor(tx, desk, id, otpSecret)
      return personIn(found(await accountById(tx, id)), desk.clock.now())
    })
    signIns.push({ name: who.name, role: who.role, email: who.email, password: PASSWORD, otpSecret })
  }
  return { cast: cast as DemoCast, signIns }
}

type Who = { name: string; email: string; locale: 'en' | 'fr' }

async function customer(tx: Tx, desk: Desk, { name, email, locale }: Who, passwordHash: string): Promise<string> {
  const { id } = found(await register(tx, desk, { name, email, locale, passwordHash }))
  await confirmAccount(tx, desk, id)
  return id
}

async function member(
  tx: Tx,
  desk: Desk,
  who: Who & { role: 'agent' | 'admin' },
  passwordHash: string,
): Promise<string> {
  const now = desk.clock.now()
  const { id } = found(await invite(tx, desk, who, null))
  await tx.update(people).set({ passwordHash, state: 'active', confirmedAt: now }).where(eq(people.id, id))
  await record(tx, { deed: 'staff.activated', at: now, actorId: id, personId: id })
  return id
}

/** No code is spent on it, so that the first code that a visitor's app shows is taken. */
async function fitSecondFactor(tx: Tx, desk: Desk, id: string, seed: string): Promise<void> {
  const now = desk.clock.now()
  await tx
    .update(people)
    .set({ totpSeed: wrapSeed(desk, id, seed), totpEnrolledAt: now })
    .where(eq(people.id, id))
  await record(tx, { deed: 'second_factor.enrolled', at: now, actorId: id, personId: id })
}
