import { and, eq } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import { nextNumber } from '../db/counters.ts'
import type { Reader, Tx } from '../db/database.ts'
import { hashToken, newId } from '../db/ids.ts'
import { replies, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { allow, only } from '../problems.ts'
import { project } from '../publication/projecting.ts'
import { NOTHING_DECIDED, settle, type Decided } from '../review/guarding.ts'
import { index } from '../search/indexing.ts'
import { dropDraft } from '../signin/drafts.ts'
import { mayOpenTicket } from './policy.ts'
import type { Ticket } from './tickets.ts'

/** A form that opens a ticket. */
export type Opening = {
  subject: string
  body: string
  category: Ticket['category']
  visibility: Ticket['visibility']
  /** Left out: the owner is asked each time. */
  access?: Ticket['access'] | undefined
  key?: string | undefined
  /** What was found in the texts; left out: nobody has looked, and what blocks stays covered. */
  decided?: Decided | undefined
}

/** The id of the ticket that a form opens, however often it is sent: what is found in its texts is marked under it. */
export const ticketIdOf = (personId: string, submission: string): string =>
  hashToken(`${personId} ${submission}`).slice(0, 32)

/** The ticket that this form has opened already. */
export const twinOfTicket = async (db: Reader, personId: string, submission: string): Promise<Ticket | undefined> =>
  (
    await db
      .select()
      .from(tickets)
      .where(and(eq(tickets.ownerId, personId), eq(tickets.submission, submission)))
  )[0]

/** Opens a ticket with the documents that were sealed for it; sent twice, it is opened once (F16). */
export async function openTicket(desk: Desk, person: Person, form: Opening, documentIds: string[]): Promise<Ticket> {
  allow(mayOpenTicket(person))
  return desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const submission = form.key ?? newId()
    const twin = await twinOfTicket(tx, person.id, submission)
    if (twin) return twin
    const { subject, category, visibility, access } = form
    const ticket = only(
      await tx
        .insert(tickets)
        .values({
          id: ticketIdOf(person.id, submission),
          number: await nextNumber(tx, 'ticket'),
          ownerId: person.id,
          subject,
          category,
          visibility,
          access,
          status: 'open',
          epoch: 1,
          publicSince: visibility === 'public' ? now : null,
          submission,
          replyCount: 0,
          openedAt: now,
          touchedAt: now,
        })
        .returning(),
    )
    const first = {
      id: newId(),
      ticketId: ticket.id,
      seq: 0,
      authorId: person.id,
      body: form.body,
      internal: false,
      submission,
      createdAt: now,
    }
    await tx.insert(replies).values(first)
    await record(tx, {
      deed: 'ticket.opened',
      at: now,
      actorId: person.id,
      personId: person.id,
      ticketId: ticket.id,
      facts: { visibility },
    })
    await settle(tx, desk, { person, ticket }, form.decided ?? NOTHING_DECIDED, documentIds)
    await makeFindable(tx, ticket, first)
    if (visibility === 'public') await project(tx, desk, ticket.id)
    await dropDraft(tx, person.id, '/tickets/new')
    tx.onCommit(desk.live.queueChanged)
    return ticket
  })
}

/** For its owner and staff, by its subject and by its first text. */
async function makeFindable(tx: Tx, ticket: Ticket, first: { id: string; body: string }): Promise<void> {
  const found = { scope: 'whole' as const, ticketId: ticket.id, number: ticket.number }
  await index(tx, { ...found, replyId: null, text: ticket.subject })
  await index(tx, { ...found, replyId: first.id, text: first.body })
}
