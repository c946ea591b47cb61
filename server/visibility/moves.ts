import { and, eq } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { replies, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import type { FindingKind } from '../detectors/kinds.ts'
import { discard, fileDocuments } from '../documents/storing.ts'
import { Conflict, allow, found } from '../problems.ts'
import { decide } from '../review/deciding.ts'
import type { Decision } from '../review/forms.ts'
import { moveToVault } from '../review/moving.ts'
import { mayMoveFinding } from '../review/policy.ts'
import { reviewOf } from '../review/reviewing.ts'
import { index } from '../search/indexing.ts'
import { maySwitch } from '../tickets/policy.ts'
import type { Ticket } from '../tickets/tickets.ts'
import type { Locale } from '../words/words.ts'

type Text = { replyId: string | null; before: string; after: string }
/** What goes into the vault out of the texts of a ticket: the texts as they were and will be, and what was sealed. */
export type Moves = { texts: Text[]; documentIds: string[]; kinds: Map<string, FindingKind> }

/**
 * Seals what the owner of a ticket sends to the vault out of their own texts; nothing of the ticket is changed yet.
 * `moves` grows as it goes, so that what was sealed is known even when this throws.
 */
export async function sealChosen(
  desk: Desk,
  { person, ticketId, locale }: { person: Person; ticketId: string; locale: Locale },
  decisions: ReadonlyMap<string, Decision>,
  moves: Moves,
): Promise<void> {
  if (![...decisions.values()].includes('vault')) return
  const place = found((await desk.db.select().from(tickets).where(eq(tickets.id, ticketId)))[0])
  allow(maySwitch(person, place, 'public'))
  const slips = new Map<string, { id: string; slip: string }>()
  for (const { replyId, authorId, text: before, spots } of await reviewOf(desk.db, desk, place)) {
    if (!mayMoveFinding(person, place, authorId)) continue
    const chosen = spots.filter(({ mark, kind }) => decisions.get(mark) === 'vault' && kind !== 'vault_content')
    if (chosen.length === 0) continue
    const { text: after, documentIds } = await moveToVault(desk, { person, place, locale, slips }, before, chosen)
    moves.texts.push({ replyId, before, after })
    moves.documentIds.push(...documentIds)
    for (const { mark, kind } of chosen) moves.kinds.set(mark, kind)
  }
}

/** Puts what was sealed on the ticket, and its slip where it stood. Throws Conflict when a text is another by now. */
export async function takeMoves(
  tx: Tx,
  desk: Desk,
  { person, ticket }: { person: Person; ticket: Ticket },
  { texts, documentIds, kinds }: Moves,
): Promise<void> {
  if (documentIds.length === 0) return
  for (const text of texts) await rewrite(tx, ticket, text)
  await fileDocuments(tx, desk, documentIds, { ticket, actorId: person.id })
  // The same value in a text of support stays where it is, and covered, however short it may be.
  const decisions = new Map([...kinds].map(([mark, kind]) => [mark, { kind, verdict: 'cover' as const }]))
  await decide(tx, desk, { person, ticket, decisions })
  const [at, facts] = [desk.clock.now(), { count: documentIds.length }]
  await record(tx, { deed: 'finding.moved', at, actorId: person.id, ticketId: ticket.id, facts })
  tx.onCommit(() => void desk.db.checkpoint()) // what stood in the text is not left in the log of the database either
}

async function rewrite(tx: Tx, ticket: Ticket, { replyId, before, after }: Text): Promise<void> {
  const changed =
    replyId === null
      ? await tx
          .update(tickets)
          .set({ subject: after })
          .where(and(eq(tickets.id, ticket.id), eq(tickets.subject, before)))
          .returning({ id: tickets.id })
      : await tx
          .update(replies)
          .set({ body: after })
          .where(and(eq(replies.id, replyId), eq(replies.body, before)))
          .returning({ id: replies.id })
  if (changed.length !== 1) throw new Conflict({ key: 'review.moved' })
  const { id: ticketId, number } = ticket
  const place = { ticketId, number }
  await index(tx, { ...place, scope: 'whole', replyId, text: after })
  if (replyId !== null) return
  // Each reply is found by the words of the subject too.
  for (const { id, body, internal } of await tx.select().from(replies).where(eq(replies.ticketId, ticketId)))
    await index(tx, { ...place, scope: internal ? 'note' : 'whole', replyId: id, text: body })
}

/** Lets go of what was sealed and not taken. What cannot be let go of now is forgotten within a day. */
export async function discardUntaken(desk: Desk, { documentIds }: Moves): Promise<void> {
  for (const id of documentIds)
    await discard(desk, id).catch((err: unknown) => desk.log.error({ err, document: id }, 'a moved text is left over'))
}
