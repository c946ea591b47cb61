import { eq } from 'drizzle-orm'
import { record } from '../audit/record.ts'
import { people, type SECRET_RULES } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { allow, found } from '../problems.ts'
import { projectAllOf } from '../publication/projecting-again.ts'
import type { Locale } from '../words/words.ts'
import { accountById, type Person } from './people.ts'
import { isStaff, mayChangeAccount, mayChooseSecretRule } from './policy.ts'
import { requirePublicName } from './public-name.ts'

type Profile = { name: string; locale: Locale; publicName?: string | null | undefined }

/**
 * Changes what a person is called, here and by the world, and the language of their letters (R5). The record keeps that
 * it changed, not what. Throws Invalid for a display name that tells too much.
 */
export async function changeProfile(desk: Desk, person: Person, form: Profile): Promise<void> {
  allow(mayChangeAccount(person))
  const { name, locale } = form
  await desk.db.transaction(async (tx) => {
    const { publicName: before } = found(await accountById(tx, person.id))
    const publicName = form.publicName === undefined || isStaff(person) ? before : form.publicName
    if (publicName !== null) requirePublicName({ name, email: person.email }, publicName)
    await tx.update(people).set({ name, locale, publicName }).where(eq(people.id, person.id))
    const changed = { name: name !== person.name, language: locale !== person.locale, display: publicName !== before }
    // The new name is personal as well, wherever it stands; what the old one covered stays covered.
    if (!isStaff(person) && (changed.name || changed.display)) await projectAllOf(tx, desk, person.id)
    const what = Object.keys(changed).filter((one) => changed[one as keyof typeof changed])
    if (what.length === 0) return
    const base = { at: desk.clock.now(), actorId: person.id, personId: person.id }
    await record(tx, { deed: 'account.changed', ...base, facts: { what: what.join(', ') } })
  })
}

/** Says what happens to a secret that is typed into a message on one's tickets. */
export async function changeSecretRule(
  desk: Desk,
  person: Person,
  secretRule: (typeof SECRET_RULES)[number],
): Promise<void> {
  allow(mayChooseSecretRule(person))
  await desk.db.transaction(async (tx) => {
    await tx.update(people).set({ secretRule }).where(eq(people.id, person.id))
    const base = { at: desk.clock.now(), actorId: person.id, personId: person.id }
    await record(tx, { deed: 'account.changed', ...base, facts: { what: 'secrets' } })
  })
}
