import type { Reader } from '../db/database.ts'
import { factOf } from '../db/facts.ts'

/**
 * A small document in the vault that belongs to nobody and to no row: whoever rehearses a restore opens it instead of
 * somebody's. Digests in hex.
 */
export type Canary = { documentId: string; accountId: string; cipherSha256: string; plainSha256: string }

/** The canary of this desk; null before the first backup. */
export async function canaryOf(db: Reader): Promise<Canary | null> {
  const fact = await factOf(db, 'canary')
  if (fact === null) return null
  const { documentId, accountId, cipherSha256, plainSha256 } = fact as Canary
  return { documentId, accountId, cipherSha256, plainSha256 }
}
