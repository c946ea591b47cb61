import { Readable } from 'node:stream'
import { and, asc, eq, inArray, lt } from 'drizzle-orm'
import { personIn, type Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import { DAY, after } from '../clock.ts'
import { nextNumber } from '../db/counters.ts'
import type { Reader, Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { people, type tickets } from '../db/schema.ts'
import { documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { Conflict, Invalid, RightsEnded, allow, found } from '../problems.ts'
import { fingerprintsOf, keepFingerprints, type Fingerprint } from '../review/fingerprints.ts'
import { coverWhatIsStored } from '../review/stored-again.ts'
import { isId } from '../vault/ids.ts'
import { isVaultProblem } from '../vault/problems.ts'
import type { SealedBlob } from '../vault/sealing.ts'
import { reached } from '../vault/steps.ts'
import { slipName } from './documents.ts'
import { examine, quarantine, type Examined } from './examining.ts'
import { safeName, safeType } from './names.ts'
import { requireBytes, requirePlace, usageOf, withinQuota } from './quota.ts'
import { takeBack } from './traces.ts'

type Kind = (typeof documents.$inferSelect)['kind']
type Ticket = typeof tickets.$inferSelect
/** Whose key seals a document, and who brings it: the owner of the ticket, or staff for them. */
export type Bringing = { accountId: string; storedById: string }

/** A document that is sealed and waits for the form it came with to be taken. */
export type Sealed = Examined & { id: string; slip: string; name: string; bytes: number; sha256: string }

const changed = () => new Conflict({ key: 'slip.not_kept' })

/**
 * Streams a document past the malware scanner into the vault; its plaintext touches no disk. Throws Invalid when it is
 * empty, could not be scanned or does not fit into the quota, RightsEnded or Conflict when its owner can keep nothing
 * here. Whatever goes wrong, nothing of it is left.
 */
export async function sealUpload(
  desk: Desk,
  bringing: Bringing & { kind: Kind },
  file: { name: string; type: string },
  content: AsyncIterable<Uint8Array>,
  marks: Fingerprint[] = [],
): Promise<Sealed> {
  const named = { name: safeName(file.name), type: bringing.kind !== 'file' ? file.type : safeType(file.type) }
  const { accountId } = bringing
  const { id, slip, used } = await reserve(desk, bringing)
  try {
    const examined: Examined = { scan: 'none' }
    const source = withinQuota(used, accountId, examine(desk, id, content, examined))
    const blob = await desk.vault.seal({ documentId: id, accountId, ...named }, source)
    if (blob.plainBytes === 0) throw new Invalid({ documents: { key: 'form.document_empty' } })
    await keepWaiting(desk, accountId, blob, { ...examined, marks })
    return { id, slip: slipName(slip), name: named.name, bytes: blob.plainBytes, sha256: blob.plainSha256, ...examined }
  } catch (error) {
    // What was begun is taken back; where even that fails, the next start finds the row and does it.
    await takeBack(desk, id).catch((err: unknown) => desk.log.error({ err, document: id }, 'an upload is left over'))
    throw isVaultProblem(error, 'no-key') ? changed() : error
  }
}

/** Seals a text, such as a serial key, under the name that its owner gives it, and remembers how to know it again. */
export function sealText(
  desk: Desk,
  bringing: Bringing & { kind: Exclude<Kind, 'file'> },
  label: string,
  secret: string,
): Promise<Sealed> {
  const file = { name: label, type: 'text/plain; charset=utf-8' }
  const marks = fingerprintsOf(desk, bringing.accountId, bringing.kind, secret)
  return sealUpload(desk, bringing, file, Readable.from([Buffer.from(secret)]), marks)
}

async function reserve(desk: Desk, { accountId, storedById, kind }: Bringing & { kind: Kind }) {
  return desk.db.transaction(async (tx) => {
    await requireRights(tx, desk, { ownerId: accountId, actorId: storedById })
    const used = await usageOf(tx, accountId)
    requirePlace(used)
    const row = { id: newId(), slip: await nextNumber(tx, 'slip'), storedAt: desk.clock.now() }
    await tx.insert(documents).values({ ...row, accountId, storedById, kind, state: 'uploading' })
    tx.onCommit(() => reached('upload.begun'))
    return { ...row, used }
  })
}

async function keepWaiting(
  desk: Desk,
  accountId: string,
  { documentId, meta, cipherBytes, cipherSha256, wrapSha256 }: SealedBlob,
  { scan, marks }: Examined & { marks: Fingerprint[] },
): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const kept = await tx
      .update(documents)
      .set({ state: 'waiting', meta, cipherBytes, cipherSha256, wrapSha256, scan })
      .where(and(eq(documents.id, documentId), eq(documents.state, 'uploading')))
      .returning({ id: documents.id })
    if (kept.length !== 1) throw changed() // all of the account was destroyed while this arrived
    await keepFingerprints(tx, documentId, marks)
    requireBytes(await usageOf(tx, accountId), 0) // others may have arrived beside it
  })
  reached('upload.waiting')
}

/**
 * Puts sealed documents on a ticket; `once`: to be destroyed when support has read them. Throws Conflict when one is
 * not this person's, is gone or was sealed for somebody else; RightsEnded, or Conflict for staff, when the owner's
 * rights have ended meanwhile (vault.md 3.4).
 */
export async function fileDocuments(
  tx: Tx,
  desk: Desk,
  ids: string[],
  { ticket, actorId, once = false }: { ticket: Ticket; actorId: string; once?: boolean },
): Promise<void> {
  if (ids.length === 0) return
  const { ownerId } = ticket
  const owner = await requireRights(tx, desk, { ownerId, actorId })
  const now = desk.clock.now()
  for (const id of new Set(ids)) {
    if (!isId(id) || ticket.erasedAt) throw changed()
    const mine = and(eq(documents.id, id), eq(documents.storedById, actorId), eq(documents.accountId, ownerId))
    const [filed] = await tx
      .update(documents)
      .set({ state: 'stored', ticketId: ticket.id, storedAt: now, viewOnce: once })
      .where(and(mine, eq(documents.state, 'waiting')))
      .returning({ slip: documents.slip, scan: documents.scan })
    if (!filed) throw changed()
    const who = { actorId, personId: ownerId, ticketId: ticket.id, documentId: id }
    await record(tx, { deed: 'document.stored', at: now, ...who })
    await coverWhatIsStored(tx, desk, { documentId: id, ownerId })
    if (filed.scan === 'infected') await quarantine(tx, desk, owner, filed.slip, who)
    tx.onCommit(() => desk.live.documentChanged(ticket.number, id, 'stored'))
  }
  tx.onCommit(() => reached('upload.stored'))
}

async function requireRights(tx: Tx, desk: Desk, { ownerId, actorId }: { ownerId: string; actorId: string }) {
  const rows = await tx
    .select()
    .from(people)
    .where(inArray(people.id, [ownerId, actorId]))
  const row = (id: string) => found(rows.find((row) => row.id === id))
  const owner = row(ownerId)
  allow(actorId === ownerId || row(actorId).role !== 'customer')
  if (owner.state === 'active' && !personIn(owner, desk.clock.now()).expired) return owner
  throw actorId === ownerId ? new RightsEnded() : new Conflict({ key: 'slip.owner_left' })
}

/** The sealed documents that this person brought with a form that was refused, to be shown in it again. */
export async function waitingFor(db: Reader, desk: Desk, person: Person, ids: string[]): Promise<Sealed[]> {
  const known = ids.filter(isId)
  if (known.length === 0) return []
  const rows = await db
    .select()
    .from(documents)
    .where(and(inArray(documents.id, known), eq(documents.storedById, person.id), eq(documents.state, 'waiting')))
    .orderBy(asc(documents.slip))
  return rows.map(({ id, slip, accountId, meta, scan }) => {
    const { name, bytes, sha256 } = desk.vault.openMeta(id, accountId, meta ?? Buffer.alloc(0))
    return { id, slip: slipName(slip), name, bytes, sha256, scan }
  })
}

/** Lets go of a sealed document whose form was not taken. Does nothing to one that lies on a ticket. */
export const discard = (desk: Desk, id: string): Promise<void> => takeBack(desk, id)

/** Lets go of sealed documents whose form nobody sent again within a day; answers how many. */
export async function forgetWaiting(desk: Desk): Promise<number> {
  const old = await desk.db
    .select({ id: documents.id })
    .from(documents)
    .where(
      and(inArray(documents.state, ['waiting', 'uploading']), lt(documents.storedAt, after(desk.clock.now(), -DAY))),
    )
  for (const { id } of old) await takeBack(desk, id)
  return old.length
}
