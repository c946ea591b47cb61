import { generate } from 'otplib'
import { firstRights } from '../../server/accounts/access-rights.ts'
import { newId } from '../../server/db/ids.ts'
import { nextNumber } from '../../server/db/counters.ts'
import { people } from '../../server/db/schema.ts'
import type { Desk } from '../../server/desk.ts'
import { TERMS_VERSION } from '../../server/legal/texts.ts'
import { only } from '../../server/problems.ts'
import { hashPassword } from '../../server/signin/passwords.ts'
import { wrapSeed } from '../../server/signin/totp.ts'

/** Who plays in tests, in the demo and in the pictures. */
export const CAST = {
  ann: { name: 'Ann Martin', email: 'ann@example.org', role: 'customer', locale: 'en' },
  carl: { name: 'Carl Petit', email: 'carl@example.org', role: 'customer', locale: 'fr' },
  bea: { name: 'Bea Rossi', email: 'bea@example.org', role: 'agent', locale: 'en' },
  noor: { name: 'Noor Haddad', email: 'noor@example.org', role: 'agent', locale: 'fr' },
  ada: { name: 'Ada Keller', email: 'ada@example.org', role: 'admin', locale: 'en' },
} as const

export type Name = keyof typeof CAST
export type Actor = typeof people.$inferSelect & { seed: string }
export type Cast = Record<Name, Actor>

/** Everybody's password. */
export const PASSWORD = 'copper-lantern-velvet-orchard'

const seedOf = (name: Name): string => `${name.toUpperCase()}ABCDEFGHIJKLMNOPQRSTUVWXYZ2345`.slice(0, 32)

/** Everybody with an open account; staff with a second factor, customers without. */
export async function bringCast(desk: Desk): Promise<Cast> {
  const now = desk.clock.now()
  const passwordHash = await hashPassword(desk.vault, PASSWORD)
  const names = Object.keys(CAST) as Name[]
  return desk.db.transaction(async (tx) => {
    const actors: [Name, Actor][] = []
    for (const name of names) {
      const [id, seed] = [newId(), seedOf(name)]
      const staff = CAST[name].role !== 'customer'
      const row = {
        id,
        number: await nextNumber(tx, 'customer'),
        ...CAST[name],
        passwordHash,
        state: 'active' as const,
        createdAt: now,
        confirmedAt: now,
        ...(staff
          ? { totpSeed: wrapSeed(desk, id, seed), totpEnrolledAt: now }
          : { termsVersion: TERMS_VERSION, termsAcceptedAt: now, ...firstRights(now) }),
      }
      actors.push([name, { ...only(await tx.insert(people).values(row).returning()), seed }])
    }
    return Object.fromEntries(actors) as Cast
  })
}

/** The code that an authenticator shows for this seed at an instant. */
export const codeAt = (seed: string, at: Date): Promise<string> =>
  generate({ secret: seed, epoch: Math.floor(at.getTime() / 1000) })
