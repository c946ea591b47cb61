import { and, eq, isNull, lt, ne, or, sql } from 'drizzle-orm'
import { DAY, HOUR, MINUTE, after } from '../clock.ts'
import type { Reader, Tx } from '../db/database.ts'
import { hashToken, newToken } from '../db/ids.ts'
import { prepared } from '../db/prepared.ts'
import { people, sessions } from '../db/schema.ts'
import type { Desk } from '../desk.ts'

/** A session ends after this long without a request, and at the latest after LONGEST (ASVS 7.3). */
const IDLE = 12 * HOUR
const LONGEST = 7 * DAY
/** Between the password and the second factor there is little time. */
const PENDING = 15 * MINUTE

export type SessionRow = typeof sessions.$inferSelect
type Kind = SessionRow['kind']

/** Starts a session and answers the cookie's token; the table keeps only its hash. */
export async function startSession(
  tx: Tx,
  input: { personId: string; kind: Kind; userAgent: string; now: Date },
): Promise<string> {
  const token = newToken()
  await tx.insert(sessions).values({
    id: hashToken(token),
    personId: input.personId,
    kind: input.kind,
    csrf: newToken(),
    userAgent: input.userAgent.slice(0, 300),
    createdAt: input.now,
    seenAt: input.now,
  })
  return token
}

const bySession = prepared((db) =>
  db
    .select({ session: sessions, person: people })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .where(eq(sessions.id, sql.placeholder('id'))),
)

/** The session and person behind a cookie's token, and whether both are alive; every request asks. */
export async function sessionBehind(db: Reader, token: string, now: Date) {
  const [row] = await bySession(db, { id: hashToken(token) })
  return row && { ...row, alive: isAlive(row.session, now) && row.person.state === 'active' }
}

/** True while a session may be used. */
function isAlive(session: SessionRow, now: Date): boolean {
  if (session.endedAt) return false
  if (session.kind !== 'full') return after(session.createdAt, PENDING) > now
  return after(session.seenAt, IDLE) > now && after(session.createdAt, LONGEST) > now
}

/** Notes that a session is in use, at most once a minute, so that reading a page rarely writes. */
export async function touchSession(desk: Desk, session: SessionRow): Promise<void> {
  const now = desk.clock.now()
  if (session.kind !== 'full' || after(session.seenAt, MINUTE) > now) return
  await desk.db.transaction(async (tx) => {
    await tx
      .update(sessions)
      .set({ seenAt: now })
      .where(and(eq(sessions.id, session.id), isNull(sessions.endedAt)))
  })
}

/** Ends one session: nothing that it opened stays open. */
export async function endSession(tx: Tx, desk: Desk, id: string): Promise<void> {
  await tx.update(sessions).set(ended(desk)).where(eq(sessions.id, id))
  tx.onCommit(() => desk.live.sessionEnded(id))
}

/** Ends all sessions of a person, but for the one that is kept. */
export async function endSessionsOf(tx: Tx, desk: Desk, personId: string, kept = ''): Promise<void> {
  const rows = await tx
    .update(sessions)
    .set(ended(desk))
    .where(and(eq(sessions.personId, personId), isNull(sessions.endedAt), ne(sessions.id, kept)))
    .returning({ id: sessions.id })
  tx.onCommit(() => rows.forEach(({ id }) => desk.live.sessionEnded(id)))
}

/** The sessions of a person that are alive, the latest first. */
export async function sessionsOf(db: Reader, personId: string, now: Date): Promise<SessionRow[]> {
  const rows = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.personId, personId), isNull(sessions.endedAt)))
  return rows.filter((row) => row.kind === 'full' && isAlive(row, now)).sort((a, b) => +b.seenAt - +a.seenAt)
}

/** Removes sessions that nobody can use or be recognised by any more. */
export async function forgetSessions(tx: Tx, now: Date): Promise<void> {
  const dayAgo = after(now, -DAY)
  await tx.delete(sessions).where(or(lt(sessions.endedAt, dayAgo), lt(sessions.seenAt, after(dayAgo, -IDLE))))
}

const ended = (desk: Desk) => ({ endedAt: desk.clock.now(), pendingSeed: null, recoveryCodes: null })
