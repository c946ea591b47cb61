import { and, eq, gt, isNotNull, isNull } from 'drizzle-orm'
import { MINUTE, after } from '../clock.ts'
import type { Reader, Tx } from '../db/database.ts'
import { hashToken, newToken } from '../db/ids.ts'
import { openTokens } from '../db/vault-schema.ts'

/** How long the leave to read a document once waits to be used. */
export const TOKEN_LASTS = MINUTE

/** What a token is good for: one document, in the session that it was made in. It goes with the session. */
type Bound = { documentId: string; sessionId: string }

/** Makes a token of 32 random bytes; the table keeps only its SHA-256. */
export async function mintToken(tx: Tx, bound: Bound & { reason: string; now: Date }): Promise<string> {
  const { now, ...row } = bound
  const token = newToken()
  await tx.insert(openTokens).values({ id: hashToken(token), ...row, expiresAt: after(now, TOKEN_LASTS) })
  return token
}

/**
 * Uses a token up by compare-and-set, so that of two at the same time only one is taken. Answers the reason that was
 * given for it; null when it was used, is over, or is another session's or document's.
 */
export async function spendToken(
  tx: Tx,
  token: string,
  { documentId, sessionId, now }: Bound & { now: Date },
): Promise<string | null> {
  const mine = and(eq(openTokens.documentId, documentId), eq(openTokens.sessionId, sessionId))
  const good = and(mine, isNull(openTokens.usedAt), gt(openTokens.expiresAt, now))
  const [spent] = await tx
    .update(openTokens)
    .set({ usedAt: now })
    .where(and(eq(openTokens.id, hashToken(token)), good))
    .returning({ reason: openTokens.reason })
  return spent?.reason ?? null
}

/** Forgets a token by which nothing was read after all. */
export async function forgetToken(tx: Tx, token: string): Promise<void> {
  await tx.delete(openTokens).where(eq(openTokens.id, hashToken(token)))
}

/** Has anybody of support read this document, or is somebody reading it? */
export async function isReadByStaff(db: Reader, documentId: string): Promise<boolean> {
  const used = and(eq(openTokens.documentId, documentId), isNotNull(openTokens.usedAt))
  return (await db.select({ id: openTokens.id }).from(openTokens).where(used).limit(1)).length > 0
}
