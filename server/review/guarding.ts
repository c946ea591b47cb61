import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import type { tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import type { FindingKind } from '../detectors/kinds.ts'
import { discard, fileDocuments } from '../documents/storing.ts'
import { Invalid } from '../problems.ts'
import type { Locale, Message } from '../words/words.ts'
import { decide } from './deciding.ts'
import { moveToVault } from './moving.ts'
import type { Verdict } from './spots.ts'
import { weigh, type Saying, type Weighed } from './weighing.ts'

type Verdicts = Map<string, { kind: FindingKind; verdict: Verdict }>

/** What was decided about the texts of a form; `moved` are sealed documents that they speak of. */
export type Decided = { moved: string[]; verdicts: Verdicts }
export const NOTHING_DECIDED: Decided = { moved: [], verdicts: new Map() }

/** A form whose findings are all decided, with its texts as they may be stored; `unasked` were moved by the rule alone. */
type Said<Texts> = Decided & { texts: Texts; unasked: number }

/**
 * Does a deed with texts as they may be stored: what goes into the vault is sealed before, and let go of when the deed
 * has not taken it. Throws Invalid, beside the field, while something found in a text is undecided.
 */
export async function guarded<Texts extends Record<string, string>, Result>(
  desk: Desk,
  saying: Saying & { locale: Locale },
  texts: Texts,
  deed: (said: Said<Texts>) => Promise<Result>,
): Promise<Result> {
  const { texts: weighed } = await weigh(desk, saying, texts)
  requireDecided(weighed)
  const said: Said<Texts> = { texts: { ...texts }, moved: [], verdicts: verdictsIn(weighed), unasked: 0 }
  const slips = new Map<string, { id: string; slip: string }>()
  try {
    for (const { field, text, spots } of weighed) {
      const moving = spots.filter(({ fate }) => fate === 'vault')
      const moved = await moveToVault(desk, { ...saying, slips }, text, moving)
      Object.assign(said.texts, { [field]: moved.text })
      said.moved.push(...moved.documentIds)
    }
    said.unasked = [...slips.keys()].filter((mark) => !saying.decisions.has(mark)).length
    return await deed(said)
  } finally {
    for (const id of said.moved) await letGo(desk, id)
  }
}

/** In the transaction of the deed: puts the documents on the ticket and keeps what was decided. */
export async function settle(
  tx: Tx,
  desk: Desk,
  { person, ticket }: { person: Person; ticket: typeof tickets.$inferSelect },
  { moved, verdicts }: Decided,
  documentIds: string[],
): Promise<void> {
  await fileDocuments(tx, desk, [...documentIds, ...moved], { ticket, actorId: person.id })
  if (verdicts.size > 0) await decide(tx, desk, { person, ticket, decisions: verdicts })
  if (moved.length === 0) return
  const [at, facts] = [desk.clock.now(), { count: moved.length }]
  await record(tx, { deed: 'finding.moved', at, actorId: person.id, ticketId: ticket.id, facts })
}

function requireDecided(weighed: Weighed['texts']): void {
  const open = weighed.flatMap(({ field, spots }) => {
    const count = new Set(spots.filter(({ fate }) => fate === 'open').map(({ mark }) => mark)).size
    return count > 0 ? [[field, { key: 'guard.decide', params: { count } } satisfies Message] as const] : []
  })
  if (open.length > 0) throw new Invalid(Object.fromEntries(open))
}

const verdictsIn = (weighed: Weighed['texts']): Verdicts =>
  new Map(
    weighed.flatMap(({ spots }) =>
      spots.flatMap(({ mark, kind, fate }) =>
        fate === 'cover' || fate === 'keep' ? [[mark, { kind, verdict: fate }]] : [],
      ),
    ),
  )

/** Does nothing to what the deed has taken. What cannot be let go of now is forgotten within a day. */
const letGo = (desk: Desk, id: string): Promise<void> =>
  discard(desk, id).catch((err: unknown) => desk.log.error({ err, document: id }, 'a moved text is left over'))
