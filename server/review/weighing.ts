import { and, eq } from 'drizzle-orm'
import { accountById, type Person } from '../accounts/people.ts'
import { isStaff } from '../accounts/policy.ts'
import { replies, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import type { Own } from '../detectors/detect.ts'
import type { FindingKind } from '../detectors/kinds.ts'
import { found } from '../problems.ts'
import type { Decision } from './forms.ts'
import { ownOf } from './own.ts'
import { mayKeepFinding, mayMoveFinding } from './policy.ts'
import { spotsIn, verdictsOf, type Spot, type Verdict, type Verdicts } from './spots.ts'

/** The ticket on which something is written; one that is being opened has its id before it is there. */
export type Place = Pick<typeof tickets.$inferSelect, 'id' | 'ownerId' | 'visibility'>

/** Who writes where, and what they have decided about what was found in it. */
export type Saying = { person: Person; place: Place; decisions: ReadonlyMap<string, Decision> }

/** What becomes of something found: moved, decided for the world, said as it is, or `open` until somebody decides. */
export type Fate = 'vault' | Verdict | 'said' | 'open'
export type Weighed = {
  texts: { field: string; text: string; spots: (Spot & { fate: Fate })[] }[]
  /** Marks of what is the customer's own: support does not decide about it. */
  owners: ReadonlySet<string>
}

/** What opens something: between its owner and support nothing else in a text is worth a question. */
export const SECRETS: readonly FindingKind[] = [
  'password',
  'access_code',
  'private_key',
  'token',
  'licence_key',
  'iban',
  'card',
  'nir',
]

/** What is found in texts before they are stored, and what becomes of it. Where there is nothing, nothing is asked. */
export async function weigh(desk: Desk, saying: Saying, texts: Record<string, string>): Promise<Weighed> {
  const { person, place } = saying
  const isPrivate = place.visibility === 'private'
  const { own, verdicts } = isPrivate ? NOTHING : await known(desk, saying)
  const spotsOf = (text: string) =>
    spotsIn(desk, place.id, text, own, verdicts).filter(({ kind }) => !isPrivate || SECRETS.includes(kind))
  const looked = Object.entries(texts).map(([field, text]) => ({ field, text, spots: spotsOf(text) }))
  if (looked.every(({ spots }) => spots.length === 0)) return { texts: [], owners: new Set() }
  const rule = isPrivate ? found(await accountById(desk.db, place.ownerId)).secretRule : 'ask'
  const owners = isStaff(person) && !isPrivate ? await ofTheCustomer(desk, place, own) : new Set<string>()
  const fate = (spot: Spot) => (isPrivate ? inPrivate(saying, rule, spot) : inPublic(saying, spot, owners))
  const weighed = looked.map((one) => ({ ...one, spots: one.spots.map((spot) => ({ ...spot, fate: fate(spot) })) }))
  return { texts: weighed, owners }
}

const NOTHING: { own: Own; verdicts: Verdicts } = { own: { profile: [] }, verdicts: new Map() }

/**
 * What the findings of a public ticket are compared with. In a customer's text nothing of another customer is looked for,
 * and in another's than its owner's nothing that was decided there: the answer would tell them who that is, what is in the
 * vault, and which of the values that they guess stands on the ticket, covered. The projection covers it all the same.
 */
async function known(desk: Desk, { person, place }: Saying): Promise<typeof NOTHING> {
  const own = await ownOf(desk.db, desk, isStaff(person) ? place : { ownerId: person.id }, person.id)
  const insider = isStaff(person) || person.id === place.ownerId
  return { own, verdicts: await verdictsOf(desk.db, place.id, insider ? undefined : person.id) }
}

/** The owner's rule counts for everybody who writes on the ticket; only `ask` leaves a choice. */
function inPrivate({ person, place, decisions }: Saying, rule: 'send' | 'ask' | 'vault', { mark }: Spot): Fate {
  const wish = decisions.get(mark)
  if ((wish === 'vault' || rule === 'vault') && mayMoveFinding(person, place, person.id)) return 'vault'
  return wish === 'cover' || rule === 'send' ? 'said' : 'open'
}

/** Only the owner changes what was decided before; staff state nothing about what is the customer's (R12). */
function inPublic({ person, place, decisions }: Saying, spot: Spot, owners: ReadonlySet<string>): Fate {
  const [wish, mine] = [decisions.get(spot.mark), person.id === place.ownerId]
  if (wish === 'vault' && mayMoveFinding(person, place, person.id) && spot.kind !== 'vault_content') return 'vault'
  if (spot.verdict !== null && !mine) return 'said'
  if (wish === 'keep' && mayKeepFinding(person, place, spot.kind) && !owners.has(spot.mark)) return 'keep'
  // What another customer covers is covered anyway; more would let them black out what its owner wrote.
  if (wish === 'cover' && (spot.blocking || mine || isStaff(person))) return 'cover'
  return spot.blocking && spot.verdict === null ? 'open' : 'said'
}

/** Marks of what its owner has written on the ticket, and of what is known of them. */
async function ofTheCustomer(desk: Desk, place: Place, own: Own): Promise<Set<string>> {
  const said = await desk.db
    .select({ text: replies.body })
    .from(replies)
    .where(and(eq(replies.ticketId, place.id), eq(replies.authorId, place.ownerId)))
  const subjects = await desk.db.select({ text: tickets.subject }).from(tickets).where(eq(tickets.id, place.id))
  const texts = [...own.profile, ...[...said, ...subjects].map(({ text }) => text)]
  return new Set(texts.flatMap((text) => spotsIn(desk, place.id, text, own, new Map()).map(({ mark }) => mark)))
}
