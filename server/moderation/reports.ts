import { aliasedTable, and, asc, desc, eq, ne } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { reports, suspensions } from '../db/public-schema.ts'
import { people, tickets } from '../db/schema.ts'
import { found } from '../problems.ts'
import { ticketNumber } from '../tickets/tickets.ts'
import { appealed } from './suspensions.ts'

const MOST = 200
const LATEST = 50

const reporters = aliasedTable(people, 'reporters')
const deciders = aliasedTable(people, 'deciders')
const withPeople = (db: Reader) =>
  db
    .select({
      report: reports,
      ticket: tickets,
      reporter: { number: reporters.number, name: reporters.name },
      decider: deciders.name,
    })
    .from(reports)
    .innerJoin(tickets, eq(tickets.id, reports.ticketId))
    .leftJoin(reporters, eq(reporters.id, reports.reporterId))
    .leftJoin(deciders, eq(deciders.id, reports.decidedById))
export type Reported = Awaited<ReturnType<typeof withPeople>>[number]

/** A report by its number, with its ticket, who made it and who decided, else NotFound. */
export async function reportNumbered(db: Reader, number: unknown): Promise<Reported> {
  const wanted = found(ticketNumber(number)) // written as the number of a ticket is
  return found((await withPeople(db).where(eq(reports.number, wanted)))[0])
}

/** What nobody has decided yet, one group for each ticket; who has waited longest first. */
export async function openReports(db: Reader): Promise<Reported[][]> {
  const open = await withPeople(db).where(eq(reports.state, 'open')).orderBy(asc(reports.number)).limit(MOST)
  return [...Map.groupBy(open, ({ ticket }) => ticket.id).values()]
}

/** The other open reports on the same ticket. */
export const besides = (db: Reader, { id, ticketId }: typeof reports.$inferSelect): Promise<Reported[]> =>
  withPeople(db)
    .where(and(eq(reports.ticketId, ticketId), eq(reports.state, 'open'), ne(reports.id, id)))
    .orderBy(asc(reports.number))

/** The reports that were decided last. */
export const decidedReports = (db: Reader): Promise<Reported[]> =>
  withPeople(db).where(ne(reports.state, 'open')).orderBy(desc(reports.number)).limit(LATEST)

/** How much waits for staff: reports that nobody has decided, appeals that nobody has answered. */
export async function countWaiting(db: Reader): Promise<number> {
  const [open, appeals] = await Promise.all([
    db.$count(reports, eq(reports.state, 'open')),
    db.$count(suspensions, appealed),
  ])
  return open + appeals
}
