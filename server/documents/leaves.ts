import { and, eq, gt, inArray } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { grants } from '../db/vault-schema.ts'
import type { Leave } from './policy.ts'

/** Who has leave to open these documents now; a document that nobody may open is not in the answer. */
export async function leavesFor(db: Reader, documentIds: string[], now: Date): Promise<Map<string, Leave[]>> {
  if (documentIds.length === 0) return new Map()
  const running = and(eq(grants.state, 'allowed'), gt(grants.expiresAt, now))
  const rows = await db
    .select({ documentId: grants.documentId, agentId: grants.agentId, kind: grants.kind })
    .from(grants)
    .where(and(inArray(grants.documentId, documentIds), running))
  return Map.groupBy(rows, ({ documentId }) => documentId)
}
