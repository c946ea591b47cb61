import { and, eq, ne } from 'drizzle-orm'
import { record } from '../audit/record.ts'
import type { Reader } from '../db/database.ts'
import { people, recoveryCodes } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { endGrants } from '../grants/ending.ts'
import { inviteToActivate, tellOfSecurityChange } from '../mail/notices.ts'
import { Invalid, allow } from '../problems.ts'
import { makeLink } from '../signin/links.ts'
import { endSessionsOf } from '../signin/sessions.ts'
import type { Locale } from '../words/words.ts'
import { accountByEmail, type Person } from './people.ts'
import { mayInviteStaff, mayResetSecondFactor } from './policy.ts'
import { invite } from './registering.ts'

export type Invitation = { name: string; email: string; role: 'agent' | 'admin'; clearance?: number; locale: Locale }

/**
 * Makes an account for a member of staff and answers the path of its link, which works once for seven days; an
 * administrator's invitation is also posted. Invited again, the earlier link stops working. Throws Invalid.
 */
export async function inviteStaff(desk: Desk, actor: Person | null, form: Invitation): Promise<string> {
  allow(actor === null || mayInviteStaff(actor))
  return desk.db.transaction(async (tx) => {
    const person = await invite(tx, desk, form, actor?.id ?? null)
    if (!person) throw new Invalid({ email: { key: 'form.address_taken' } })
    const path = `/activate/${await makeLink(tx, 'activate', person.id, desk.clock.now())}`
    if (actor) await inviteToActivate(tx, desk, person, path)
    return path
  })
}

/**
 * Takes the second factor of a member of staff away and signs them out everywhere; the next sign-in fits a new one
 * before anything else opens. Answers whose it was. Throws Invalid for an address that is not of staff.
 */
export async function resetSecondFactor(desk: Desk, actor: Person | null, email: string): Promise<string> {
  allow(actor === null || mayResetSecondFactor(actor))
  return desk.db.transaction(async (tx) => {
    const account = await accountByEmail(tx, email)
    if (!account || account.role === 'customer' || account.state !== 'active') {
      throw new Invalid({ email: { key: 'form.no_staff' } })
    }
    await tx
      .update(people)
      .set({ totpSeed: null, totpStep: null, totpEnrolledAt: null })
      .where(eq(people.id, account.id))
    await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, account.id))
    const base = { at: desk.clock.now(), actorId: actor?.id ?? null, personId: account.id }
    await record(tx, { deed: 'staff.second_factor_reset', ...base })
    await tellOfSecurityChange(tx, desk, account, '/account')
    await endSessionsOf(tx, desk, account.id)
    await endGrants(tx, desk, { agentId: account.id })
    tx.onCommit(() => desk.live.personEnded(account.id))
    return account.id
  })
}

/** Everybody who works here or is invited to, by number. */
export async function staffList(db: Reader) {
  const staff = and(ne(people.role, 'customer'), ne(people.state, 'closed'))
  return db.select().from(people).where(staff).orderBy(people.number)
}
