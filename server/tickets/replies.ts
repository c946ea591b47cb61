import { and, eq, max, sql } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { isStaff } from '../accounts/policy.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { people, replies, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { tellOfReply } from '../mail/notices.ts'
import { Conflict, allow, found, only } from '../problems.ts'
import { dropDraft } from '../signin/drafts.ts'
import { fileDocuments } from '../documents/storing.ts'
import { mayReply, maySee, mayWriteInternally } from './policy.ts'
import type { Ticket } from './tickets.ts'

type Writing = { body: string; internal: boolean; epoch?: number | undefined; key?: string | undefined }
type Reply = typeof replies.$inferSelect

/**
 * Posts a reply, or a note that only staff read. Throws Conflict when the ticket was switched between private and
 * public since the composer was drawn: what was meant for a few eyes is never shown to all (R10). Sent twice, it is
 * posted once.
 */
export async function postReply(
  desk: Desk,
  author: Person,
  ticketId: string,
  form: Writing,
  documentIds: string[],
): Promise<Reply> {
  return desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const ticket = found((await tx.select().from(tickets).where(eq(tickets.id, ticketId)))[0])
    const submission = form.key ?? newId()
    const [twin] = await tx
      .select()
      .from(replies)
      .where(and(eq(replies.authorId, author.id), eq(replies.submission, submission)))
    if (twin) return twin
    // Whoever lost sight of the ticket while writing gets the text back; only then comes what they may not do.
    if (!form.internal && (form.epoch !== ticket.epoch || !maySee(author, ticket)))
      throw new Conflict({ key: 'reply.switched' })
    allow(form.internal ? mayWriteInternally(author, ticket) : mayReply(author, ticket))
    const [last] = await tx
      .select({ seq: max(replies.seq) })
      .from(replies)
      .where(eq(replies.ticketId, ticket.id))
    const { body, internal } = form
    const row = {
      id: newId(),
      ticketId,
      seq: (last?.seq ?? -1) + 1,
      authorId: author.id,
      body,
      internal,
      submission,
      createdAt: now,
    }
    const reply = only(await tx.insert(replies).values(row).returning())
    await record(tx, { deed: internal ? 'ticket.noted' : 'ticket.replied', at: now, actorId: author.id, ticketId })
    await fileDocuments(tx, desk, documentIds, { ticket, actorId: author.id })
    await dropDraft(tx, author.id, `/tickets/${ticket.number}`)
    if (!internal) await passTheTurn(tx, desk, ticket, author)
    tx.onCommit(() => desk.live.replyPosted(ticket.number, reply.id, internal))
    return reply
  })
}

/** Whose turn it is now: an answer waits for the customer, anything from the owner waits for support. */
async function passTheTurn(tx: Tx, desk: Desk, ticket: Ticket, author: Person): Promise<void> {
  const now = desk.clock.now()
  const own = author.id === ticket.ownerId
  const status = isStaff(author) ? (ticket.status === 'open' ? 'pending' : ticket.status) : own ? 'open' : ticket.status
  await tx
    .update(tickets)
    .set({ touchedAt: now, replyCount: sql`${tickets.replyCount} + 1`, status })
    .where(eq(tickets.id, ticket.id))
  if (status !== ticket.status) {
    await record(tx, {
      deed: 'ticket.status',
      at: now,
      actorId: author.id,
      ticketId: ticket.id,
      facts: { status, turn: 1 },
    })
  }
  const reader = own ? ticket.assigneeId : ticket.ownerId
  const [to] = reader
    ? await tx
        .select()
        .from(people)
        .where(and(eq(people.id, reader), eq(people.state, 'active')))
    : []
  if (to) await tellOfReply(tx, desk, to, `/tickets/${ticket.number}`, { number: String(ticket.number) })
  tx.onCommit(desk.live.queueChanged)
}
