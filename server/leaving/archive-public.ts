import { asc, eq } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { follows, publications, reports, suspensions, verdicts } from '../db/public-schema.ts'
import { tickets } from '../db/schema.ts'

/** What was decided about passages of a ticket: of what kind, how and when; which passage only a keyed mark knows. */
export const decisionsOn = (db: Reader, ticketId: string) =>
  db
    .select({ kind: verdicts.kind, decision: verdicts.verdict, at: verdicts.at })
    .from(verdicts)
    .where(eq(verdicts.ticketId, ticketId))
    .orderBy(asc(verdicts.at), asc(verdicts.mark))

/** Each time a ticket was taken out of the world's sight, why, and what its owner answered. */
export const suspensionsOf = (db: Reader, ticketId: string) =>
  db
    .select({
      at: suspensions.at,
      reason: suspensions.reason,
      statement: suspensions.statement,
      appeal: suspensions.appeal,
      answer: suspensions.answer,
      liftedAt: suspensions.liftedAt,
    })
    .from(suspensions)
    .where(eq(suspensions.ticketId, ticketId))
    .orderBy(asc(suspensions.at))

/** Public tickets of others that this person follows, or has the same problem as; those that are in sight now. */
export const followedBy = (db: Reader, personId: string) =>
  db
    .select({ ticket: publications.number, what: follows.what, at: follows.at })
    .from(follows)
    .innerJoin(publications, eq(publications.ticketId, follows.ticketId))
    .where(eq(follows.personId, personId))
    .orderBy(asc(follows.at))

/** What this person has reported. */
export const reportsBy = (db: Reader, personId: string) =>
  db
    .select({
      number: reports.number,
      ticket: tickets.number,
      reason: reports.reason,
      text: reports.text,
      name: reports.notifierName,
      email: reports.notifierEmail,
      at: reports.at,
      state: reports.state,
    })
    .from(reports)
    .innerJoin(tickets, eq(tickets.id, reports.ticketId))
    .where(eq(reports.reporterId, personId))
    .orderBy(asc(reports.at))
