import { and, count, eq, inArray, sum } from 'drizzle-orm'
import { accountById, personIn, type Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import { MINUTE, after } from '../clock.ts'
import type { Reader, Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { jobs } from '../db/schema.ts'
import { destructions, documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { endGrants } from '../grants/ending.ts'
import { enqueue } from '../jobs/jobs.ts'
import { allow } from '../problems.ts'
import { revokeShares } from '../shares/shares.ts'
import { reached } from '../vault/steps.ts'
import { documentById, documentFor } from './documents.ts'
import { cutDownloads, isRunning } from './downloads.ts'
import { finishDestruction } from './finishing.ts'
import { mayDestroy } from './policy.ts'
import { isReadByStaff } from './tokens.ts'
import { goneFromKeyring, inRoom } from './traces.ts'

export type Reason = (typeof destructions.$inferSelect)['reason']
type Row = typeof documents.$inferSelect
type Why = { reason: Reason; actorId: string | null }

/** What destroying everything of an account takes with it. */
export type Load = { documents: number; bytes: number }

const KEPT: Row['state'][] = ['waiting', 'stored']
const LIVING: Row['state'][] = [...KEPT, 'uploading']

/**
 * Destroys a document for good; `actor` is null for the desk itself. Once this returns nobody reads it any more; true
 * if nothing of it is on the disk either, false if a job goes on with that. Doing it again is harmless.
 */
export async function destroyDocument(
  desk: Desk,
  actor: Person | null,
  documentId: string,
  reason: Reason,
): Promise<boolean> {
  await inRoom(desk, async (tx) => {
    const now = desk.clock.now()
    const document = await (actor ? documentFor(tx, actor, documentId, now) : documentById(tx, documentId, now))
    if (actor) allow(mayDestroy(actor, document))
    await bury(tx, desk, LIVING.includes(document.state) ? [document] : [], { reason, actorId: actor?.id ?? null })
  })
  return finishOrLeave(desk, documentId)
}

/**
 * Destroys all documents of an account: one transaction from which there is no return, then the account's key, which
 * makes them unreadable together, then each of them. `unfinished` of them are left to their jobs. For expiry, nothing is
 * touched if the rights run again: a renewal that came first wins.
 */
export async function destroyAllOf(
  desk: Desk,
  accountId: string,
  reason: Reason,
  actorId: string | null,
): Promise<Load & { unfinished: number }> {
  const rows = await inRoom(desk, async (tx) => {
    if (reason === 'expiry' && (await isRenewed(tx, desk, accountId))) return null
    const mine = and(eq(documents.accountId, accountId), inArray(documents.state, LIVING))
    const all = await tx.select().from(documents).where(mine).orderBy(documents.slip)
    await bury(tx, desk, all, { reason, actorId })
    return all
  })
  if (rows === null) return { documents: 0, bytes: 0, unfinished: 0 }
  await Promise.all(rows.map(({ id }) => cutDownloads(id)))
  const at = desk.clock.now()
  for (const { id } of rows) await desk.destructionLog.append({ documentId: id, accountId, reason, at })
  await goneFromKeyring(() => desk.vault.destroyAccountKey(accountId))
  let unfinished = 0
  for (const { id } of rows) if (!(await finishOrLeave(desk, id))) unfinished++
  const kept = rows.filter(({ state }) => KEPT.includes(state))
  return { documents: kept.length, bytes: kept.reduce((bytes, row) => bytes + (row.cipherBytes ?? 0), 0), unfinished }
}

async function isRenewed(tx: Tx, desk: Desk, accountId: string): Promise<boolean> {
  const owner = await accountById(tx, accountId)
  return owner?.state === 'active' && !personIn(owner, desk.clock.now()).expired
}

/** How much `destroyAllOf` would destroy of each of these accounts; who has nothing is not in the answer. */
export async function previewOf(db: Reader, accountIds: string[]): Promise<Map<string, Load>> {
  if (accountIds.length === 0) return new Map()
  const rows = await db
    .select({ accountId: documents.accountId, documents: count(), bytes: sum(documents.cipherBytes).mapWith(Number) })
    .from(documents)
    .where(and(inArray(documents.accountId, accountIds), inArray(documents.state, KEPT)))
    .groupBy(documents.accountId)
  return new Map(rows.map(({ accountId, documents, bytes }) => [accountId, { documents, bytes }]))
}

/** Says what the jobs do that go on with a destruction until it is finished, and see to it that one begins. */
export function defineDestruction(desk: Desk): void {
  desk.jobs.define('finishDestruction', ({ documentId }) => finishDestruction(desk, documentId ?? ''))
  desk.jobs.define('endViewed', ({ documentId }) => endViewed(desk, documentId ?? ''))
}

/** In the transaction in which support opens what may be read once: should a crash come first, this destroys it. */
export async function promiseDestruction(tx: Tx, desk: Desk, documentId: string): Promise<void> {
  const runAt = after(desk.clock.now(), MINUTE)
  await tx.insert(jobs).values({ id: newId(), name: 'endViewed', payload: { documentId }, runAt, attempts: 0 })
}

async function endViewed(desk: Desk, documentId: string): Promise<void> {
  if (isRunning(documentId)) return desk.db.transaction((tx) => promiseDestruction(tx, desk, documentId))
  if (await isReadByStaff(desk.db, documentId)) await destroyDocument(desk, null, documentId, 'viewed')
}

/** The moment of no return: from its commit on, every reading is refused. The job is there before anything can fail. */
async function bury(tx: Tx, desk: Desk, rows: Row[], { reason, actorId }: Why): Promise<void> {
  const now = desk.clock.now()
  for (const { id, accountId, ticketId } of rows) {
    await tx.update(documents).set({ state: 'destroying' }).where(eq(documents.id, id))
    await tx
      .insert(destructions)
      .values({ id: newId(), documentId: id, reason, requestedById: actorId, requestedAt: now })
    const about = { personId: accountId, ticketId, documentId: id }
    await record(tx, { deed: 'document.destroying', at: now, actorId, ...about, facts: { reason } })
    await endGrants(tx, desk, { documentId: id })
    await revokeShares(tx, desk, id)
    await enqueue(tx, desk, 'finishDestruction', { documentId: id })
  }
  tx.onCommit(() => reached('destroy.buried'))
}

async function finishOrLeave(desk: Desk, documentId: string): Promise<boolean> {
  try {
    await finishDestruction(desk, documentId)
    return true
  } catch (error) {
    // There is no way back and nothing that the person could do: the job tries until it is done.
    desk.log.error({ err: error, document: documentId }, 'a destruction is not finished yet')
    return false
  }
}
