import { eq, inArray, isNull, or } from 'drizzle-orm'
import { raiseAlarm } from '../alarms/alarms.ts'
import { destructions, documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { canaryOf } from './canary.ts'
import { slipName } from './documents.ts'
import { finishDestruction } from './finishing.ts'
import { emptyLog, goneFromKeyring, takeBack } from './traces.ts'

/** Something that a person must look at: a document that ought to be readable and is not, or a destruction that fails. */
export type Alarm = { id: string; slip: string | null; what: 'no-key' | 'no-blob' | 'unfinished' | 'foreign' }

export type Recovered = { finished: number; takenBack: number; parts: number; strays: number; alarms: Alarm[] }

/**
 * Puts the vault in order after a crash, before anybody is served (vault.md 3.4). Finishes what was being destroyed,
 * takes back what was being uploaded, removes what no document needs. Never removes a stored document that lacks
 * something: that is an alarm. Doing it again finds nothing to do.
 */
export async function recover(desk: Desk): Promise<Recovered> {
  const { finished, failed } = await resumeDestructions(desk)
  const begun = await desk.db.select({ id: documents.id }).from(documents).where(eq(documents.state, 'uploading'))
  for (const { id } of begun) await takeBack(desk, id)
  const parts = await desk.vault.clearIncoming()
  const { strays, alarms } = await compare(desk)
  await emptyLog(desk)
  await sayAll(desk, [...failed, ...alarms])
  return { finished, takenBack: begun.length, parts, strays, alarms: [...failed, ...alarms] }
}

/**
 * Goes on with every destruction that is not finished or has no certificate yet; also for the timetable, should a job
 * have been given up.
 */
export async function resumeDestructions(desk: Desk): Promise<{ finished: number; failed: Alarm[] }> {
  const open = await desk.db
    .select({ id: documents.id, slip: documents.slip })
    .from(documents)
    .innerJoin(destructions, eq(destructions.documentId, documents.id))
    .where(or(isNull(destructions.finishedAt), isNull(destructions.live)))
  const failed: Alarm[] = []
  for (const { id, slip } of open) {
    // One that fails (a disk that is full) keeps its place and must not keep the desk from opening.
    await finishDestruction(desk, id).catch((err: unknown) => {
      desk.log.error({ err, document: id }, 'a destruction is not finished yet')
      failed.push({ id, slip: slipName(slip), what: 'unfinished' })
    })
  }
  return { finished: open.length - failed.length, failed }
}

async function sayAll(desk: Desk, alarms: Alarm[]): Promise<void> {
  const foreign = alarms.filter(({ what }) => what === 'foreign').length
  if (foreign > 0) await raiseAlarm(desk, 'foreign', '', String(foreign)) // one for all of them
  for (const { id, slip, what } of alarms) if (slip !== null) await raiseAlarm(desk, what, id, '')
}

async function compare(desk: Desk): Promise<{ strays: number; alarms: Alarm[] }> {
  const rows = await desk.db
    .select({ id: documents.id, slip: documents.slip })
    .from(documents)
    .where(inArray(documents.state, ['stored', 'waiting', 'destroying']))
  const stored = await desk.vault.storedIds()
  const [keys, blobs, known] = [new Set(stored.keys), new Set(stored.blobs), new Set(rows.map(({ id }) => id))]
  const canary = (await canaryOf(desk.db))?.documentId
  const strays = [...keys.union(blobs)].filter((id) => !known.has(id) && id !== canary)
  // A database without any document beside a vault that has some is another desk's: nothing is removed on its word.
  const foreign = strays.length > 0 && (await desk.db.$count(documents)) === 0
  const aliens = foreign ? strays.filter((id) => !desk.destructionLog.has(id)) : []
  for (const id of strays) if (!aliens.includes(id)) await removeStray(desk, id)
  const lacking = rows.flatMap(({ id, slip }): Alarm[] => {
    const what = !keys.has(id) ? 'no-key' : !blobs.has(id) ? 'no-blob' : null
    return what ? [{ id, slip: slipName(slip), what }] : []
  })
  const others = aliens.map((id): Alarm => ({ id, slip: null, what: 'foreign' }))
  return { strays: strays.length - aliens.length, alarms: [...lacking, ...others] }
}

async function removeStray(desk: Desk, id: string): Promise<void> {
  await goneFromKeyring(() => desk.vault.destroyKey(id))
  await desk.vault.destroyBlob(id)
}
