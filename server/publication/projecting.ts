import { and, asc, eq, gte } from 'drizzle-orm'
import type { Reader, Tx } from '../db/database.ts'
import { follows, publications, publishedReplies, verdicts } from '../db/public-schema.ts'
import { people, replies, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { enqueue } from '../jobs/jobs.ts'
import { only } from '../problems.ts'
import { coverSpots, widened } from '../review/covering.ts'
import { ownsOf } from '../review/own.ts'
import { spotsIn, verdictsOf, type Spot } from '../review/spots.ts'
import { forget, index } from '../search/indexing.ts'
import { inSight } from '../tickets/policy.ts'
import { coveredBefore, without } from './covered-before.ts'
import { excerptOf } from './excerpt.ts'

type Ticket = typeof tickets.$inferSelect
export type Publication = typeof publications.$inferSelect
export type PublishedReply = typeof publishedReplies.$inferSelect

/** What the world reads of a ticket: its public face and the conversation. */
export type Published = { head: Publication; replies: PublishedReply[] }

/**
 * Brings what the world reads of a ticket up to date, the only way that anything gets there: builds it from approved
 * spans, or removes it with its search rows when the ticket is private, suspended or erased. `replyId`: this reply is
 * new; unless it tells something about what was said before, nothing else is read again. Followers are told of it.
 */
export async function project(tx: Tx, desk: Desk, ticketId: string, replyId?: string): Promise<void> {
  const ticket = only(await tx.select().from(tickets).where(eq(tickets.id, ticketId)))
  if (!inSight(ticket)) return remove(tx, ticketId)
  const [head] = await tx.select().from(publications).where(eq(publications.ticketId, ticketId))
  const [added] = replyId ? await spoken(tx, ticket, replyId) : []
  if (head && added && !(await isOlderTouched(tx, ticketId, added))) await add(tx, desk, ticket, added)
  else await write(tx, await publishedOf(tx, desk, ticket, head))
  if (added) await enqueue(tx, desk, 'tellFollowers', { ticketId, authorId: added.author.id })
}

/**
 * A decision is about every place of the same value, also in older replies; and the name of whoever writes here for the
 * first time may stand in what was said before.
 */
async function isOlderTouched(tx: Tx, ticketId: string, { reply, author }: Row): Promise<boolean> {
  const decided = and(eq(verdicts.ticketId, ticketId), gte(verdicts.at, reply.createdAt))
  const heard = and(eq(publishedReplies.ticketId, ticketId), eq(publishedReplies.authorId, author.id))
  return (await tx.$count(verdicts, decided)) > 0 || (await tx.$count(publishedReplies, heard)) === 0
}

async function remove(tx: Tx, ticketId: string): Promise<void> {
  await tx.delete(publications).where(eq(publications.ticketId, ticketId)) // its replies go with it
  await forget(tx, ticketId, 'public')
}

/**
 * What the world reads of a ticket, or would read if it were public. `before` is its public face as it stands: whatever
 * that covers stays covered.
 */
export async function publishedOf(
  db: Reader,
  desk: Desk,
  ticket: Ticket,
  before?: Publication,
  authorId?: string,
): Promise<Published> {
  const cover = await coveringOf(db, desk, ticket)
  const earlier = before ? await db.select().from(publishedReplies).where(eq(publishedReplies.ticketId, ticket.id)) : []
  const bodies = new Map(earlier.map(({ replyId, body }) => [replyId, body]))
  const rows = (await spoken(db, ticket)).filter(({ author }) => authorId === undefined || author.id === authorId)
  const said = rows.map((row) =>
    publicReply(ticket, row, cover(row.reply.body, row.author.id, bodies.get(row.reply.id))),
  )
  const [owner] = await db.select().from(people).where(eq(people.id, ticket.ownerId))
  const same = and(eq(follows.ticketId, ticket.id), eq(follows.what, 'same'))
  const { id: ticketId, number, category, status, licence, comments, indexable, epoch, openedAt, touchedAt } = ticket
  const head: Publication = {
    ...{ ticketId, number, category, status, licence, comments, indexable, epoch, openedAt, touchedAt },
    subject: cover(ticket.subject, ticket.ownerId, before?.subject),
    excerpt: excerptOf(said[0]?.body ?? ''),
    answered: isAnswered(status),
    ownerName: owner?.state === 'active' ? owner.publicName : null,
    replyCount: Math.max(0, said.length - 1), // the text that it was opened with is none
    sameCount: await db.$count(follows, same),
    publicSince: ticket.publicSince ?? openedAt,
  }
  return { head, replies: said }
}

const isAnswered = (status: Ticket['status']): number => Number(status === 'solved' || status === 'closed')

/** Covers texts of one ticket: what was found and not declared harmless, and what was covered before. */
async function coveringOf(db: Reader, desk: Desk, ticket: Ticket) {
  const own = await ownsOf(db, desk, ticket)
  const decided = await verdictsOf(db, ticket.id)
  return (text: string, authorId: string, published?: string): string => {
    return coveredAs(text, spotsIn(desk, ticket.id, text, own(authorId), decided), published)
  }
}

/** A text as the world reads it by what is found in it. What is covered in what is `published` of it stays covered. */
export function coveredAs(text: string, spots: Spot[], published?: string): string {
  const now = coverSpots(text, spots)
  if (published === undefined || published === now) return now
  const harmless = spots.filter(({ covered, verdict }) => !covered && verdict === 'keep')
  return coverSpots(text, [...spots, ...without(coveredBefore(text, published), text, widened(text, harmless))])
}

type Row = {
  reply: typeof replies.$inferSelect
  author: Pick<typeof people.$inferSelect, 'id' | 'role' | 'state' | 'publicName'>
}

/** What was said across the counter, with who said it; one reply only, if it is given. */
const spoken = async (db: Reader, ticket: Ticket, replyId?: string): Promise<Row[]> =>
  db
    .select({
      reply: replies,
      author: { id: people.id, role: people.role, state: people.state, publicName: people.publicName },
    })
    .from(replies)
    .innerJoin(people, eq(people.id, replies.authorId))
    .where(
      and(
        eq(replies.ticketId, ticket.id),
        eq(replies.internal, false),
        replyId === undefined ? undefined : eq(replies.id, replyId),
      ),
    )
    .orderBy(asc(replies.seq))

function publicReply(ticket: Ticket, { reply, author }: Row, body: string): PublishedReply {
  const { id: replyId, ticketId, seq, authorId, createdAt: at } = reply
  const here = author.state === 'active' && author.role === 'customer'
  const by = author.role !== 'customer' ? 'support' : !here ? 'former' : authorId === ticket.ownerId ? 'owner' : 'other'
  return { replyId, ticketId, seq, authorId, at, by, name: here ? author.publicName : null, body }
}

async function write(tx: Tx, { head, replies: said }: Published): Promise<void> {
  await remove(tx, head.ticketId)
  await tx.insert(publications).values(head)
  const { ticketId, number } = head
  await index(tx, { scope: 'public', ticketId, replyId: null, number, text: head.subject })
  for (const reply of said) await put(tx, number, reply)
}

async function put(tx: Tx, number: number, reply: PublishedReply): Promise<void> {
  const { ticketId, replyId, body } = reply
  await tx.insert(publishedReplies).values(reply)
  await index(tx, { scope: 'public', ticketId, replyId, number, text: body })
}

async function add(tx: Tx, desk: Desk, ticket: Ticket, row: Row): Promise<void> {
  const cover = await coveringOf(tx, desk, ticket)
  await put(tx, ticket.number, publicReply(ticket, row, cover(row.reply.body, row.author.id)))
  const { status, touchedAt } = ticket
  const replyCount = (await tx.$count(publishedReplies, eq(publishedReplies.ticketId, ticket.id))) - 1
  await tx
    .update(publications)
    .set({ status, touchedAt, answered: isAnswered(status), replyCount })
    .where(eq(publications.ticketId, ticket.id))
}
