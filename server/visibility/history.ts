import type { Person } from '../accounts/people.ts'
import { actorIn, linesAbout } from '../audit/telling.ts'
import type { Reader } from '../db/database.ts'
import { slipName } from '../documents/documents.ts'
import { say, type Locale, type WordKey } from '../words/words.ts'

const TOLD = [
  'ticket.opened',
  'ticket.published',
  'ticket.unpublished',
  'ticket.suspended',
  'ticket.restored',
  'ticket.terms',
  'finding.covered',
  'finding.kept',
  'finding.moved',
] as const
type Told = (typeof TOLD)[number]

const told = linesAbout(TOLD)

/** A line of the history of who could read a ticket; the figures are there for what was shown to everybody. */
export type Line = {
  at: Date
  who: string
  what: string
  open: boolean
  shut: boolean
  texts: number | undefined
  covered: number | undefined
  kept: number | undefined
  digest: string | undefined
}

/** Every switch of a ticket's shutter with what was shown then, and every decision about it; the newest first. */
export async function historyOf(
  db: Reader,
  ticket: { id: string },
  { person, locale }: { person: Person; locale: Locale },
): Promise<Line[]> {
  const rows = await told(db, { ticket: ticket.id })
  return rows
    .map((row) => {
      const { line, slip } = row
      const { at, deed, facts } = line
      return {
        at,
        who: actorIn(locale, person, row),
        what: sentence(locale, deed as Told, facts, slip),
        open: deed === 'ticket.published' || (deed === 'ticket.opened' && facts['visibility'] === 'public'),
        shut: deed === 'ticket.unpublished' || (deed === 'ticket.opened' && facts['visibility'] === 'private'),
        texts: figure(facts['texts']),
        covered: figure(facts['covered']),
        kept: figure(facts['kept']),
        digest: facts['digest'] === undefined ? undefined : String(facts['digest']),
      }
    })
    .toReversed()
}

const figure = (fact: unknown): number | undefined => (typeof fact === 'number' ? fact : undefined)

function sentence(
  locale: Locale,
  deed: Told,
  { kind, count, visibility, licence }: Record<string, string | number>,
  slip: number | null,
): string {
  const opened = deed === 'ticket.opened' ? `.${visibility}` : ''
  const stored = deed === 'finding.covered' && slip !== null ? '_stored' : ''
  return say(locale, `history.${deed}${opened}${stored}` as WordKey, {
    kind: kind === undefined ? '' : say(locale, `finding.${kind}` as WordKey),
    count: Number(count ?? 0),
    slip: slip === null ? '' : slipName(slip),
    licence: licence === undefined ? '' : say(locale, `licence.${licence}` as WordKey),
  })
}
