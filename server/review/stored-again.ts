import { eq, or } from 'drizzle-orm'
import { record } from '../audit/record.ts'
import type { Tx } from '../db/database.ts'
import { fingerprints, publications, publishedReplies } from '../db/public-schema.ts'
import { tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { fold } from '../detectors/folding.ts'
import { vaultContent } from '../detectors/vault-content.ts'
import { project } from '../publication/projecting.ts'
import { knownIn } from './own.ts'

/**
 * In the transaction that puts a text into the vault: where it stands on public tickets of its owner, or in what they said
 * on those of others, these are covered anew, so that what is in the vault is nowhere public from then on. Its owner reads
 * of it in the history of their own; which slip it is, is nobody else's business.
 */
export async function coverWhatIsStored(
  tx: Tx,
  desk: Desk,
  { documentId, ownerId }: { documentId: string; ownerId: string },
): Promise<void> {
  const known = await tx.select().from(fingerprints).where(eq(fingerprints.documentId, documentId))
  if (known.length === 0) return
  const told = await publicTextsOf(tx, ownerId)
  const standing = told.filter(
    ({ text, authorId, by }) =>
      vaultContent(fold(text).text, knownIn(desk, known, { authorId, support: by === 'support' })).length > 0,
  )
  for (const { ticketId, number, whose } of new Map(standing.map((one) => [one.ticketId, one])).values()) {
    await project(tx, desk, ticketId)
    const about = { ticketId, ...(whose === ownerId && { documentId }) }
    const facts = { kind: 'vault_content', count: 1 }
    await record(tx, { deed: 'finding.covered', at: desk.clock.now(), actorId: null, ...about, facts })
    tx.onCommit(() => desk.live.ticketChanged(number))
  }
}

/** Everything that the world reads on the tickets of an account, and of what it said elsewhere. */
async function publicTextsOf(tx: Tx, accountId: string) {
  const { ticketId, number, subject } = publications
  const place = { ticketId, number, whose: tickets.ownerId }
  const subjects = await tx
    .select({ ...place, text: subject, authorId: tickets.ownerId })
    .from(publications)
    .innerJoin(tickets, eq(tickets.id, ticketId))
    .where(eq(tickets.ownerId, accountId))
  const { authorId, body: text, by } = publishedReplies
  const bodies = await tx
    .select({ ...place, text, authorId, by })
    .from(publishedReplies)
    .innerJoin(publications, eq(ticketId, publishedReplies.ticketId))
    .innerJoin(tickets, eq(tickets.id, ticketId))
    .where(or(eq(tickets.ownerId, accountId), eq(authorId, accountId)))
  return [...subjects.map((one) => ({ ...one, by: 'owner' })), ...bodies]
}
