import { and, isNotNull, isNull, lt } from 'drizzle-orm'
import { record } from '../audit/record.ts'
import { factOf, setFact } from '../db/facts.ts'
import { destructions } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { enqueue } from '../jobs/jobs.ts'
import { issueFinal } from '../proof/certificates.ts'
import { raiseQuietly } from './alarming.ts'
import { sealOldSecretsAgain } from './old-secrets.ts'

/** A rotation of the root key: the epochs, the keys that were wrapped again, the certificates that it made final. */
export type Rotated = { from: number; to: number; accounts: number; documents: number; finals: number }

/**
 * Replaces the root key and destroys the old one, and certifies for what was destroyed before that no copy of its key
 * opens anything any more. `actorId` is null for the desk itself. Raises an alarm when it fails; the old root lives on.
 */
export async function rotateKeys(desk: Desk, actorId: string | null): Promise<Rotated> {
  const rotation = await turn(desk).catch(async (error: unknown) => {
    await sayFailed(desk, error)
    throw error
  })
  return { ...rotation, finals: await finishRotation(desk, actorId) }
}

async function turn(desk: Desk) {
  await sealOldSecretsAgain(desk)
  return desk.vault.rotate()
}

/**
 * Writes down the last rotation, and issues the second certificates for which it was waited; answers how many. Also for
 * the start and the timetable: a crash may have come between the end of a root and this, and doing it again is harmless.
 */
export async function finishRotation(desk: Desk, actorId: string | null = null): Promise<number> {
  const rotatedAt = await writeDown(desk, actorId)
  if (rotatedAt === null) return 0
  const to = desk.vault.oldestEpoch()
  // Certified under an earlier root, its key was gone before the next one was made: no copy of it is under one that is left.
  const waiting = await desk.db
    .select({ id: destructions.id, epoch: destructions.epoch })
    .from(destructions)
    .where(and(isNotNull(destructions.live), isNull(destructions.final), lt(destructions.epoch, to)))
    .orderBy(destructions.requestedAt, destructions.id)
  let issued = 0
  for (const [epoch, rows] of Map.groupBy(waiting, ({ epoch }) => epoch ?? 0)) {
    const ids = rows.map(({ id }) => id)
    // A certificate that cannot be made is tried again at each sweep, which has other things to do as well.
    const issuing = issueFinal(desk, ids, { from: epoch, to, at: rotatedAt })
    issued += await issuing.catch((error: unknown) => sayFailed(desk, error))
  }
  return issued
}

async function sayFailed(desk: Desk, error: unknown): Promise<0> {
  await raiseQuietly(desk, 'rotation', '', error instanceof Error ? error.message : String(error))
  return 0
}

/** Puts a rotation into the jobs if a destruction waits for its second certificate; answers whether one does. */
export async function rotateIfDue(desk: Desk): Promise<{ due: boolean }> {
  const waiting = and(isNotNull(destructions.live), isNull(destructions.final))
  const due = (await desk.db.$count(destructions, waiting)) > 0
  if (due) await desk.db.transaction((tx) => enqueue(tx, desk, 'command.rotate', {}))
  return { due }
}

/** When the present root became the only one; null if it is the first. Recorded here if it was not yet. */
async function writeDown(desk: Desk, actorId: string | null): Promise<Date | null> {
  return desk.db.transaction(async (tx) => {
    const known = await factOf(tx, 'rotation')
    const [from, to] = [Number(known?.['to'] ?? 1), desk.vault.oldestEpoch()]
    if (from === to) return known && new Date(String(known['at']))
    const at = desk.clock.now()
    await record(tx, { deed: 'keys.rotated', at, actorId, facts: { from, to } })
    await setFact(tx, 'rotation', { from, to, at: at.toISOString() })
    return at
  })
}
