import { asc, eq, lt } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { record, type Deed } from '../audit/record.ts'
import { DAY, after } from '../clock.ts'
import type { Reader, Tx } from '../db/database.ts'
import { hashToken } from '../db/ids.ts'
import { documents, shares } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { documentById, documentFor, type Document } from '../documents/documents.ts'
import { NotFound, found } from '../problems.ts'
import { canBeLent, maySeeShares } from './policy.ts'

export type Share = typeof shares.$inferSelect
/** A link with the document that it lends. */
export type Lent = { share: Share; document: Document }

/** A document whose links this person may see, else NotFound: staff know the document and nothing of its links. */
export async function lendableFor(db: Reader, person: Person, documentId: string, now: Date): Promise<Document> {
  const document = await documentFor(db, person, documentId, now)
  if (!maySeeShares(person, document)) throw new NotFound()
  return document
}

/** One of the owner's links, else NotFound. */
export async function shareFor(db: Reader, person: Person, id: string, now: Date): Promise<Lent> {
  const [share] = await db.select().from(shares).where(eq(shares.id, id))
  return { share: found(share), document: await lendableFor(db, person, found(share).documentId, now) }
}

/** What the token of a link opens now; null for one that is unknown, has ended, was revoked or is used up. */
export async function shareBehind(db: Reader, token: string, now: Date): Promise<Lent | null> {
  const [share] = await db
    .select()
    .from(shares)
    .where(eq(shares.token, hashToken(token)))
  if (!share) return null
  const document = await documentById(db, share.documentId, now)
  return stateOf(share, document, now) === 'open' ? { share, document } : null
}

/** The links to a document, in the order in which they were made. */
export const sharesOf = (db: Reader, documentId: string): Promise<Share[]> =>
  db.select().from(shares).where(eq(shares.documentId, documentId)).orderBy(asc(shares.createdAt), asc(shares.id))

/** Does a link open its document, and if not, why? `shut`: nothing of the document is given out at the moment. */
export function stateOf(share: Share, document: Document, now: Date): 'open' | 'revoked' | 'used' | 'ended' | 'shut' {
  if (share.revokedAt) return 'revoked'
  if (share.views >= share.mostViews) return 'used'
  if (share.expiresAt <= now) return 'ended'
  return canBeLent(document) ? 'open' : 'shut'
}

type Facts = { label: string } & Record<string, string | number>

/** Writes what happened to a link into the record of its document; `actorId` is null for whoever has the link. */
export const tell = (
  tx: Tx,
  desk: Desk,
  deed: Deed,
  { id, accountId, ticketId }: Pick<Document, 'id' | 'accountId' | 'ticketId'>,
  actorId: string | null,
  facts: Facts,
): Promise<void> =>
  record(tx, { deed, at: desk.clock.now(), actorId, personId: accountId, ticketId, documentId: id, facts })

/** Ends all links to a document in the transaction that destroys it; what they were is gone with it. */
export async function revokeShares(tx: Tx, desk: Desk, documentId: string): Promise<void> {
  const [document] = await tx.select().from(documents).where(eq(documents.id, documentId))
  const gone = await tx.delete(shares).where(eq(shares.documentId, documentId)).returning()
  const now = desk.clock.now()
  for (const { label, revokedAt, views, mostViews, expiresAt } of gone) {
    if (revokedAt || views >= mostViews || expiresAt <= now) continue
    await tell(tx, desk, 'share.revoked', found(document), null, { label })
  }
}

const KEPT = 90 * DAY

/** Links that ended long ago are of no use to anybody; what was opened through them stays in the record. */
export async function forgetShares(tx: Tx, now: Date): Promise<void> {
  await tx.delete(shares).where(lt(shares.expiresAt, after(now, -KEPT)))
}
