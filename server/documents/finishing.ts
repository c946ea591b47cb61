import { and, eq, isNull } from 'drizzle-orm'
import { accountById } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import type { Reader } from '../db/database.ts'
import { tickets } from '../db/schema.ts'
import { destructions, documents, type Sealed, type Step } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { tellOfDestruction } from '../mail/notices.ts'
import { found } from '../problems.ts'
import { signLive } from '../proof/certificates.ts'
import { forgetFingerprints } from '../review/fingerprints.ts'
import { reached } from '../vault/steps.ts'
import { cutDownloads } from './downloads.ts'
import { emptyLog, goneFromKeyring, inRoom } from './traces.ts'

const running = new Map<string, Promise<void>>()

/**
 * Carries a destruction from its tombstone to its certificate (vault.md 3.5): downloads cut, written into the log of
 * destructions, key gone, blob gone, row emptied, looked for, signed. Every step can be done again, so a job and a
 * restart begin at the first. Throws while anything of the document may still be on the disk.
 */
export function finishDestruction(desk: Desk, documentId: string): Promise<void> {
  const mine = running.get(documentId) ?? finish(desk, documentId).finally(() => running.delete(documentId))
  running.set(documentId, mine)
  return mine
}

async function finish(desk: Desk, documentId: string): Promise<void> {
  const begun = await destructionOf(desk.db, documentId)
  if (!begun || begun.destruction.live !== null) return
  const steps = begun.destruction.steps ?? []
  // What an earlier try has done and kept is said with its own time.
  const did = (name: string, result: string): void => {
    if (!steps.some((step) => step.name === name)) steps.push({ name, at: desk.clock.now().toISOString(), result })
    reached(`destroy.${name}`)
  }
  const { cut, ended } = await cutDownloads(documentId)
  did('revoked', cut === 0 ? 'none_open' : ended ? 'all_ended' : 'cut')
  const { accountId } = begun.document
  const { reason, requestedAt: at } = begun.destruction
  await desk.destructionLog.append({ documentId, accountId, reason, at })
  did('logged', 'appended')
  const keyGone = await goneFromKeyring(() => destroyKey(desk, begun))
  if (keyGone) did('key', 'not_in_keyring')
  await desk.vault.destroyBlob(documentId) // whatever became of the key
  did('blob', 'path_absent')
  if (!keyGone) throw new Error('The key of a document may still be in the log of the keyring')
  await writeDown(desk, begun, steps)
  if (!(await emptyLog(desk))) throw new Error('The metadata of a document may still be in the log of the database')
  did('erased', 'row_empty')
  if (!(await desk.vault.isGone(documentId))) throw new Error('Something of a document is still on the disk')
  if (!(await cutDownloads(documentId)).ended) throw new Error('Somebody still reads a document')
  did('scanned', 'nothing_found')
  await certify(desk, begun, steps)
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

async function writeDown(desk: Desk, { document, destruction, ticketNumber }: Begun, steps: Step[]): Promise<void> {
  const { id, accountId, ticketId } = document
  await inRoom(desk, async (tx) => {
    const now = desk.clock.now()
    const done = await tx
      .update(documents)
      .set({ state: 'destroyed', destroyedAt: now, meta: null, cipherBytes: null, cipherSha256: null })
      .where(and(eq(documents.id, id), eq(documents.state, 'destroying')))
      .returning({ id: documents.id })
    if (done.length === 0) return
    await forgetFingerprints(tx, id)
    const ended = { finishedAt: now, steps, sealed: sealedOf(document) }
    await tx.update(destructions).set(ended).where(eq(destructions.id, destruction.id))
    const { reason, requestedById: actorId } = destruction
    const about = { personId: accountId, ticketId, documentId: id }
    await record(tx, { deed: 'document.destroyed', at: now, actorId, ...about, facts: { reason } })
    if (ticketNumber !== null) tx.onCommit(() => desk.live.documentChanged(ticketNumber, id, 'destroyed'))
  })
  reached('destroy.written')
}

/** What was visible from outside, for the certificate: the row keeps nothing of it. */
const sealedOf = ({ storedAt, cipherBytes, cipherSha256, wrapSha256 }: Begun['document']): Sealed => ({
  storedAt: storedAt.toISOString(),
  cipherBytes,
  cipherSha256,
  wrapSha256,
})

/** What an older desk destroyed it has told of, and so has this one of what an old copy brought back. */
const isTold = ({ document, destruction: { steps } }: Begun): boolean =>
  steps === null ? document.state === 'destroyed' : steps.some(({ name }) => name === 'replayed')

/** Signs the first certificate and tells the owner, now that nothing is left to be found. */
async function certify(desk: Desk, before: Begun, steps: Step[]): Promise<void> {
  const { document, destruction, ticketNumber } = found(await destructionOf(desk.db, before.document.id))
  const live = await signLive(desk, document, destruction, steps)
  await inRoom(desk, async (tx) => {
    const kept = await tx
      .update(destructions)
      .set({ live, steps, epoch: desk.vault.epoch() })
      .where(and(eq(destructions.id, destruction.id), isNull(destructions.live)))
      .returning({ id: destructions.id })
    // What lay on no ticket was never shown.
    if (kept.length === 0 || ticketNumber === null) return
    tx.onCommit(() => desk.live.documentChanged(ticketNumber, document.id, 'destroyed'))
    const owner = found(await accountById(tx, document.accountId))
    // A closed account gets one letter about all of it.
    if (owner.state !== 'active' || destruction.reason === 'closure' || isTold(before)) return
    await tellOfDestruction(tx, desk, owner, `/destructions/${destruction.id}`, { slip: String(document.slip) })
  })
  reached('destroy.certified')
}
