import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { generateSecret, generateURI, verify } from 'otplib'
import { toString as drawQr } from 'qrcode'
import type { Tx } from '../db/database.ts'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'

/** A code of the step before or after is taken too: clocks differ (RFC 6238 §5.2). In seconds. */
const TOLERANCE = 30

/** A new seed: 32 base32 characters, 160 bits. */
export const newSeed = (): string => generateSecret()

/** What an authenticator app reads. */
export const otpauthUri = (email: string, seed: string): string =>
  generateURI({ issuer: 'Guichet', label: email, secret: seed })

/** The QR picture of an `otpauth://` link, as SVG without inline style. */
export const qrPicture = (uri: string): Promise<string> => drawQr(uri, { type: 'svg', margin: 0 })

export const wrapSeed = (desk: Desk, personId: string, seed: string): Buffer =>
  desk.vault.wrapSecret(`totp:${personId}`, Buffer.from(seed))

export const unwrapSeed = (desk: Desk, personId: string, wrapped: Buffer): string =>
  desk.vault.unwrapSecret(`totp:${personId}`, wrapped).toString()

/** The time step of a right code that is newer than `lastStep`, else null. */
export async function stepOf(desk: Desk, seed: string, code: string, lastStep: number | null): Promise<number | null> {
  if (!/^\d{6}$/.test(code)) return null
  const epoch = Math.floor(desk.clock.now().getTime() / 1000)
  try {
    const checked = await verify({
      secret: seed,
      token: code,
      epoch,
      epochTolerance: TOLERANCE,
      ...(lastStep === null ? {} : { afterTimeStep: lastStep }),
    })
    return checked.valid && 'timeStep' in checked ? checked.timeStep : null
  } catch {
    return null // the last step lies ahead of the clock: no code is newer
  }
}

/**
 * True if the code is the person's, and then it is spent: the step is raised by compare-and-set, so that of two
 * simultaneous tries with one code only one is taken.
 */
export async function spendCode(tx: Tx, desk: Desk, personId: string, code: string): Promise<boolean> {
  const [row] = await tx
    .select({ seed: people.totpSeed, step: people.totpStep })
    .from(people)
    .where(eq(people.id, personId))
  if (!row?.seed) return false
  const step = await stepOf(desk, unwrapSeed(desk, personId, row.seed), code, row.step)
  if (step === null) return false
  const spent = await tx
    .update(people)
    .set({ totpStep: step })
    .where(and(eq(people.id, personId), or(isNull(people.totpStep), lt(people.totpStep, step))))
    .returning({ id: people.id })
  return spent.length === 1
}
