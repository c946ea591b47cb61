import { aliasedTable, and, desc, eq, lt } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { people, tickets } from '../db/schema.ts'
import { audit, documents } from '../db/vault-schema.ts'

const LINES = 50

/** The record with names, the latest line first; those before the line `before`, and of one deed, if they are given. */
export async function recordLines(db: Reader, deed: string | undefined, before = Number.MAX_SAFE_INTEGER) {
  const subject = aliasedTable(people, 'subject')
  const rows = await db
    .select({
      line: audit,
      actor: { number: people.number, name: people.name },
      person: { number: subject.number, name: subject.name },
      ticket: tickets.number,
      slip: documents.slip,
    })
    .from(audit)
    .leftJoin(people, eq(people.id, audit.actorId))
    .leftJoin(subject, eq(subject.id, audit.personId))
    .leftJoin(tickets, eq(tickets.id, audit.ticketId))
    .leftJoin(documents, eq(documents.id, audit.documentId))
    .where(and(lt(audit.seq, before), deed ? eq(audit.deed, deed) : undefined))
    .orderBy(desc(audit.seq))
    .limit(LINES + 1)
  return { rows: rows.slice(0, LINES), more: rows.length > LINES ? (rows[LINES - 1]?.line.seq ?? null) : null }
}
