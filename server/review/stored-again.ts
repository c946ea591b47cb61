import { eq } from 'drizzle-orm'
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
 * In the transaction that puts a text into the vault: where it stands on public tickets of its owner, these are covered
 * anew, so that what is in the vault is nowhere public from then on. Its owner reads of it in their history.
 */
export async function coverWhatIsStored(
  tx: Tx,
  desk: Desk,
  { documentId, ownerId }: { documentId: string; ownerId: string },
): Promise<void> {
  const known = await tx.select().from(fingerprints).where(eq(fingerprints.documentId, documentId))
  if (known.length === 0) return
  const told = await publicTextsOf(tx, ownerId)
  const standsIn = new Set(
    told.flatMap(({ id, text, authorId }) =>
      vaultContent(fold(text).text, knownIn(desk, known, authorId)).length > 0 ? [id] : [],
    ),
  )
  for (const ticketId of standsIn) {
    await project(tx, desk, ticketId)
    const facts = { kind: 'vault_content', count: 1 }
    await record(tx, { deed: 'finding.covered', at: desk.clock.now(), actorId: null, ticketId, documentId, facts })
    const number = told.find(({ id }) => id === ticketId)?.number
    if (number !== undefined) tx.onCommit(() => desk.live.ticketChanged(number))
  }
}

/** Everything that the world reads on the tickets of an account. */
async function publicTextsOf(tx: Tx, ownerId: string) {
  const { ticketId: id, number } = publications
  const subjects = await tx
    .select({ id, number, text: publications.subject, authorId: tickets.ownerId })
    .from(publications)
    .innerJoin(tickets, eq(tickets.id, id))
    .where(eq(tickets.ownerId, ownerId))
  const bodies = await tx
    .select({ id, number, text: publishedReplies.body, authorId: publishedReplies.authorId })
    .from(publishedReplies)
    .innerJoin(publications, eq(id, publishedReplies.ticketId))
    .innerJoin(tickets, eq(tickets.id, id))
    .where(eq(tickets.ownerId, ownerId))
  return [...subjects, ...bodies]
}
