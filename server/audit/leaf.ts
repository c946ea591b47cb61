import { createHmac } from 'node:crypto'
import type { audit } from '../db/vault-schema.ts'
import { leafHash } from './tree.ts'

type Row = typeof audit.$inferSelect
/** What a leaf says. */
export type Line = Pick<Row, 'at' | 'deed' | 'actorId' | 'facts'> &
  Partial<Pick<Row, 'personId' | 'ticketId' | 'documentId'>>

/**
 * A line of the record as the text that its leaf commits to, the same from either engine. A JSON array without spaces:
 * version 1, time (ISO 8601, UTC, milliseconds), deed, actor, person, ticket, document (ids or null), and the facts as
 * an object whose names are sorted by UTF-16 code units.
 */
export function canonical({ at, deed, actorId, personId, ticketId, documentId, facts }: Line): string {
  const names = Object.keys(facts).sort()
  const sorted = Object.fromEntries(names.map((name) => [name, facts[name]]))
  const ids = [actorId, personId ?? null, ticketId ?? null, documentId ?? null]
  return JSON.stringify([1, at.toISOString(), deed, ...ids, sorted])
}

/**
 * The leaf of a line: SHA-256(0x00 | HMAC-SHA256(key, canonical text)). Without its random key it says nothing of the
 * line, not even to somebody who guesses it (vault.md 3.7).
 */
export const leafOf = (key: Buffer, line: Line): Buffer =>
  leafHash(createHmac('sha256', key).update(canonical(line)).digest())
