import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import { prepared } from '../db/prepared.ts'
import { people } from '../db/schema.ts'
import { audit, documents } from '../db/vault-schema.ts'
import { say, type Locale } from '../words/words.ts'
import type { Deed } from './record.ts'

/** The lines of the record about a `ticket` that tell of these deeds, in their order, with who did it and on which slip. */
export const linesAbout = (deeds: readonly Deed[]) =>
  prepared((db) =>
    db
      .select({ line: audit, actor: people.name, role: people.role, slip: documents.slip })
      .from(audit)
      .leftJoin(people, eq(people.id, audit.actorId))
      .leftJoin(documents, eq(documents.id, audit.documentId))
      .where(and(eq(audit.ticketId, sql.placeholder('ticket')), inArray(audit.deed, [...deeds])))
      .orderBy(asc(audit.seq)),
  )

/** Who at support decides what may stay public, is told to staff alone. */
const BY_SUPPORT: readonly string[] = [
  'report.dismissed',
  'report.upheld',
  'ticket.suspended',
  'ticket.restored',
  'ticket.appeal_answered',
  'evidence.opened',
] satisfies Deed[]

/** Does a customer learn which member of staff did this? */
export const isSigned = (deed: string): boolean => !BY_SUPPORT.includes(deed)

type Reader = { id: string; role: string } | null
type Told = { line: { actorId: string | null; deed: string }; actor: string | null; role: string | null }

/** How whoever did something is called before a reader: customers learn the names of staff, and of no other customer. */
export function actorIn(locale: Locale, reader: Reader, { line: { actorId, deed }, actor, role }: Told): string {
  if (actorId === null) return say(locale, 'by.desk')
  if (actorId === reader?.id) return say(locale, 'by.you')
  if (reader !== null && reader.role !== 'customer') return actor || say(locale, 'by.former')
  if (role === 'customer') return say(locale, 'by.other')
  return isSigned(deed) && actor ? actor : say(locale, 'by.support')
}
