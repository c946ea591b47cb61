import { and, eq, max, sql, sum } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { isStaff } from '../accounts/policy.ts'
import { record } from '../audit/record.ts'
import type { Reader, Tx } from '../db/database.ts'
import { newId } from '../db/ids.ts'
import { people, replies, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { tellOfReply } from '../mail/notices.ts'
import { Conflict, allow, found, only } from '../problems.ts'
import { project } from '../publication/projecting.ts'
import { NOTHING_DECIDED, settle, type Decided } from '../review/guarding.ts'
import { index } from '../search/indexing.ts'
import { dropDraft } from '../signin/drafts.ts'
import { say } from '../words/words.ts'
import { inSight, mayReply, maySee, maySeeWhole, mayWriteInternally } from './policy.ts'
import type { Ticket } from './tickets.ts'

/** A form that posts a reply. */
export type Writing = {
  body: string
  internal: boolean
  epoch?: number | undefined
  key?: string | undefined
  /** What was found in the text; left out: nobody has looked, and what blocks stays covered. */
  decided?: Decided | undefined
}
type Reply = typeof replies.$inferSelect

/** Characters on one ticket: all of it is read again for what is confidential whenever something about it is decided. */
const MOST_SAID = 200_000

const saidOn = async (db: Reader, ticketId: string): Promise<number> => {
  const length = sum(sql`length(${replies.body})`).mapWith(Number)
  const rows = await db
    .select({ length })
    .from(replies)
    .where(and(eq(replies.ticketId, ticketId), eq(replies.internal, false)))
  return rows[0]?.length ?? 0
}

/** The reply that this form has posted already. */
export const twinOfReply = async (db: Reader, authorId: string, submission: string): Promise<Reply | undefined> =>
  (
    await db
      .select()
      .from(replies)
      .where(and(eq(replies.authorId, authorId), eq(replies.submission, submission)))
  )[0]

/**
 * Posts a reply, or a note that only staff read. Throws Conflict when the ticket was switched between private and
 * public since the composer was drawn: what was meant for a few eyes is never shown to all (R10). Sent twice, it is
 * posted once. Throws Conflict as well when no more fits on the ticket.
 */
export async function postReply(
  desk: Desk,
  author: Person,
  ticketId: string,
  form: Writing,
  documentIds: string[],
): Promise<Reply> {
  return desk.db.transaction(async (tx) => {
    const ticket = found((await tx.select().from(tickets).where(eq(tickets.id, ticketId)))[0])
    const submission = form.key ?? newId()
    const twin = await twinOfReply(tx, author.id, submission)
    if (twin) return twin
    // Whoever lost sight of the ticket while writing gets the text back; only then comes what they may not do.
    if (!form.internal && (form.epoch !== ticket.epoch || !maySee(author, ticket)))
      throw new Conflict({ key: 'reply.switched' })
    allow(form.internal ? mayWriteInternally(author, ticket) : mayReply(author, ticket))
    // What others say leaves room for its owner and support.
    const most = maySeeWhole(author, ticket) ? MOST_SAID : MOST_SAID / 2
    if (!form.internal && (await saidOn(tx, ticketId)) + form.body.length > most)
      throw new Conflict({ key: 'reply.full', params: { count: most } })
    const reply = await insert(tx, desk, { ticket, author, submission }, form)
    const scope = form.internal ? 'note' : 'whole'
    await index(tx, { scope, ticketId, replyId: reply.id, number: ticket.number, text: form.body })
    await settle(tx, desk, { person: author, ticket }, form.decided ?? NOTHING_DECIDED, documentIds)
    await dropDraft(tx, author.id, `/tickets/${ticket.number}`)
    if (!form.internal) await passTheTurn(tx, desk, ticket, author)
    if (!form.internal && ticket.visibility === 'public') await project(tx, desk, ticketId, reply.id)
    tx.onCommit(() => desk.live.replyPosted(ticket.number, reply.id, form.internal))
    return reply
  })
}

async function insert(
  tx: Tx,
  desk: Desk,
  { ticket, author, submission }: { ticket: Ticket; author: Person; submission: string },
  { body, internal }: Writing,
): Promise<Reply> {
  const [createdAt, ticketId] = [desk.clock.now(), ticket.id]
  const [last] = await tx
    .select({ seq: max(replies.seq) })
    .from(replies)
    .where(eq(replies.ticketId, ticketId))
  const seq = (last?.seq ?? -1) + 1
  const row = { id: newId(), ticketId, seq, authorId: author.id, body, internal, submission, createdAt }
  const deed = internal ? 'ticket.noted' : 'ticket.replied'
  await record(tx, { deed, at: createdAt, actorId: author.id, ticketId })
  return only(await tx.insert(replies).values(row).returning())
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
  if (to) {
    const readers = inSight(ticket) ? 'band.public' : own ? 'mail.reply.private' : 'band.private'
    const said = { number: String(ticket.number), readers: say(to.locale, readers) }
    await tellOfReply(tx, desk, to, `/tickets/${ticket.number}`, said)
  }
  tx.onCommit(desk.live.queueChanged)
}
