import { eq } from 'drizzle-orm'
import { record } from '../audit/record.ts'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { allow } from '../problems.ts'
import type { Locale } from '../words/words.ts'
import type { Person } from './people.ts'
import { mayChangeAccount } from './policy.ts'

/** Changes what a person is called and the language of their letters (R5). The record keeps that it changed, not what. */
export async function changeProfile(desk: Desk, person: Person, form: { name: string; locale: Locale }): Promise<void> {
  allow(mayChangeAccount(person))
  await desk.db.transaction(async (tx) => {
    await tx.update(people).set({ name: form.name, locale: form.locale }).where(eq(people.id, person.id))
    const what = form.name === person.name ? 'language' : form.locale === person.locale ? 'name' : 'name, language'
    const base = { at: desk.clock.now(), actorId: person.id, personId: person.id }
    await record(tx, { deed: 'account.changed', ...base, facts: { what } })
  })
}
