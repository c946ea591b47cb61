import { and, desc, eq, isNotNull, isNull, ne, sql, type SQL } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { reports, suspensions } from '../db/public-schema.ts'
import { people, tickets } from '../db/schema.ts'
import { found } from '../problems.ts'
import type { Suspended } from './policy.ts'

/** A suspension with its ticket, and the number of the report that it answers. */
export type Suspension = typeof suspensions.$inferSelect &
  Suspended & { ticket: typeof tickets.$inferSelect; report: number | null }

/** A suspension, whether it stands or not, else NotFound. */
export const suspensionFor = async (db: Reader, id: string): Promise<Suspension> =>
  found(await suspensionWith(db, eq(suspensions.id, id)))

/** The suspension that stands on a ticket; null where none does. */
export const standingOn = (db: Reader, ticketId: string): Promise<Suspension | null> =>
  suspensionWith(db, and(eq(suspensions.ticketId, ticketId), isNull(suspensions.liftedAt)))

const latest = prepared((db) =>
  db
    .select({ id: suspensions.id })
    .from(suspensions)
    .where(eq(suspensions.ticketId, sql.placeholder('ticket')))
    .orderBy(desc(suspensions.at))
    .limit(1),
)

/** The last suspension of a ticket, whether it stands or not; null where there was none. */
export async function latestOn(db: Reader, ticketId: string): Promise<Suspension | null> {
  const [last] = await latest(db, { ticket: ticketId })
  return last ? suspensionFor(db, last.id) : null
}

async function suspensionWith(db: Reader, which: SQL | undefined): Promise<Suspension | null> {
  const [row] = await db
    .select({ suspension: suspensions, ticket: tickets, report: reports.number })
    .from(suspensions)
    .innerJoin(tickets, eq(tickets.id, suspensions.ticketId))
    .leftJoin(reports, eq(reports.id, suspensions.reportId))
    .where(which)
  if (!row) return null
  const { suspension, ticket, report } = row
  const colleagues = (await db.$count(people, colleaguesOf(suspension.byId))) > 0
  return { ...suspension, ticket, report, sealed: suspension.evidence !== null, colleagues }
}

/** Active members of staff besides this one. */
const colleaguesOf = (id: string) => and(ne(people.role, 'customer'), eq(people.state, 'active'), ne(people.id, id))

/** An appeal that nobody has answered yet. */
export const appealed = and(
  isNotNull(suspensions.appealedAt),
  isNull(suspensions.answeredAt),
  isNull(suspensions.liftedAt),
)

const MOST = 100

/** The suspensions that stand, the latest first. */
export const standing = (db: Reader) =>
  db
    .select({ suspension: suspensions, ticket: tickets, by: people.name })
    .from(suspensions)
    .innerJoin(tickets, eq(tickets.id, suspensions.ticketId))
    .innerJoin(people, eq(people.id, suspensions.byId))
    .where(isNull(suspensions.liftedAt))
    .orderBy(desc(suspensions.at), desc(suspensions.id))
    .limit(MOST)
