import { sql } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { verdicts } from '../db/public-schema.ts'
import type { Desk } from '../desk.ts'
import type { FindingKind } from '../detectors/kinds.ts'
import { allow } from '../problems.ts'
import { ALWAYS_COVERED, mayKeepFinding } from './policy.ts'
import { verdictsOf, type Spot, type Verdict } from './spots.ts'
import type { Decision } from './forms.ts'

type Decided = { kind: FindingKind; verdict: Verdict }
type Deciding = {
  person: Person
  ticket: { id: string; ownerId: string }
  decisions: ReadonlyMap<string, Decided>
}

/**
 * What the decisions of a form say about these findings. Advice that nobody follows is no statement, and nothing is stated
 * about what is always covered, nor about what is `theirs`, by their marks, who wrote it.
 */
export const verdictsFor = (
  spots: Spot[],
  decisions: ReadonlyMap<string, Decision>,
  theirs: ReadonlySet<string>,
): Map<string, Decided> =>
  new Map(
    spots.flatMap(({ mark, kind, verdict, blocking }) => {
      const wish = decisions.get(mark)
      const isIdle = (verdict === null && !blocking) || ALWAYS_COVERED.includes(kind) || theirs.has(mark)
      if (!wish || (wish === 'keep' && isIdle)) return []
      return [[mark, { kind, verdict: wish === 'keep' ? wish : 'cover' }] as const]
    }),
  )

/**
 * Writes what somebody has decided about findings of a ticket, and who did (R11); answers how many of them are new. What
 * was decided before, only the owner decides again. Of what is always covered nothing is kept, not even its mark. Throws
 * Forbidden when they may not state that it is harmless.
 */
export async function decide(tx: Tx, desk: Desk, { person, ticket, decisions }: Deciding): Promise<number> {
  const before = await verdictsOf(tx, ticket.id)
  const isOpen = (mark: string) => person.id === ticket.ownerId || !before.has(mark)
  const changed = [...decisions]
    .map(([mark, decided]) => ({ mark, ...decided }))
    .filter(
      ({ mark, kind, verdict }) =>
        isOpen(mark) && verdict !== before.get(mark) && !(verdict === 'cover' && ALWAYS_COVERED.includes(kind)),
    )
  if (changed.length === 0) return 0
  for (const { kind, verdict } of changed) allow(verdict === 'cover' || mayKeepFinding(person, ticket, kind))
  const at = desk.clock.now()
  await tx
    .insert(verdicts)
    .values(changed.map((one) => ({ ...one, ticketId: ticket.id, byId: person.id, at })))
    .onConflictDoUpdate({
      target: [verdicts.ticketId, verdicts.mark],
      set: { verdict: sql`excluded.verdict`, byId: sql`excluded.by_id`, at: sql`excluded.at` },
    })
  for (const [kind, verdict, count] of counted(changed)) {
    const deed = verdict === 'keep' ? 'finding.kept' : 'finding.covered'
    await record(tx, { deed, at, actorId: person.id, ticketId: ticket.id, facts: { kind, count } })
  }
  return changed.length
}

/** One line of the record for each kind: which value it was is in no line. */
function counted(all: Decided[]): [FindingKind, Verdict, number][] {
  const groups = Map.groupBy(all, ({ kind, verdict }) => `${kind} ${verdict}`)
  return [...groups.values()].flatMap((group) => group.slice(0, 1).map((one) => [one.kind, one.verdict, group.length]))
}
