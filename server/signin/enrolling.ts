import { and, eq, isNotNull } from 'drizzle-orm'
import { record } from '../audit/record.ts'
import { people, sessions } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { tellOfSecurityChange } from '../mail/notices.ts'
import { Invalid, found } from '../problems.ts'
import { makeRecoveryCodes } from './recovery.ts'
import { endSessionsOf, startSession } from './sessions.ts'
import { newSeed, stepOf, unwrapSeed, wrapSeed } from './totp.ts'

type Waiting = { id: string; personId: string }

/** The seed that this session's enrolment page shows; the same until it is proved, however often the page is loaded. */
export async function seedToShow(desk: Desk, session: Waiting): Promise<string> {
  return desk.db.transaction(async (tx) => {
    const [row] = await tx.select({ wrapped: sessions.pendingSeed }).from(sessions).where(eq(sessions.id, session.id))
    if (row?.wrapped) return unwrapSeed(desk, session.personId, row.wrapped)
    const seed = newSeed()
    await tx
      .update(sessions)
      .set({ pendingSeed: wrapSeed(desk, session.personId, seed) })
      .where(eq(sessions.id, session.id))
    return seed
  })
}

/**
 * Enrols the seed once a code proves that the app holds it: all other sessions end, a new one begins, and ten recovery
 * codes wait in it to be shown once. Answers the new session's token. Throws Invalid.
 */
export async function enrol(desk: Desk, session: Waiting, code: string, userAgent: string): Promise<string> {
  return desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const [row] = await tx.select({ wrapped: sessions.pendingSeed }).from(sessions).where(eq(sessions.id, session.id))
    const wrapped = found(row).wrapped
    const step = wrapped && (await stepOf(desk, unwrapSeed(desk, session.personId, wrapped), code, null))
    if (!step) throw new Invalid({ code: { key: 'form.wrong_code' } })
    const [person] = await tx
      .update(people)
      .set({ totpSeed: wrapped, totpStep: step, totpEnrolledAt: now })
      .where(eq(people.id, session.personId))
      .returning()
    await record(tx, { deed: 'second_factor.enrolled', at: now, actorId: session.personId, personId: session.personId })
    await tellOfSecurityChange(tx, desk, found(person), '/account')
    await endSessionsOf(tx, desk, session.personId)
    const token = await startSession(tx, { personId: session.personId, kind: 'full', userAgent, now })
    await keepCodes(tx, desk, session.personId)
    return token
  })
}

/** Makes ten new recovery codes; the old ones stop working. They wait in the person's sessions to be shown once. */
export async function renewRecoveryCodes(desk: Desk, personId: string): Promise<void> {
  await desk.db.transaction(async (tx) => {
    await keepCodes(tx, desk, personId)
    await record(tx, { deed: 'second_factor.codes_made', at: desk.clock.now(), actorId: personId, personId })
  })
}

/** The new recovery codes, the first time that they are asked for; null ever after. */
export async function takeRecoveryCodes(desk: Desk, personId: string): Promise<string[] | null> {
  return desk.db.transaction(async (tx) => {
    const [row] = await tx
      .select({ wrapped: sessions.recoveryCodes })
      .from(sessions)
      .where(and(eq(sessions.personId, personId), isNotNull(sessions.recoveryCodes)))
    if (!row?.wrapped) return null
    await tx.update(sessions).set({ recoveryCodes: null }).where(eq(sessions.personId, personId))
    return desk.vault.unwrapSecret(`codes:${personId}`, row.wrapped).toString().split(' ')
  })
}

async function keepCodes(tx: Parameters<typeof makeRecoveryCodes>[0], desk: Desk, personId: string): Promise<void> {
  const codes = await makeRecoveryCodes(tx, desk, personId)
  const wrapped = desk.vault.wrapSecret(`codes:${personId}`, Buffer.from(codes.join(' ')))
  await tx
    .update(sessions)
    .set({ recoveryCodes: wrapped })
    .where(and(eq(sessions.personId, personId), eq(sessions.kind, 'full')))
}
