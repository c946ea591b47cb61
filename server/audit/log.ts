import { randomBytes } from 'node:crypto'
import { and, asc, between, eq, isNull, max, or, sql } from 'drizzle-orm'
import type { Reader, Tx } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { audit, logNodes } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { leafOf } from './leaf.ts'
import { consistencyRanges, grow, inclusionRanges, rootOf, subtreesOf, type Place, type Range } from './tree.ts'

/** How many lines the log has and the hash over all of them (RFC 6962). */
export type Head = { size: number; root: Buffer }

/** The head of a log that nothing was seen of yet. */
export const NO_HEAD: Head = { size: 0, root: rootOf([]) }

const BATCH = 250

/**
 * Gives every committed line that has no place in the tree yet the next one, in the order of the record, and answers
 * the head with all of them. Whoever needs a proof calls it first; doing it twice at once does it once.
 */
export async function takeIn(desk: Pick<Desk, 'db' | 'head'>): Promise<Head> {
  while ((await waiting(desk.db, {})).length > 0) await desk.db.transaction(takeBatch)
  desk.head = await headOf(desk.db)
  return desk.head
}

const waiting = prepared((db) =>
  db.select({ seq: audit.seq }).from(audit).where(isNull(audit.position)).orderBy(asc(audit.seq)).limit(1),
)

/** The rows first: of two who take in the same lines on PostgreSQL, the second finds out there and begins again. */
async function takeBatch(tx: Tx): Promise<void> {
  const size = await sizeOf(tx)
  const lines = await tx.select().from(audit).where(isNull(audit.position)).orderBy(asc(audit.seq)).limit(BATCH)
  const leaves: Buffer[] = []
  for (const line of lines) leaves.push(line.leaf ?? (await giveLeaf(tx, line)))
  let next = size
  for (const [from, to] of runsOf(lines.map(({ seq }) => seq))) {
    await tx
      .update(audit)
      .set({ position: sql`${audit.seq} + ${next - from}` })
      .where(between(audit.seq, from, to))
    next += to - from + 1
  }
  const places = subtreesOf([0, size])
  const hashes = await hashesAt(tx, places)
  const whole = places.map((place, i) => ({ ...place, hash: hashes[i] as Buffer }))
  if (leaves.length > 0) await tx.insert(logNodes).values(grow(whole, leaves).grown)
}

/** A line from before the record was a tree. */
async function giveLeaf(tx: Tx, line: typeof audit.$inferSelect): Promise<Buffer> {
  const key = randomBytes(32)
  const leaf = leafOf(key, line)
  await tx.update(audit).set({ key, leaf }).where(eq(audit.seq, line.seq))
  return leaf
}

/** Rising numbers as ranges without gaps, first and last of each. */
function runsOf(seqs: number[]): Range[] {
  const runs: Range[] = []
  for (const seq of seqs) {
    const run = runs.at(-1)
    if (run?.[1] === seq - 1) run[1] = seq
    else runs.push([seq, seq])
  }
  return runs
}

/** The head of the log, of what has been taken in. */
export async function headOf(db: Reader): Promise<Head> {
  const size = await sizeOf(db)
  return { size, root: await rootAt(db, size) }
}

/** The root that the log had when it had `size` lines. */
export const rootAt = async (db: Reader, size: number): Promise<Buffer> =>
  rootOf(await hashesAt(db, subtreesOf([0, size])))

/** The hashes that prove that a line is in the log of `size` lines, from the leaf up. */
export const inclusionOf = (db: Reader, position: number, size: number): Promise<Buffer[]> =>
  hashesOf(db, inclusionRanges(position, size))

/** The hashes that prove that the log of `to` lines begins with the log of `from` lines. */
export const consistencyOf = (db: Reader, from: number, to: number): Promise<Buffer[]> =>
  hashesOf(db, consistencyRanges(from, to))

async function sizeOf(db: Reader): Promise<number> {
  const [row] = await db.select({ last: max(audit.position) }).from(audit)
  return (row?.last ?? -1) + 1
}

async function hashesOf(db: Reader, ranges: Range[]): Promise<Buffer[]> {
  const parts = ranges.map(subtreesOf)
  const hashes = await hashesAt(db, parts.flat())
  return parts.map((places) => rootOf(hashes.splice(0, places.length)))
}

/** The hashes at these places, in order. */
async function hashesAt(db: Reader, places: Place[]): Promise<Buffer[]> {
  if (places.length === 0) return []
  const here = places.map(({ level, position }) => and(eq(logNodes.level, level), eq(logNodes.position, position)))
  const nodes = await db
    .select()
    .from(logNodes)
    .where(or(...here))
  const known = new Map(nodes.map(({ level, position, hash }) => [`${level}/${position}`, hash]))
  return places.map(({ level, position }) => {
    const hash = known.get(`${level}/${position}`)
    if (!hash) throw new Error(`The log of the record lacks its hash ${position} of level ${level}`)
    return hash
  })
}
