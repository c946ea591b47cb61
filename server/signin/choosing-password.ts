import { eq } from 'drizzle-orm'
import { FIRST_ADMINISTRATOR } from '../accounts/registering.ts'
import { record } from '../audit/record.ts'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { tellOfSecurityChange } from '../mail/notices.ts'
import { found } from '../problems.ts'
import type { Locale } from '../words/words.ts'
import { linkFor, useLink } from './links.ts'
import { hashPassword, requireStrength } from './passwords.ts'
import { endSessionsOf } from './sessions.ts'
import { openSession } from './signing-in.ts'

/** Whom an activation or reset link is for, while it works; NotFound when it does not. */
export async function personOfLink(desk: Desk, kind: 'activate' | 'reset', token: string) {
  const link = await linkFor(desk.db, kind, token, desk.clock.now())
  const [person] = link.personId ? await desk.db.select().from(people).where(eq(people.id, link.personId)) : []
  return found(person)
}

/**
 * Takes the password of somebody who holds a link, and answers the token of a session. Activation opens a staff
 * account; a reset never takes the second factor away. All older sessions end. Throws NotFound, Invalid.
 */
export async function choosePassword(
  desk: Desk,
  kind: 'activate' | 'reset',
  token: string,
  form: { password: string; name?: string | undefined; email?: string | undefined },
  visitor: { locale: Locale; userAgent: string },
): Promise<string> {
  const person = await personOfLink(desk, kind, token)
  const { name, email } = person.email === FIRST_ADMINISTRATOR.email ? { ...person, ...given(form) } : person
  await requireStrength(form.password, [name, email], visitor.locale)
  const passwordHash = await hashPassword(desk.vault, form.password)
  return desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    await useLink(tx, kind, token, now)
    const state = person.state === 'invited' ? ({ state: 'active', confirmedAt: now } as const) : {}
    const [row] = await tx
      .update(people)
      .set({ passwordHash, name, email, ...state })
      .where(eq(people.id, person.id))
      .returning()
    const deed = kind === 'activate' ? 'staff.activated' : 'password.changed'
    await record(tx, { deed, at: now, actorId: person.id, personId: person.id })
    if (kind === 'reset') await tellOfSecurityChange(tx, desk, person, '/account')
    await endSessionsOf(tx, desk, person.id)
    return openSession(tx, desk, found(row), visitor.userAgent)
  })
}

/** Only the first administrator names himself: everybody else was invited by name. */
const given = (form: { name?: string | undefined; email?: string | undefined }) => ({
  ...(form.name && { name: form.name }),
  ...(form.email && { email: form.email }),
})
