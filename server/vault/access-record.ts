import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { audit, destructions, people } from '../db/schema.ts'

/** One line of a document's record of access. */
export type Opening = { who: string | null; you: boolean; at: Date; reason: string | null }

/** How a document ended, or is ending: `who` is null for the desk itself. */
export type Ending = {
  who: string | null
  you: boolean
  at: Date
  reason: (typeof destructions.$inferSelect)['reason']
}

/** Who opened these documents, when and why, in order. */
export async function openingsOf(db: Reader, ids: string[], viewerId: string): Promise<Map<string, Opening[]>> {
  if (ids.length === 0) return new Map()
  const lines = await db
    .select({
      documentId: audit.documentId,
      actorId: audit.actorId,
      who: people.name,
      at: audit.at,
      facts: audit.facts,
    })
    .from(audit)
    .leftJoin(people, eq(people.id, audit.actorId))
    .where(and(inArray(audit.documentId, ids), eq(audit.deed, 'document.opened')))
    .orderBy(asc(audit.seq))
  const openings = lines.map(({ documentId, actorId, who, at, facts }): [string | null, Opening] => {
    const reason = facts['reason']
    return [documentId, { who, you: actorId === viewerId, at, reason: reason === undefined ? null : String(reason) }]
  })
  const kept = Map.groupBy(openings, ([id]) => id ?? '')
  return new Map([...kept].map(([id, list]) => [id, list.map(([, opening]) => opening)]))
}

/** When, by whom and why these documents were destroyed. */
export async function endingsOf(db: Reader, ids: string[], viewerId: string): Promise<Map<string, Ending>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ destruction: destructions, who: people.name })
    .from(destructions)
    .leftJoin(people, eq(people.id, destructions.requestedById))
    .where(inArray(destructions.documentId, ids))
  return new Map(
    rows.map(({ destruction: { documentId, requestedById, finishedAt, requestedAt, reason }, who }) => [
      documentId,
      { who, you: requestedById === viewerId, at: finishedAt ?? requestedAt, reason },
    ]),
  )
}
