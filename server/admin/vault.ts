import { and, count, desc, eq, inArray, isNotNull, isNull, sum } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { openAlarms, type What } from '../alarms/alarms.ts'
import { mayKeepVault } from '../alarms/policy.ts'
import type { Reader } from '../db/database.ts'
import { factOf } from '../db/facts.ts'
import { audit, destructions, documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { slipName } from '../documents/documents.ts'
import { enqueue } from '../jobs/jobs.ts'
import { allow } from '../problems.ts'
import { isId } from '../vault/ids.ts'

/** Has the root key turned before its time. */
export async function startRotation(desk: Desk, actor: Person): Promise<void> {
  allow(mayKeepVault(actor))
  await desk.db.transaction((tx) => enqueue(tx, desk, 'command.rotate', { actorId: actor.id }))
}

/** An alarm that nobody has cleared, with the slip of the document that it is about. */
export type OpenAlarm = Awaited<ReturnType<typeof openAlarms>>[number] & { what: What; slip: string | null }

/** The alarms that nobody has cleared, the newest first. */
export async function alarmsWithSlips(db: Reader): Promise<OpenAlarm[]> {
  const open = await openAlarms(db)
  const ids = open.map(({ about }) => about).filter(isId)
  const rows = ids.length === 0 ? [] : await db.select().from(documents).where(inArray(documents.id, ids))
  const slips = new Map(rows.map(({ id, slip }) => [id, slipName(slip)]))
  return open.map((alarm) => ({ ...alarm, what: alarm.what as What, slip: slips.get(alarm.about) ?? null }))
}

/** How the vault stands: what is in it, which root protects it, and when it was last looked after. */
export async function vaultFacts(desk: Desk) {
  const { db, vault, clock } = desk
  const [kept] = await db
    .select({ documents: count(), bytes: sum(documents.cipherBytes).mapWith(Number) })
    .from(documents)
    .where(eq(documents.state, 'stored'))
  return {
    documents: kept?.documents ?? 0,
    bytes: kept?.bytes ?? 0,
    unfinished: await db.$count(destructions, isNull(destructions.live)),
    notFinal: await db.$count(destructions, and(isNotNull(destructions.live), isNull(destructions.final))),
    epoch: vault.epoch(),
    rotatedAt: await lastRotation(db),
    clock: clock.state(),
    scrub: await keptFact(db, 'scrub'),
    backup: await keptFact(db, 'backup'),
    drill: await keptFact(db, 'drill'),
  }
}

async function lastRotation(db: Reader): Promise<Date | null> {
  const turned = db.select({ at: audit.at }).from(audit).where(eq(audit.deed, 'keys.rotated'))
  const [last] = await turned.orderBy(desc(audit.seq)).limit(1)
  return last?.at ?? null
}

/** A fact with the time at which it was kept; null when it never happened. */
async function keptFact(db: Reader, name: string): Promise<({ at: Date } & Record<string, unknown>) | null> {
  const fact = await factOf(db, name)
  return fact && { ...fact, at: new Date(String(fact['at'])) }
}
