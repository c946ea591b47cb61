import { eq } from 'drizzle-orm'
import { MINUTE, after } from '../clock.ts'
import type { Reader, Tx } from '../db/database.ts'
import { sessions } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { spendCode } from './totp.ts'

/** For how long a code that was spent in a session speaks for whoever uses it (vault.md 3.8). */
const FRESH = 5 * MINUTE

/** Was a code of the second factor spent in this session lately? Having signed in with one does not count. */
export async function isProved(db: Reader, sessionId: string, now: Date): Promise<boolean> {
  const [row] = await db.select({ at: sessions.provedAt }).from(sessions).where(eq(sessions.id, sessionId))
  return Boolean(row?.at && row.at <= now && after(row.at, FRESH) >= now)
}

/** Goes by the code that was spent lately, or spends this one. False where it is needed and is not the person's. */
export async function proveAnew(
  tx: Tx,
  desk: Desk,
  session: { id: string; personId: string },
  code: string,
): Promise<boolean> {
  const now = desk.clock.now()
  if (await isProved(tx, session.id, now)) return true
  if (!(await spendCode(tx, desk, session.personId, code))) return false
  await tx.update(sessions).set({ provedAt: now }).where(eq(sessions.id, session.id))
  return true
}
