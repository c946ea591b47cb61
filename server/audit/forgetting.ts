import { and, eq, inArray, isNotNull, lt, type SQL } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { people, tickets } from '../db/schema.ts'
import { audit, documents } from '../db/vault-schema.ts'

/**
 * Takes everything that says what happened from the lines about people whose account was closed before an instant:
 * their keys, without which a leaf cannot be linked to anything, their facts and who and what they were about. Their
 * leaves stay, so every proof about other lines still holds (vault.md 3.7). Answers how many.
 */
export async function forgetLines(tx: Tx, before: Date): Promise<number> {
  const gone = tx
    .select({ id: people.id })
    .from(people)
    .where(and(eq(people.state, 'closed'), lt(people.closedAt, before)))
  const theirTickets = tx.select({ id: tickets.id }).from(tickets).where(inArray(tickets.ownerId, gone))
  const theirDocuments = tx.select({ id: documents.id }).from(documents).where(inArray(documents.accountId, gone))
  // One after the other, so that each finds its lines by an index. What they did to others stays in the record of those.
  return (
    (await forget(tx, inArray(audit.ticketId, theirTickets))) +
    (await forget(tx, inArray(audit.documentId, theirDocuments))) +
    (await forget(tx, inArray(audit.personId, gone)))
  )
}

async function forget(tx: Tx, about: SQL): Promise<number> {
  const lines = await tx
    .update(audit)
    .set({ key: null, facts: {}, actorId: null, personId: null, ticketId: null, documentId: null })
    .where(and(about, isNotNull(audit.position))) // what has no place yet would lose its leaf
    .returning({ seq: audit.seq })
  return lines.length
}
