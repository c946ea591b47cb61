import type { Person } from '../accounts/people.ts'
import type { Desk } from '../desk.ts'
import type { FindingKind } from '../detectors/kinds.ts'
import { discard, sealText } from '../documents/storing.ts'
import { coverMark } from '../web/covers.ts'
import type { Locale } from '../words/words.ts'
import { nameOf } from './pages.ts'
import type { TextKind } from './pieces.ts'
import type { Spot } from './spots.ts'

type Slips = Map<string, { id: string; slip: string }>
/** Who moves, into whose vault, in which language slips are named; `slips`: what texts before this one have moved. */
type Moving = { person: Person; place: { ownerId: string }; locale: Locale; slips?: Slips }
type Place = Pick<Spot, 'kind' | 'start' | 'end' | 'mark'>
/** The text with a slip in each place, and the sealed documents that wait to be filed under them. */
export type Moved = { text: string; documentIds: string[] }

const CREDENTIALS: readonly FindingKind[] = ['password', 'access_code', 'private_key', 'token']
const kindOf = (kind: FindingKind): TextKind =>
  kind === 'licence_key' ? 'serial_key' : CREDENTIALS.includes(kind) ? 'credential' : 'note'

/**
 * Seals what was found in a text for the vault of the ticket's owner, the same value once, and puts its slip in its place.
 * File the documents in the transaction that stores the text, and discard them when that fails. Throws like `sealText`;
 * then nothing of this text is left.
 */
export async function moveToVault(
  desk: Desk,
  { person, place, locale, slips = new Map() }: Moving,
  text: string,
  places: Place[],
): Promise<Moved> {
  const documentIds: string[] = []
  try {
    for (const { kind, start, end, mark } of places) {
      if (slips.has(mark)) continue
      const whose = { accountId: place.ownerId, storedById: person.id, kind: kindOf(kind) }
      const sealed = await sealText(desk, whose, nameOf(locale, kind), text.slice(start, end))
      slips.set(mark, sealed)
      documentIds.push(sealed.id)
    }
  } catch (problem) {
    for (const id of documentIds) await discard(desk, id)
    throw problem
  }
  return { text: withSlips(text, places, slips), documentIds }
}

function withSlips(text: string, places: Place[], slips: Slips): string {
  let out = text
  for (const { kind, start, end, mark } of places.toSorted((a, b) => b.start - a.start))
    out = out.slice(0, start) + coverMark(kind, slips.get(mark)?.slip) + out.slice(end)
  return out
}
