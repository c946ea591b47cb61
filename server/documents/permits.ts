import type { Person } from '../accounts/people.ts'
import { record, type Deed } from '../audit/record.ts'
import type { Reader, Tx } from '../db/database.ts'
import type { Desk } from '../desk.ts'
import { Gone, allow } from '../problems.ts'
import { destroyDocument } from './destroying.ts'
import { documentFor, type Document } from './documents.ts'
import type { Outcome } from './reading.ts'
import { forgetToken } from './tokens.ts'

type May = (person: Person, document: Document) => boolean

/** The document, if it is there and this person may do that with it. Throws NotFound, Gone or Forbidden. */
export async function permitted(db: Reader, desk: Desk, person: Person, id: string, may: May): Promise<Document> {
  const document = await documentFor(db, person, id, desk.clock.now())
  if (document.state !== 'stored') throw new Gone()
  allow(may(person, document))
  return document
}

/** A line about a document in the record, told at once to those who have the ticket before them. */
export async function write(
  tx: Tx,
  desk: Desk,
  deed: Deed,
  { id, accountId, ticketId, ticketNumber }: Document,
  person: Person,
  facts: Record<string, string | number>,
): Promise<void> {
  const about = { personId: accountId, ticketId, documentId: id }
  await record(tx, { deed, at: desk.clock.now(), actorId: person.id, ...about, facts })
  if (ticketNumber === null) return
  tx.onCommit(() => {
    if (deed === 'document.opened') desk.live.documentChanged(ticketNumber, id, 'opened')
    else desk.live.accessChanged(ticketNumber)
  })
}

/** A content went out whole, or broke off; `token` is by what support read it, null for its owner. */
export async function conclude(
  desk: Desk,
  person: Person,
  document: Document,
  outcome: Outcome,
  token: string | null,
): Promise<void> {
  if (outcome !== 'whole') {
    await desk.db.transaction(async (tx) => {
      await write(tx, desk, 'document.aborted', document, person, {})
      // Nothing of it left: it was not read, and what may be read once can still be.
      if (token && outcome === 'unsent') await forgetToken(tx, token)
    })
  }
  const read = token !== null && outcome !== 'unsent'
  if (document.viewOnce && read) await destroyDocument(desk, null, document.id, 'viewed')
}
