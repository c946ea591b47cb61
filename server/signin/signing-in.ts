import { eq } from 'drizzle-orm'
import { accountByEmail } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { tellOfSecurityChange } from '../mail/notices.ts'
import { Invalid, found } from '../problems.ts'
import type { Limits } from '../web/limits.ts'
import { isPassword } from './passwords.ts'
import { codesLeft, spendRecoveryCode } from './recovery.ts'
import { endSession, startSession } from './sessions.ts'
import { spendCode } from './totp.ts'

type Place = { address: string; userAgent: string }
type Row = typeof people.$inferSelect

/**
 * Checks a password and answers the token of a session: a whole one, or one that waits for the second factor. The same
 * refusal for a wrong password, an unknown address and an account that is not open. Throws Invalid, TooMany.
 */
export async function signIn(
  desk: Desk,
  limits: Limits,
  form: { email: string; password: string },
  place: Place,
): Promise<string> {
  const who = `${form.email} ${place.address}`
  await limits.use('signInFrom', place.address)
  await limits.use('signIn', who)
  const account = await accountByEmail(desk.db, form.email)
  const right = await isPassword(desk.vault, account?.passwordHash ?? null, form.password)
  if (!account || !right || account.state !== 'active') {
    await noteRefusal(desk, account, 'password')
    const unconfirmed = right && account?.state === 'unconfirmed'
    throw new Invalid({ password: { key: unconfirmed ? 'form.unconfirmed' : 'form.wrong_password' } })
  }
  await limits.forgive('signIn', who)
  await limits.giveBack('signInFrom', place.address)
  return desk.db.transaction(async (tx) => openSession(tx, desk, account, place.userAgent))
}

/** A whole session, unless the person has a second factor, or is staff and must have one (R17). */
export async function openSession(tx: Tx, desk: Desk, account: Row, userAgent: string): Promise<string> {
  const now = desk.clock.now()
  const kind = account.totpEnrolledAt ? 'password' : account.role === 'customer' ? 'full' : 'enrol'
  if (kind === 'full')
    await record(tx, { deed: 'signin.succeeded', at: now, actorId: account.id, personId: account.id })
  return startSession(tx, { personId: account.id, kind, userAgent, now })
}

/**
 * The second step: a one-time code or a recovery code. The waiting session ends and a whole one begins, so a token
 * that was known before the second factor is worth nothing after it (ASVS 7.2.4). Throws Invalid, TooMany.
 */
export async function passSecondFactor(
  desk: Desk,
  limits: Limits,
  session: { id: string; personId: string },
  code: string,
  userAgent: string,
): Promise<string> {
  await limits.use('secondFactor', session.personId)
  const token = await desk.db.transaction(async (tx) => {
    const recovery = code.length > 6
    const passed = recovery
      ? await spendRecoveryCode(tx, desk, session.personId, code)
      : await spendCode(tx, desk, session.personId, code)
    if (!passed) return null
    const now = desk.clock.now()
    const base = { at: now, actorId: session.personId, personId: session.personId }
    if (recovery) await noteRecovery(tx, desk, session.personId)
    await record(tx, { deed: 'signin.succeeded', ...base })
    await endSession(tx, desk, session.id)
    return startSession(tx, { personId: session.personId, kind: 'full', userAgent, now })
  })
  if (token === null) {
    await noteRefusal(desk, { id: session.personId }, 'code')
    throw new Invalid({ code: { key: 'form.wrong_code' } })
  }
  await limits.forgive('secondFactor', session.personId)
  return token
}

async function noteRecovery(tx: Tx, desk: Desk, personId: string): Promise<void> {
  const left = await codesLeft(tx, personId)
  await record(tx, {
    deed: 'second_factor.recovery_used',
    at: desk.clock.now(),
    actorId: personId,
    personId,
    facts: { left },
  })
  const [row] = await tx.select().from(people).where(eq(people.id, personId))
  await tellOfSecurityChange(tx, desk, found(row), '/account')
}

async function noteRefusal(desk: Desk, account: { id: string } | undefined, step: 'password' | 'code'): Promise<void> {
  if (!account) return // an address without an account is nobody's business to remember
  await desk.db.transaction((tx) =>
    record(tx, { deed: 'signin.refused', at: desk.clock.now(), actorId: null, personId: account.id, facts: { step } }),
  )
}
