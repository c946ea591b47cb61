import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { people } from '../db/schema.ts'
import { audit, destructions } from '../db/vault-schema.ts'

/** One line of a document's record of access. */
export type Opening = { who: string | null; you: boolean; byLink: boolean; at: Date; reason: string | null }

/** How a document ended, or is ending: `who` is null for the desk itself. */
export type Ending = {
  who: string | null
  you: boolean
  at: Date
  reason: (typeof destructions.$inferSelect)['reason']
  /** Where its certificate is; null until it is signed. */
  certificate: string | null
}

/** Who opened these documents, when and why, in order. */
export async function openingsOf(db: Reader, ids: string[], viewerId: string): Promise<Map<string, Opening[]>> {
  if (ids.length === 0) return new Map()
  const lines = await db
    .select({
      documentId: audit.documentId,
      deed: audit.deed,
      actorId: audit.actorId,
      who: people.name,
      at: audit.at,
      facts: audit.facts,
    })
    .from(audit)
    .leftJoin(people, eq(people.id, audit.actorId))
    .where(and(inArray(audit.documentId, ids), inArray(audit.deed, ['document.opened', 'share.opened'])))
    .orderBy(asc(audit.seq))
  const openings = lines.map(({ documentId, deed, actorId, who, at, facts }): [string | null, Opening] => {
    const reason = facts['reason']
    const byLink = deed === 'share.opened'
    const said = reason === undefined ? null : String(reason)
    return [documentId, { who, you: actorId === viewerId, byLink, at, reason: said }]
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
    rows.map(({ destruction: { id, documentId, requestedById, finishedAt, requestedAt, reason, live }, who }) => [
      documentId,
      {
        who,
        you: requestedById === viewerId,
        at: finishedAt ?? requestedAt,
        reason,
        certificate: live && `/destructions/${id}`,
      },
    ]),
  )
}
