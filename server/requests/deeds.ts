import { and, eq } from 'drizzle-orm'
import { accountById, personIn, type Person } from '../accounts/people.ts'
import { isStaff } from '../accounts/policy.ts'
import { record, type Deed } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { tickets } from '../db/schema.ts'
import { requests } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { fileDocuments } from '../documents/storing.ts'
import { tellOfAnswer, tellOfRequest } from '../mail/notices.ts'
import { Conflict, allow, found } from '../problems.ts'
import { project } from '../publication/projecting.ts'
import type { AskForm } from './forms.ts'
import { mayAnswer, mayRequest, mayWithdraw } from './policy.ts'
import { requestFor, type Asked } from './requests.ts'

type Ticket = Asked['ticket']

/** Asks the owner of a ticket for a document; sent twice, it is asked once. Throws Conflict when they have left. */
export async function requestDocument(desk: Desk, person: Person, ticketId: string, form: AskForm): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const ticket = found((await tx.select().from(tickets).where(eq(tickets.id, ticketId)))[0])
    allow(mayRequest(person, ticket))
    const { label, kind, why, key: id = newId() } = form
    const [twin] = await tx.select().from(requests).where(eq(requests.id, id))
    if (twin) return
    const owner = found(await accountById(tx, ticket.ownerId))
    if (owner.state !== 'active' || personIn(owner, now).expired) throw new Conflict({ key: 'slip.owner_left' })
    const row = { id, ticketId, askedById: person.id, kind, label, why, state: 'open' as const, askedAt: now }
    await tx.insert(requests).values(row)
    await writeDown(tx, desk, 'request.made', { ...row, ticket }, person.id)
    await passTheTurn(tx, desk, ticket, person.id, ticket.status === 'open' ? 'pending' : ticket.status)
    await tellOfRequest(tx, desk, owner, `/tickets/${ticket.number}`, { number: String(ticket.number) })
  })
}

/**
 * Puts what was asked for into the vault, the first of the documents as the answer. Throws Conflict when the request is
 * over or the ticket closed: then nothing is filed, and the documents wait for their owner.
 */
export async function answerRequest(desk: Desk, person: Person, id: string, documentIds: string[]): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const asked = await requestFor(tx, person, id)
    if (!mayAnswer(person, asked)) throw new Conflict({ key: 'request.over' })
    await fileDocuments(tx, desk, documentIds, { ticket: asked.ticket, actorId: person.id })
    await close(tx, desk, asked, person, 'answered', documentIds[0])
  })
}

/** The owner will not send it, or support no longer needs it. Throws NotFound, Forbidden, or Conflict when it is over. */
export async function closeUnanswered(
  desk: Desk,
  person: Person,
  id: string,
  state: 'declined' | 'withdrawn',
): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const asked = await requestFor(tx, person, id)
    allow(isStaff(person) === (state === 'withdrawn'))
    if (!(state === 'withdrawn' ? mayWithdraw : mayAnswer)(person, asked)) throw new Conflict({ key: 'request.over' })
    await close(tx, desk, asked, person, state)
  })
}

async function close(
  tx: Tx,
  desk: Desk,
  asked: Asked,
  person: Person,
  state: 'answered' | 'declined' | 'withdrawn',
  documentId?: string,
): Promise<void> {
  const closed = await tx
    .update(requests)
    .set({ state, closedAt: desk.clock.now(), documentId: documentId ?? null })
    .where(and(eq(requests.id, asked.id), eq(requests.state, 'open')))
    .returning({ id: requests.id })
  if (closed.length === 0) throw new Conflict({ key: 'request.over' })
  await writeDown(tx, desk, `request.${state}`, asked, person.id, documentId)
  if (state === 'withdrawn') return
  const { number } = asked.ticket
  await passTheTurn(tx, desk, asked.ticket, person.id, 'open')
  const asker = found(await accountById(tx, asked.askedById))
  if (asker.state === 'active') await tellOfAnswer(tx, desk, asker, `/tickets/${number}`, { number: String(number) })
}

async function writeDown(
  tx: Tx,
  desk: Desk,
  deed: Deed,
  { label, ticket }: Pick<Asked, 'label' | 'ticket'>,
  actorId: string,
  documentId?: string,
): Promise<void> {
  const about = { personId: ticket.ownerId, ticketId: ticket.id, ...(documentId && { documentId }) }
  await record(tx, { deed, at: desk.clock.now(), actorId, ...about, facts: { label } })
  tx.onCommit(() => {
    desk.live.accessChanged(ticket.number)
    desk.live.queueChanged()
  })
}

/** Whose turn it is now: a request waits for the customer, what becomes of it waits for support. */
async function passTheTurn(tx: Tx, desk: Desk, { id, status: before }: Ticket, actorId: string, now: Ticket['status']) {
  const at = desk.clock.now()
  await tx.update(tickets).set({ touchedAt: at, status: now }).where(eq(tickets.id, id))
  const facts = { status: now, turn: 1 }
  if (now !== before) await record(tx, { deed: 'ticket.status', at, actorId, ticketId: id, facts })
  await project(tx, desk, id)
}
