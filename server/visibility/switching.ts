import { eq } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { Conflict, Invalid, allow, found } from '../problems.ts'
import { project } from '../publication/projecting.ts'
import { decide, verdictsFor } from '../review/deciding.ts'
import type { Decision } from '../review/forms.ts'
import { ALWAYS_COVERED } from '../review/policy.ts'
import { marksOfOthers, reviewOf, type Reviewed } from '../review/reviewing.ts'
import type { Spot } from '../review/spots.ts'
import { maySwitch } from '../tickets/policy.ts'
import type { Ticket } from '../tickets/tickets.ts'
import type { Locale, Message } from '../words/words.ts'
import type { Switching } from './forms.ts'
import { discardUntaken, sealChosen, takeMoves, type Moves } from './moves.ts'
import { shownOf } from './shown.ts'

/** Which sentence said what publishing means: `review.meaning`, as it reads since this number (R77). */
const MEANING = 1

/** What came with the switch; `confirm`: its owner has read what everybody will read. */
export type Given = Omit<Switching, 'visibility'> & {
  decisions: ReadonlyMap<string, Decision>
  locale: Locale
}

/**
 * Opens or closes the shutter of a ticket: its owner alone (R9, R10), at any time. Each switch begins a new epoch, so that
 * what was written under the old one is handed back. What everybody reads is built, or gone, when this returns, and
 * watchers who may no longer see the ticket are out. Nothing `given`: nobody has looked, and what blocks stays covered.
 * Throws Invalid while something found is undecided, Conflict when the ticket is not what it was on the page.
 */
export async function switchVisibility(
  desk: Desk,
  person: Person,
  ticketId: string,
  visibility: Ticket['visibility'],
  given?: Given,
): Promise<void> {
  const moves: Moves = { texts: [], documentIds: [], kinds: new Map() }
  try {
    if (given && visibility === 'public')
      await sealChosen(desk, { person, ticketId, locale: given.locale }, given.decisions, moves)
    await desk.db.transaction(async (tx) => {
      const ticket = found((await tx.select().from(tickets).where(eq(tickets.id, ticketId)))[0])
      allow(maySwitch(person, ticket, visibility))
      if (visibility === 'public') await publish(tx, desk, { person, ticket, moves }, given)
      else if (ticket.visibility === 'public') await turn(tx, desk, { person, ticket }, {})
    })
  } finally {
    await discardUntaken(desk, moves)
  }
}

type Whose = { person: Person; ticket: Ticket }

async function publish(tx: Tx, desk: Desk, whose: Whose & { moves: Moves }, given?: Given): Promise<void> {
  const { ticket, moves } = whose
  await takeMoves(tx, desk, whose, moves)
  const review = await reviewOf(tx, desk, ticket)
  const spots = review.flatMap((text) => text.spots)
  const theirs = marksOfOthers(review, ticket)
  if (given && !given.save) requireRead(given, review, theirs)
  const decisions = verdictsFor(spots, given?.decisions ?? new Map(), theirs)
  const news = moves.documentIds.length + (await decide(tx, desk, { ...whose, decisions }))
  const opens = ticket.visibility === 'private' && !given?.save
  // Of a page that showed another state nothing is taken. The same form sent twice asks for nothing the second time.
  if (given?.epoch !== undefined && given.epoch !== ticket.epoch && (opens || news > 0))
    throw new Conflict({ key: 'review.moved' })
  if (opens) {
    const kept = spots.filter((spot) => spot.blocking && (decisions.get(spot.mark) ?? spot).verdict === 'keep').length
    await turn(tx, desk, whose, { licence: given?.licence ?? ticket.licence, kept })
  } else if (news > 0) {
    await project(tx, desk, ticket.id)
    tx.onCommit(() => desk.live.ticketChanged(ticket.number))
  }
}

/** Throws unless its owner has seen all of it, says so, and has decided about whatever blocks. */
function requireRead({ seen, decisions, confirm }: Given, review: Reviewed[], theirs: ReadonlySet<string>): void {
  if (seen !== undefined && review.at(-1)?.replyId !== seen) throw new Conflict({ key: 'review.said_since' })
  const isOpen = ({ blocking, kind, verdict, mark }: Spot) =>
    blocking && !theirs.has(mark) && !ALWAYS_COVERED.includes(kind) && verdict === null && !decisions.has(mark)
  const open = review.flatMap(({ spots }) => spots.filter(isOpen))
  const errors: Record<string, Message> = Object.fromEntries(
    open.map(({ mark }) => [`finding-${mark}`, { key: 'review.decide' }]),
  )
  if (!confirm) errors['confirm'] = { key: 'form.publish_confirm' }
  if (Object.keys(errors).length > 0) throw new Invalid(errors)
}

type Opened = { licence?: Ticket['licence']; kept?: number }

/** The shutter moves: the ticket, what everybody reads of it, the line of the record with what was shown, the watchers. */
async function turn(tx: Tx, desk: Desk, { person, ticket }: Whose, { licence, kept }: Opened): Promise<void> {
  const now = desk.clock.now()
  const epoch = ticket.epoch + 1
  const opened = licence !== undefined
  await tx
    .update(tickets)
    .set(
      opened
        ? { visibility: 'public', publicSince: now, epoch, licence }
        : { visibility: 'private', publicSince: null, epoch },
    )
    .where(eq(tickets.id, ticket.id))
  await project(tx, desk, ticket.id)
  const shown = opened ? { ...(await shownOf(tx, ticket.id)), kept: kept ?? 0, licence, meaning: MEANING } : {}
  await record(tx, {
    deed: opened ? 'ticket.published' : 'ticket.unpublished',
    at: now,
    actorId: person.id,
    personId: person.id,
    ticketId: ticket.id,
    facts: { epoch, ...shown },
  })
  tx.onCommit(() => {
    desk.live.visibilityChanged(ticket.number)
    desk.live.queueChanged()
  })
}
