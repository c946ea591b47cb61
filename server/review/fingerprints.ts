import { eq } from 'drizzle-orm'
import type { Tx } from '../db/database.ts'
import { fingerprints } from '../db/public-schema.ts'
import type { Desk } from '../desk.ts'
import { keyed } from './keyed.ts'
import { piecesOf, type TextKind } from './pieces.ts'

/** A keyed fingerprint of a normalised text of an account: equal texts of two accounts do not look equal. */
export const fingerprintOf = (desk: Desk, accountId: string, normalised: string): string =>
  keyed(desk, 'fingerprints', `${accountId}|${normalised}`)

/**
 * How many letters and how many figures a normalised text has, in one number. It does not depend on how the text is set
 * apart, and nearly all of what people write differs in it from what is in the vault: only the rest is worth a hash.
 */
export const measureOf = (normalised: string): number => {
  const figures = normalised.replace(/\D/g, '').length
  return (normalised.length - figures) * 1000 + figures
}
/** The length of a text of that measure. */
export const lengthOf = (measure: number): number => Math.floor(measure / 1000) + (measure % 1000)

export type Fingerprint = Omit<typeof fingerprints.$inferSelect, 'documentId'>

/** The fingerprints by which a text in the vault is known again where it, or a telling piece of it, is pasted. */
export const fingerprintsOf = (desk: Desk, accountId: string, kind: TextKind, text: string): Fingerprint[] =>
  piecesOf(kind, text).map((piece) => ({
    accountId,
    mark: fingerprintOf(desk, accountId, piece),
    length: measureOf(piece),
  }))

/** Keeps the fingerprints of a text that is sealed in the same transaction. */
export async function keepFingerprints(tx: Tx, documentId: string, marks: Fingerprint[]): Promise<void> {
  if (marks.length > 0) await tx.insert(fingerprints).values(marks.map((one) => ({ ...one, documentId })))
}

/** Forgets the fingerprints of a document that is destroyed in the same transaction. */
export async function forgetFingerprints(tx: Tx, documentId: string): Promise<void> {
  await tx.delete(fingerprints).where(eq(fingerprints.documentId, documentId))
}
