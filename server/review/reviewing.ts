import { and, asc, eq, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { people, replies, type tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { ownsOf } from './own.ts'
import { spotsIn, verdictsOf, type Spot } from './spots.ts'

type Ticket = typeof tickets.$inferSelect

/** A text of a ticket that the world would read, with what is found in it. The subject belongs to no reply. */
export type Reviewed = {
  replyId: string | null
  authorId: string
  /** As its owner knows them; another customer by their display name, or not at all. */
  author: string
  support: boolean
  text: string
  at: Date
  spots: Spot[]
}

const spoken = prepared((db) =>
  db
    .select({ reply: replies, name: people.name, called: people.publicName, role: people.role })
    .from(replies)
    .innerJoin(people, eq(people.id, replies.authorId))
    .where(and(eq(replies.ticketId, sql.placeholder('ticket')), eq(replies.internal, false)))
    .orderBy(asc(replies.seq)),
)

/** The subject and everything that was said across the counter, support's words too, with what looks confidential. */
export async function reviewOf(db: Reader, desk: Desk, ticket: Ticket): Promise<Reviewed[]> {
  const own = await ownsOf(db, desk, ticket)
  const verdicts = await verdictsOf(db, ticket.id)
  const rows = await spoken(db, { ticket: ticket.id })
  const look = (text: string, authorId: string) => spotsIn(desk, ticket.id, text, own(authorId), verdicts)
  const { subject, ownerId, openedAt } = ticket
  return [
    {
      replyId: null,
      authorId: ownerId,
      author: '',
      support: false,
      text: subject,
      at: openedAt,
      spots: look(subject, ownerId),
    },
    ...rows.map(({ reply: { id, authorId, body, createdAt }, name, called, role }) => ({
      replyId: id,
      authorId,
      author: role === 'customer' && authorId !== ownerId ? (called ?? '') : name,
      support: role !== 'customer',
      text: body,
      at: createdAt,
      spots: look(body, authorId),
    })),
  ]
}

/**
 * Marks of what blocks in the comments of other customers and stands nowhere else: it is not the owner's to declare
 * harmless, and stays covered.
 */
export function marksOfOthers(review: Reviewed[], { ownerId }: { ownerId: string }): Set<string> {
  const marksIn = (texts: Reviewed[]) =>
    new Set(texts.flatMap(({ spots }) => spots.filter(({ blocking }) => blocking).map(({ mark }) => mark)))
  const isOfOther = ({ support, authorId }: Reviewed) => !support && authorId !== ownerId
  return marksIn(review.filter(isOfOther)).difference(marksIn(review.filter((text) => !isOfOther(text))))
}
