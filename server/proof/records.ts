import { and, asc, eq, isNotNull, lt } from 'drizzle-orm'
import { canonical } from '../audit/leaf.ts'
import { inclusionOf, takeIn } from '../audit/log.ts'
import { audit } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { checkpointOf } from './heads.ts'

/** A line with what proves it: its text, the key of its leaf, where it stands and the way to the root; in base64. */
type Proved = { entry: string; key: string; index: number; proof: string[] }

/** Every line about a document, each with its proof, and the signed head that all of them lead to (vault.md 3.7). */
export async function recordOf(desk: Desk, documentId: string): Promise<{ checkpoint: string; lines: Proved[] }> {
  const head = await takeIn(desk)
  const rows = await desk.db
    .select()
    .from(audit)
    .where(and(eq(audit.documentId, documentId), isNotNull(audit.key), lt(audit.position, head.size)))
    .orderBy(asc(audit.seq))
  const lines: Proved[] = []
  for (const row of rows) {
    const index = row.position ?? 0
    const proof = await inclusionOf(desk.db, index, head.size)
    lines.push({
      entry: canonical(row),
      key: row.key?.toString('base64') ?? '',
      index,
      proof: proof.map((hash) => hash.toString('base64')),
    })
  }
  return { checkpoint: checkpointOf(desk, head), lines }
}
