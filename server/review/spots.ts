import { eq, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { verdicts } from '../db/public-schema.ts'
import type { Desk } from '../desk.ts'
import { detect } from '../detectors/detect.ts'
import type { Finding, FindingKind } from '../detectors/kinds.ts'
import { markOf } from './marks.ts'
import type { Known } from './own.ts'
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
export function spotsIn(desk: Desk, ticketId: string, text: string, own: Known, verdicts: Verdicts): Spot[] {
  const decided = (finding: Finding): Spot => {
    const { kind, start, end, blocking } = finding
    const mark = markOf(desk, ticketId, kind, text.slice(start, end))
    const verdict = verdicts.get(mark) ?? null
    return {
      ...finding,
      mark,
      verdict,
      covered: ALWAYS_COVERED.includes(kind) || (verdict ? verdict === 'cover' : blocking),
    }
  }
  const spots = detect(text, own).map(decided)
  if (!own.quiet || !spots.some(({ kind }) => BY_KNOWING.includes(kind))) return spots
  return quietly(spots, detect(text).map(decided))
}

/** What is found because the desk knows it, not because of what it looks like. */
const BY_KNOWING: readonly FindingKind[] = ['profile', 'vault_content']

/** What was found, as it would be told by its looks alone wherever these cover all of it anyway. */
function quietly(spots: Spot[], byLooks: Spot[]): Spot[] {
  const meets = (one: Spot) => (other: Spot) => one.start < other.end && other.start < one.end
  const isWithin = (place: Spot) => (spot: Spot) => place.start <= spot.start && spot.end <= place.end
  const told = byLooks.filter((place) => place.covered && spots.filter(meets(place)).every(isWithin(place)))
  const rest = spots.filter((spot) => !told.some(meets(spot)))
  return [...rest, ...told].sort((a, b) => a.start - b.start)
}
