import type { Tx } from '../db/database.ts'
import type { Desk } from '../desk.ts'
import { Invalid } from '../problems.ts'
import { isPassword } from '../signin/passwords.ts'
import { spendRecoveryCode } from '../signin/recovery.ts'
import { spendCode } from '../signin/totp.ts'
import type { Limits } from '../web/limits.ts'
import { accountById } from './people.ts'

/** Goes on only if this is the person's password, counted like tries to sign in. Throws Invalid for `field`, TooMany. */
export async function requirePassword(
  desk: Desk,
  limits: Limits,
  personId: string,
  field: 'password' | 'current',
  password: string,
): Promise<void> {
  await limits.use('signIn', personId)
  const account = await accountById(desk.db, personId)
  if (!(await isPassword(desk.vault, account?.passwordHash ?? null, password))) {
    throw new Invalid({ [field]: { key: 'form.not_your_password' } })
  }
  await limits.forgive('signIn', personId)
}

/**
 * Goes on only if the code is the person's, and spends it; a recovery code does where `recovery` says so. The caller
 * counts the try beforehand: a count inside the transaction would be undone with it. Throws Invalid.
 */
export async function requireCode(
  tx: Tx,
  desk: Desk,
  personId: string,
  code: string,
  { recovery = false } = {},
): Promise<void> {
  const spent =
    recovery && code.length > 6
      ? await spendRecoveryCode(tx, desk, personId, code)
      : await spendCode(tx, desk, personId, code)
  if (!spent) throw new Invalid({ code: { key: code === '' ? 'form.code_missing' : 'form.wrong_code' } })
}
