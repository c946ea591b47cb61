import { and, eq } from 'drizzle-orm'
import { accountById } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import type { Reader } from '../db/database.ts'
import { destructions, documents, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { tellOfDestruction } from '../mail/notices.ts'
import { found } from '../problems.ts'
import { cutDownloads } from './downloads.ts'
import { emptyLog, goneFromKeyring } from './traces.ts'

const running = new Map<string, Promise<void>>()

/**
 * Carries a destruction from its tombstone to its end (vault.md 3.5): downloads cut, key gone, blob gone, looked for,
 * written down. Every step can be done again, so a job and a restart begin at the first. Throws while anything of the
 * document may still be on the disk.
 */
export function finishDestruction(desk: Desk, documentId: string): Promise<void> {
  const mine = running.get(documentId) ?? finish(desk, documentId).finally(() => running.delete(documentId))
  running.set(documentId, mine)
  return mine
}

async function finish(desk: Desk, documentId: string): Promise<void> {
  const begun = await destructionOf(desk.db, documentId)
  if (!begun) return
  if (begun.document.state === 'destroying') {
    cutDownloads(documentId)
    const keyGone = await goneFromKeyring(() => destroyKey(desk, begun))
    await desk.vault.destroyBlob(documentId) // whatever became of the key
    if (!keyGone) throw new Error('The key of a document may still be in the log of the keyring')
    if (!(await desk.vault.isGone(documentId))) throw new Error('Something of a document is still on the disk')
    await writeDown(desk, begun)
  }
  if (!(await emptyLog(desk))) throw new Error('The metadata of a document may still be in the log of the database')
  if (!(await desk.vault.isGone(documentId))) throw new Error('Something of a document has come back')
}

type Begun = NonNullable<Awaited<ReturnType<typeof destructionOf>>>

async function destructionOf(db: Reader, documentId: string) {
  const [begun] = await db
    .select({ document: documents, destruction: destructions, ticketNumber: tickets.number })
    .from(documents)
    .innerJoin(destructions, eq(destructions.documentId, documents.id))
    .leftJoin(tickets, eq(tickets.id, documents.ticketId))
    .where(eq(documents.id, documentId))
  return begun
}

// Closing an account begins with the key of the account, also when a crash came before it.
const destroyKey = ({ vault }: Desk, { document, destruction }: Begun): boolean =>
  destruction.reason === 'closure' ? vault.destroyAccountKey(document.accountId) : vault.destroyKey(document.id)

async function writeDown(desk: Desk, { document, destruction, ticketNumber }: Begun): Promise<void> {
  const { id, accountId, ticketId } = document
  await desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const done = await tx
      .update(documents)
      .set({ state: 'destroyed', destroyedAt: now, meta: null, cipherBytes: null, cipherSha256: null })
      .where(and(eq(documents.id, id), eq(documents.state, 'destroying')))
      .returning({ id: documents.id })
    if (done.length === 0) return
    await tx.update(destructions).set({ finishedAt: now }).where(eq(destructions.id, destruction.id))
    const { reason, requestedById: actorId } = destruction
    const about = { personId: accountId, ticketId, documentId: id }
    await record(tx, { deed: 'document.destroyed', at: now, actorId, ...about, facts: { reason } })
    // A closed account gets one letter about all of it, and what lay on no ticket was never shown.
    const owner = found(await accountById(tx, accountId))
    if (ticketNumber === null) return
    if (owner.state === 'active' && reason !== 'closure') {
      await tellOfDestruction(tx, desk, owner, `/documents/${id}`, { slip: String(document.slip) })
    }
    tx.onCommit(() => desk.live.documentChanged(ticketNumber, id, 'destroyed'))
  })
}
