import { eq, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { verdicts } from '../db/public-schema.ts'
import type { Desk } from '../desk.ts'
import { detect, type Own } from '../detectors/detect.ts'
import type { Finding } from '../detectors/kinds.ts'
import { markOf } from './marks.ts'
import { ALWAYS_COVERED } from './policy.ts'

export type Verdict = 'cover' | 'keep'
export type Verdicts = ReadonlyMap<string, Verdict>

/** Something found in a text of a ticket, with what was decided about it; `covered`: the world does not read it. */
export type Spot = Finding & { mark: string; verdict: Verdict | null; covered: boolean }

const ofTicket = prepared((db) =>
  db
    .select()
    .from(verdicts)
    .where(eq(verdicts.ticketId, sql.placeholder('ticket'))),
)

/** What was decided about the findings of a ticket, by their marks; only what this person decided, if one is given. */
export async function verdictsOf(db: Reader, ticketId: string, personId?: string): Promise<Map<string, Verdict>> {
  const rows = await ofTicket(db, { ticket: ticketId })
  const decided = rows.filter(({ byId }) => personId === undefined || byId === personId)
  return new Map(decided.map(({ mark, verdict }) => [mark, verdict]))
}

/** What is found in a text of a ticket, in its order. What blocks and was not decided about is covered. */
export function spotsIn(desk: Desk, ticketId: string, text: string, own: Own, verdicts: Verdicts): Spot[] {
  return detect(text, own).map((finding) => {
    const { kind, start, end, blocking } = finding
    const mark = markOf(desk, ticketId, kind, text.slice(start, end))
    const verdict = verdicts.get(mark) ?? null
    return {
      ...finding,
      mark,
      verdict,
      covered: ALWAYS_COVERED.includes(kind) || (verdict ? verdict === 'cover' : blocking),
    }
  })
}
