import { mayCloseAccount } from '../accounts/policy.ts'
import { accountById, type Person } from '../accounts/people.ts'
import { requireCode, requirePassword } from '../accounts/proving.ts'
import type { Reader } from '../db/database.ts'
import type { Desk } from '../desk.ts'
import { Conflict, Invalid, allow, found } from '../problems.ts'
import type { Limits } from '../web/limits.ts'
import { belongingsOf, commentsOf, type Belongings } from './counting.ts'
import { depart, destroyDocuments } from './departing.ts'

/** What closing an account would do, for its owner to read beforehand (R20). */
export async function previewClosing(db: Reader, personId: string): Promise<Belongings & { comments: number }> {
  const belongings = (await belongingsOf(db, [personId])).get(personId)
  return { ...found(belongings), comments: await commentsOf(db, personId) }
}

/**
 * Closes a customer's own account: one transaction strips it and lets nothing more happen in its name, then its
 * documents are destroyed (R20). Throws Invalid for the password or the code, TooMany, Conflict when it is closed.
 */
export async function closeAccount(
  desk: Desk,
  limits: Limits,
  person: Person,
  form: { password: string; code: string },
): Promise<void> {
  allow(mayCloseAccount(person))
  if (person.enrolled && form.code === '') throw new Invalid({ code: { key: 'form.code_missing' } })
  await requirePassword(desk, limits, person.id, 'password', form.password)
  if (person.enrolled) await limits.use('secondFactor', person.id)
  await desk.db.transaction(async (tx) => {
    const account = await accountById(tx, person.id)
    if (account?.state !== 'active') throw new Conflict({ key: 'close.already' })
    if (account.totpEnrolledAt) await requireCode(tx, desk, person.id, form.code, { recovery: true })
    await depart(tx, desk, account, 'closure', person.id)
  })
  await destroyDocuments(desk, person.id, 'closure', person.id)
}
