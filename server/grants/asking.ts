import { and, eq } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import type { Reader, Tx } from '../db/database.ts'
import { grants } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { documentFor, type Document } from '../documents/documents.ts'
import { tellOfAsking, tellOfGlass } from '../mail/notices.ts'
import { Conflict, Gone, allow } from '../problems.ts'
import { tell } from '../words/words.ts'
import { ask, giveInAdvance, type Wish } from './giving.ts'
import { leavesWith, open, type Grant } from './grants.ts'
import { holds, mayAsk, mayBreakGlass, waits } from './policy.ts'
import { spanOf } from './spans.ts'

type May = (person: Person, document: Document) => boolean

/**
 * The agent who has the ticket asks its owner for leave to open a document; where the owner has allowed it in advance
 * it is given at once. Throws NotFound, Gone, Forbidden, or Conflict when it was asked for already.
 */
export async function askForGrant(desk: Desk, person: Person, documentId: string, wish: Wish): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const document = await requireAskable(tx, desk, person, documentId, mayAsk)
    await refuseTwice(tx, desk, person, document, 'asked')
    if (document.access === 'assigned') await giveInAdvance(tx, desk, person, document, wish)
    else await askOwner(tx, desk, person, document, { kind: 'asked', ...wish })
  })
}

/**
 * A member of staff asks to open a document without its owner; a second one has to approve, and the owner is told at
 * once. Throws NotFound, Gone, Forbidden, or Conflict when it was asked for already.
 */
export async function askToBreakGlass(desk: Desk, person: Person, documentId: string, wish: Wish): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const document = await requireAskable(tx, desk, person, documentId, mayBreakGlass)
    await refuseTwice(tx, desk, person, document, 'glass')
    await askOwner(tx, desk, person, document, { kind: 'glass', ...wish })
    tx.onCommit(desk.live.queueChanged)
  })
}

/** The document that this person may ask for; also looked for before the form is read. */
export async function requireAskable(
  db: Reader,
  desk: Desk,
  person: Person,
  documentId: string,
  may: May,
): Promise<Document> {
  const document = await documentFor(db, person, documentId, desk.clock.now())
  if (document.state !== 'stored') throw new Gone()
  allow(may(person, document))
  return document
}

async function refuseTwice(tx: Tx, desk: Desk, person: Person, { id }: Document, kind: Grant['kind']): Promise<void> {
  const now = desk.clock.now()
  const mine = await leavesWith(tx, and(eq(grants.documentId, id), eq(grants.agentId, person.id), open), now)
  if (mine.some(({ grant, document }) => holds(grant, document, now)))
    throw new Conflict({ key: 'grants.runs_already' })
  if (mine.some(({ grant }) => grant.kind === kind && waits(grant, now)))
    throw new Conflict({ key: 'grants.asked_already' })
}

async function askOwner(
  tx: Tx,
  desk: Desk,
  person: Person,
  document: Document,
  wish: Wish & { kind: Grant['kind'] },
): Promise<void> {
  const { ticketNumber } = await ask(tx, desk, person, document, wish)
  const { owner, slip } = document
  const time = tell(owner.locale, spanOf(wish.minutes))
  const write = wish.kind === 'glass' ? tellOfGlass : tellOfAsking
  await write(tx, desk, owner, `/tickets/${ticketNumber}#asks`, { slip: String(slip), agent: person.name, time })
}
