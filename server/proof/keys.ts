import { createPublicKey, type KeyObject } from 'node:crypto'
import { asc, isNull } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { signingKeys } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'

/** A public key as it is published (RFC 7517, RFC 8037); `to` is there once another has taken its place. */
export type PublicKey = { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; use: 'sig'; from: string; to?: string }

/**
 * Publishes the key that the desk signs with, and ends the one before it where its file was lost. What an old key has
 * signed stays true, so it stays published.
 */
export async function publishKey({ db, clock, signer }: Pick<Desk, 'db' | 'clock' | 'signer'>): Promise<void> {
  const { kid, x } = signer
  const inUse = await db.select().from(signingKeys).where(isNull(signingKeys.toAt))
  if (inUse.length === 1 && inUse[0]?.kid === kid) return
  await db.transaction(async (tx) => {
    const now = clock.now()
    await tx.update(signingKeys).set({ toAt: now }).where(isNull(signingKeys.toAt))
    await tx
      .insert(signingKeys)
      .values({ kid, x, fromAt: now })
      .onConflictDoUpdate({ target: signingKeys.kid, set: { toAt: null } })
  })
}

/** Every key that was ever used, in order. */
export async function publishedKeys(db: Reader): Promise<PublicKey[]> {
  const rows = await db.select().from(signingKeys).orderBy(asc(signingKeys.fromAt), asc(signingKeys.kid))
  return rows.map(({ kid, x, fromAt, toAt }) => ({
    kty: 'OKP',
    crv: 'Ed25519',
    x,
    kid,
    use: 'sig',
    from: fromAt.toISOString(),
    ...(toAt && { to: toAt.toISOString() }),
  }))
}

/** A published key for Node and OpenSSL. Throws when `x` is none. */
export const keyObject = (x: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })

/** A published key as OpenSSL reads it. */
export const asPem = (x: string): string => keyObject(x).export({ type: 'spki', format: 'pem' }).toString()
