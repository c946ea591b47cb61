import { createHmac, randomBytes } from 'node:crypto'
import { and, count, eq, isNull } from 'drizzle-orm'
import type { Reader, Tx } from '../db/database.ts'
import { recoveryCodes } from '../db/schema.ts'
import type { Desk } from '../desk.ts'

const CODES = 10
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789' // without characters that are read as another

/** Replaces a person's recovery codes: ten, of 16 characters (79 bits) in groups of four. */
export async function makeRecoveryCodes(tx: Tx, desk: Desk, personId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newCode)
  await tx.delete(recoveryCodes).where(eq(recoveryCodes.personId, personId))
  await tx.insert(recoveryCodes).values(codes.map((code) => ({ id: keyed(desk, personId, code), personId })))
  return codes
}

/** True if the code is one of the person's, and then it is spent. */
export async function spendRecoveryCode(tx: Tx, desk: Desk, personId: string, code: string): Promise<boolean> {
  const spent = await tx
    .update(recoveryCodes)
    .set({ usedAt: desk.clock.now() })
    .where(and(eq(recoveryCodes.id, keyed(desk, personId, code)), isNull(recoveryCodes.usedAt)))
    .returning({ id: recoveryCodes.id })
  return spent.length === 1
}

/** How many recovery codes a person has left. */
export async function codesLeft(db: Reader, personId: string): Promise<number> {
  const [row] = await db
    .select({ left: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.personId, personId), isNull(recoveryCodes.usedAt)))
  return row?.left ?? 0
}

function newCode(): string {
  const letters: string[] = []
  while (letters.length < 16) {
    // Bytes beyond the last whole multiple would make some letters likelier than others.
    for (const byte of randomBytes(24))
      if (byte < 248 && letters.length < 16) letters.push(ALPHABET[byte % 31] as string)
  }
  return letters.join('').replace(/(.{4})(?!$)/g, '$1-')
}

// The key lies in the keyring, so a copy of the database alone cannot be searched for codes.
const keyed = (desk: Desk, personId: string, code: string): string =>
  createHmac('sha256', desk.vault.serverKey('recovery'))
    .update(`${personId}:${code.replaceAll('-', '')}`)
    .digest('hex')
