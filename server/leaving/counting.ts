import { and, count, eq, inArray, isNull, ne } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { replies, tickets } from '../db/schema.ts'
import { previewOf } from '../documents/destroying.ts'

/** What leaves with a person: private tickets are erased, public ones stay without a name, documents are destroyed. */
export type Belongings = { tickets: number; publicTickets: number; documents: number; bytes: number }

/** What would leave with each of these people, by their id. */
export async function belongingsOf(db: Reader, ids: string[]): Promise<Map<string, Belongings>> {
  if (ids.length === 0) return new Map()
  const vault = await previewOf(db, ids)
  const rows = await db
    .select({ ownerId: tickets.ownerId, visibility: tickets.visibility, n: count() })
    .from(tickets)
    .where(and(inArray(tickets.ownerId, ids), isNull(tickets.erasedAt)))
    .groupBy(tickets.ownerId, tickets.visibility)
  return new Map(
    ids.map((id) => {
      const counted = (of: 'private' | 'public') =>
        rows.find(({ ownerId, visibility }) => ownerId === id && visibility === of)?.n ?? 0
      const { documents = 0, bytes = 0 } = vault.get(id) ?? {}
      return [id, { tickets: counted('private'), publicTickets: counted('public'), documents, bytes }]
    }),
  )
}

/** How many replies a person wrote on other people's tickets: they stay, without a name. */
export async function commentsOf(db: Reader, personId: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(replies)
    .innerJoin(tickets, eq(tickets.id, replies.ticketId))
    .where(and(eq(replies.authorId, personId), ne(tickets.ownerId, personId)))
  return row?.n ?? 0
}
