import { and, eq, inArray, isNull } from 'drizzle-orm'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { follows, verdicts } from '../db/public-schema.ts'
import { drafts, replies, tickets } from '../db/schema.ts'
import { requests } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { forget } from '../search/indexing.ts'

type Part = Pick<Desk, 'clock' | 'live'>

/**
 * Erases the private tickets of somebody who leaves: their subjects, their conversations and what anybody was still
 * writing in them. Public ones stay to be read, closed and without what staff noted about them; the name goes with
 * the person. Rows stay, because the record points at them.
 */
export async function eraseTicketsOf(
  tx: Tx,
  desk: Part,
  personId: string,
  actorId: string | null = personId,
): Promise<{ tickets: number; publicTickets: number }> {
  const left = await tx
    .select()
    .from(tickets)
    .where(and(eq(tickets.ownerId, personId), isNull(tickets.erasedAt)))
  const isPrivate = left.filter(({ visibility }) => visibility === 'private')
  await erase(tx, desk, isPrivate)
  const isPublic = left.filter(({ visibility }) => visibility === 'public')
  await letStand(
    tx,
    isPublic.map(({ id }) => id),
  )
  for (const ticket of left) {
    const facts = { visibility: ticket.visibility }
    await record(tx, { deed: 'ticket.erased', at: desk.clock.now(), actorId, personId, ticketId: ticket.id, facts })
  }
  tx.onCommit(() => {
    for (const { number } of left) desk.live.visibilityChanged(number)
    if (left.length > 0) desk.live.queueChanged()
  })
  return { tickets: isPrivate.length, publicTickets: isPublic.length }
}

type Ticket = typeof tickets.$inferSelect

async function erase(tx: Tx, desk: Part, rows: Ticket[]): Promise<void> {
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return
  await tx.delete(replies).where(inArray(replies.ticketId, ids))
  await tx.delete(requests).where(inArray(requests.ticketId, ids))
  await tx.delete(verdicts).where(inArray(verdicts.ticketId, ids))
  await tx.delete(follows).where(inArray(follows.ticketId, ids))
  for (const id of ids) await forget(tx, id)
  const paths = rows.map(({ number }) => `/tickets/${number}`)
  await tx.delete(drafts).where(inArray(drafts.path, paths))
  await tx
    .update(tickets)
    .set({ subject: '', status: 'closed', replyCount: 0, erasedAt: desk.clock.now() })
    .where(inArray(tickets.id, ids))
}

async function letStand(tx: Tx, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.delete(replies).where(and(inArray(replies.ticketId, ids), eq(replies.internal, true)))
  await tx.delete(requests).where(inArray(requests.ticketId, ids))
  await tx.update(tickets).set({ status: 'closed' }).where(inArray(tickets.id, ids))
}
