import { eq, isNotNull, or } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { people, sessions } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { isVaultProblem } from '../vault/problems.ts'

/**
 * Seals again what is left of the secrets that were sealed directly under a root, before there were rotations: with that
 * root they would be lost.
 */
export async function sealOldSecretsAgain(desk: Desk): Promise<void> {
  await desk.db.transaction(async (tx) => {
    await sealSeedsAgain(tx, desk)
    await sealSessionsAgain(tx, desk)
  })
}

async function sealSeedsAgain(tx: Tx, desk: Desk): Promise<void> {
  const rows = await tx.select({ id: people.id, seed: people.totpSeed }).from(people).where(isNotNull(people.totpSeed))
  for (const { id, seed } of rows) {
    const totpSeed = sealedAgain(desk, `totp:${id}`, seed)
    if (totpSeed) await tx.update(people).set({ totpSeed }).where(eq(people.id, id))
  }
}

async function sealSessionsAgain(tx: Tx, desk: Desk): Promise<void> {
  const rows = await tx
    .select()
    .from(sessions)
    .where(or(isNotNull(sessions.pendingSeed), isNotNull(sessions.recoveryCodes)))
  for (const row of rows) {
    const pendingSeed = sealedAgain(desk, `totp:${row.personId}`, row.pendingSeed)
    const recoveryCodes = sealedAgain(desk, `codes:${row.personId}`, row.recoveryCodes)
    const fresh = { ...(pendingSeed && { pendingSeed }), ...(recoveryCodes && { recoveryCodes }) }
    if (pendingSeed || recoveryCodes) await tx.update(sessions).set(fresh).where(eq(sessions.id, row.id))
  }
}

/** Null when there is nothing to do. */
function sealedAgain({ vault, log }: Desk, context: string, wrapped: Buffer | null): Buffer | null {
  if (wrapped === null || !vault.isOldSecret(wrapped)) return null
  try {
    const secret = vault.unwrapSecret(context, wrapped)
    const again = vault.wrapSecret(context, secret)
    secret.fill(0)
    return again
  } catch (err) {
    if (!isVaultProblem(err, 'damaged')) throw err
    // An old copy of the database brought it back after its root was destroyed: it opens for nobody, now or later.
    log.warn({ err, context }, 'a secret is lost')
    return null
  }
}
