import { and, count, desc, eq, inArray, lt, ne, or } from 'drizzle-orm'
import { isSigned } from '../audit/telling.ts'
import type { Reader } from '../db/database.ts'
import { people, tickets } from '../db/schema.ts'
import { audit, documents } from '../db/vault-schema.ts'

/** A line of the record as the person whom it is about reads it: staff by name, other customers never. */
export type Line = {
  seq: number
  at: Date
  deed: string
  by: 'you' | 'support' | 'other' | 'desk'
  name: string | null
  ticket: number | null
  slip: number | null
  facts: Record<string, string | number>
}

/** The latest lines about a person, their tickets and their documents; those before the line `before`, if it is given. */
export async function linesAbout(
  db: Reader,
  personId: string,
  { before = Number.MAX_SAFE_INTEGER, most = 50 } = {},
): Promise<Line[]> {
  const rows = await db
    .select({ line: audit, name: people.name, role: people.role, ticket: tickets.number, slip: documents.slip })
    .from(audit)
    .leftJoin(people, eq(people.id, audit.actorId))
    .leftJoin(tickets, eq(tickets.id, audit.ticketId))
    .leftJoin(documents, eq(documents.id, audit.documentId))
    .where(and(about(db, personId), lt(audit.seq, before)))
    .orderBy(desc(audit.seq))
    .limit(most)
  return rows.map(({ line, name, role, ticket, slip }) => {
    const by = bylineOf(line.actorId, role, personId)
    const { seq, at, deed, facts } = line
    return { seq, at, deed, by, name: by === 'support' && isSigned(deed) ? name : null, ticket, slip, facts }
  })
}

/** How many lines there are about a person. */
export async function countLines(db: Reader, personId: string): Promise<number> {
  const [row] = await db.select({ n: count() }).from(audit).where(about(db, personId))
  return row?.n ?? 0
}

/** What staff note among themselves is not told; it says nothing that was done. */
function about(db: Reader, personId: string) {
  const own = db.select({ id: tickets.id }).from(tickets).where(eq(tickets.ownerId, personId))
  const theirs = db.select({ id: documents.id }).from(documents).where(eq(documents.accountId, personId))
  const subject = or(eq(audit.personId, personId), inArray(audit.ticketId, own), inArray(audit.documentId, theirs))
  return or(eq(audit.actorId, personId), and(subject, ne(audit.deed, 'ticket.noted')))
}

function bylineOf(actorId: string | null, role: string | null, personId: string): Line['by'] {
  if (actorId === null) return 'desk'
  if (actorId === personId) return 'you'
  return role === 'customer' ? 'other' : 'support'
}
