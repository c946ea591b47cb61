import { eq } from 'drizzle-orm'
import { record } from '../audit/record.ts'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { tellOfSecurityChange } from '../mail/notices.ts'
import { allow } from '../problems.ts'
import { hashPassword, requireStrength } from '../signin/passwords.ts'
import { endSessionsOf } from '../signin/sessions.ts'
import type { Limits } from '../web/limits.ts'
import type { Locale } from '../words/words.ts'
import type { Person } from './people.ts'
import { mayChangeAccount } from './policy.ts'
import { requirePassword } from './proving.ts'

/** Changes a password: the old one is asked for, every other session ends, a letter says so. Throws Invalid, TooMany. */
export async function changePassword(
  desk: Desk,
  limits: Limits,
  who: { person: Person; sessionId: string; locale: Locale },
  form: { current: string; password: string },
): Promise<void> {
  const { person, sessionId, locale } = who
  allow(mayChangeAccount(person))
  await requirePassword(desk, limits, person.id, 'current', form.current)
  await requireStrength(form.password, [person.name, person.email], locale)
  const passwordHash = await hashPassword(desk.vault, form.password)
  await desk.db.transaction(async (tx) => {
    await tx.update(people).set({ passwordHash }).where(eq(people.id, person.id))
    const base = { at: desk.clock.now(), actorId: person.id, personId: person.id }
    await record(tx, { deed: 'password.changed', ...base })
    await tellOfSecurityChange(tx, desk, person, '/account')
    await endSessionsOf(tx, desk, person.id, sessionId)
  })
}
