import { record } from '../audit/record.ts'
import type { Desk } from '../desk.ts'
import { allow, found } from '../problems.ts'
import { endSession, endSessionsOf, sessionsOf } from '../signin/sessions.ts'
import type { Person } from './people.ts'
import { mayChangeAccount } from './policy.ts'

/** How much of a session's id names it on a page: enough to tell apart, and worth nothing as a cookie. */
const NAMED = 12

export type ShownSession = { key: string; device: string; since: Date; seenAt: Date; current: boolean }

/** Where a person is signed in, the latest use first (R51). */
export async function shownSessions(desk: Desk, person: Person, sessionId: string): Promise<ShownSession[]> {
  const rows = await sessionsOf(desk.db, person.id, desk.clock.now())
  return rows.map((row) => ({
    key: row.id.slice(0, NAMED),
    device: deviceOf(row.userAgent),
    since: row.createdAt,
    seenAt: row.seenAt,
    current: row.id === sessionId,
  }))
}

/** Ends one of a person's sessions, or all but the one that asks. Throws NotFound when it is not theirs. */
export async function endSessions(desk: Desk, person: Person, sessionId: string, which: string): Promise<void> {
  allow(mayChangeAccount(person))
  await desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    if (which === 'others') await endSessionsOf(tx, desk, person.id, sessionId)
    else {
      const mine = await sessionsOf(tx, person.id, now)
      await endSession(tx, desk, found(mine.find(({ id }) => id.startsWith(which))).id)
    }
    const facts = { which: which === 'others' ? 'others' : 'one' }
    await record(tx, { deed: 'signin.ended', at: now, actorId: person.id, personId: person.id, facts })
  })
}

const BROWSERS = [/(Edg)\w*\//, /(OPR)\//, /(Firefox)\//, /(Chrome)\//, /(Safari)\//]
const SYSTEMS = [/(Windows)/, /(Android)/, /(iPhone|iPad)/, /(Mac OS X)/, /(Linux)/]
const CALLED: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' }

/** The browser and system that a user agent names, such as "Firefox, Linux"; else what it says of itself. */
function deviceOf(userAgent: string): string {
  const named = [BROWSERS, SYSTEMS].map((known) => known.map((one) => one.exec(userAgent)?.[1]).find(Boolean))
  const words = named.filter((name) => name !== undefined).map((name) => CALLED[name] ?? name)
  return words.join(', ') || userAgent.slice(0, 60) || '?'
}
