import { and, eq, inArray, isNotNull } from 'drizzle-orm'
import { raiseAlarm } from '../alarms/alarms.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { destructions, documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { endGrants } from '../grants/ending.ts'
import { revokeShares } from '../shares/shares.ts'
import { reached } from '../vault/steps.ts'
import type { Entries } from './destruction-log.ts'

type Logged = Entries['documents'][number]
type Row = typeof documents.$inferSelect
type Reason = (typeof destructions.$inferSelect)['reason']

const REASONS: readonly Reason[] = ['request', 'closure', 'expiry', 'administrator', 'viewed']
const ALIVE: Row['state'][] = ['uploading', 'waiting', 'stored']

/**
 * Buries again whatever the destruction log names and an old copy of the database has brought back, before anybody is
 * served (vault.md 3.4); recovery then finishes it. Answers how many there were. What the database knows to be destroyed
 * and the log does not is written into the log: the log is new, or an older one, and a person must know.
 */
export async function replayDestructions(desk: Desk, entries: Logged[]): Promise<number> {
  await fillLog(desk)
  const logged = new Map(entries.map((entry) => [entry.documentId, entry]))
  const alive = await desk.db.select().from(documents).where(inArray(documents.state, ALIVE))
  const risen = alive.filter(({ id }) => logged.has(id))
  for (const row of risen) await desk.db.transaction((tx) => buryAgain(tx, desk, row, logged.get(row.id) as Logged))
  if (risen.length > 0) reached('replay.buried')
  return risen.length
}

async function buryAgain(tx: Tx, desk: Desk, row: Row, { n, reason }: Logged): Promise<void> {
  const [still] = await tx
    .update(documents)
    .set({ state: 'destroying' })
    .where(and(eq(documents.id, row.id), inArray(documents.state, ALIVE)))
    .returning({ id: documents.id })
  if (!still) return
  const now = desk.clock.now()
  const why = REASONS.find((known) => known === reason) ?? 'request'
  await tx.insert(destructions).values({
    id: newId(),
    documentId: row.id,
    reason: why,
    requestedById: null,
    requestedAt: now,
    // Its owner has had a letter already: whoever finishes it looks for this.
    steps: [{ name: 'replayed', at: now.toISOString(), result: `line ${n} of the destruction log` }],
  })
  await endGrants(tx, desk, { documentId: row.id })
  await revokeShares(tx, desk, row.id)
  const about = { personId: row.accountId, ticketId: row.ticketId, documentId: row.id }
  await record(tx, {
    deed: 'document.destroying',
    at: now,
    actorId: null,
    ...about,
    facts: { reason: why, replayed: n },
  })
}

async function fillLog(desk: Desk): Promise<void> {
  const { destructionLog, db } = desk
  const finished = await db
    .select({
      id: documents.id,
      accountId: documents.accountId,
      reason: destructions.reason,
      at: destructions.finishedAt,
    })
    .from(destructions)
    .innerJoin(documents, eq(documents.id, destructions.documentId))
    .where(isNotNull(destructions.finishedAt))
    .orderBy(destructions.requestedAt, destructions.id)
  const missing = finished.filter(({ id }) => !destructionLog.has(id))
  for (const { id, accountId, reason, at } of missing) {
    await destructionLog.append({ documentId: id, accountId, reason, at: at ?? desk.clock.now() })
  }
  if (missing.length > 0) await raiseAlarm(desk, 'log', '', String(missing.length))
}
