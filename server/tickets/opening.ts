import { and, eq } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record } from '../audit/record.ts'
import { nextNumber } from '../db/counters.ts'
import { newId } from '../db/ids.ts'
import { replies, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { allow, only } from '../problems.ts'
import { dropDraft } from '../signin/drafts.ts'
import { fileDocuments } from '../documents/storing.ts'
import { mayOpenTicket } from './policy.ts'
import type { Ticket } from './tickets.ts'

type Opening = {
  subject: string
  body: string
  category: Ticket['category']
  visibility: Ticket['visibility']
  /** Left out: the owner is asked each time. */
  access?: Ticket['access'] | undefined
  key?: string | undefined
}

/** Opens a ticket with the documents that were sealed for it; sent twice, it is opened once (F16). */
export async function openTicket(desk: Desk, person: Person, form: Opening, documentIds: string[]): Promise<Ticket> {
  allow(mayOpenTicket(person))
  return desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const submission = form.key ?? newId()
    const [twin] = await tx
      .select()
      .from(tickets)
      .where(and(eq(tickets.ownerId, person.id), eq(tickets.submission, submission)))
    if (twin) return twin
    const { subject, category, visibility, access } = form
    const ticket = only(
      await tx
        .insert(tickets)
        .values({
          id: newId(),
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
    await fileDocuments(tx, desk, documentIds, { ticket, actorId: person.id })
    await dropDraft(tx, person.id, '/tickets/new')
    tx.onCommit(desk.live.queueChanged)
    return ticket
  })
}
