import { and, asc, between, eq, gt, isNull, or } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { audit, logNodes } from '../db/vault-schema.ts'
import { leafOf } from './leaf.ts'
import { grow, type Node } from './tree.ts'

const PAGE = 1000
type Row = typeof audit.$inferSelect

/**
 * Recomputes the leaf of every line whose key is still there and the whole tree over them. Answers what does not fit, in
 * words; nothing where all is well.
 */
export async function verifyLog(db: Reader): Promise<string[]> {
  const problems: string[] = []
  let whole: Node[] = []
  let count = 0
  for (let lines = await after(db, -1); lines.length > 0; lines = await after(db, lines.at(-1)?.position ?? 0)) {
    problems.push(...lines.flatMap((line, i) => faultsOf(line, count + i)))
    const leaves = lines.map(({ leaf }) => leaf ?? Buffer.alloc(32))
    const { whole: next, grown } = grow(whole, leaves)
    problems.push(...(await differing(db, grown)))
    whole = next
    count += lines.length
  }
  const nodes = await db.$count(logNodes)
  const wanted = 2 * count - whole.length
  if (nodes !== wanted) problems.push(`log: the tree over ${count} lines has ${nodes} hashes instead of ${wanted}`)
  const late = await db.select().from(audit).where(isNull(audit.position)).orderBy(asc(audit.seq)).limit(PAGE)
  return [...problems, ...late.flatMap((line) => faultsOf(line, null))]
}

const after = (db: Reader, position: number): Promise<Row[]> =>
  db.select().from(audit).where(gt(audit.position, position)).orderBy(asc(audit.position)).limit(PAGE)

function faultsOf(line: Row, expected: number | null): string[] {
  const { seq, key, leaf, position } = line
  const faults = position === expected ? [] : [`log: line ${seq} stands at ${position} instead of ${expected}`]
  if (position !== null && leaf === null) faults.push(`log: line ${seq} has no leaf`)
  if (key && !leafOf(key, line).equals(leaf ?? Buffer.alloc(0))) faults.push(`log: line ${seq} was changed`)
  return faults
}

/** The hashes of the tree that are not what the lines make them. */
async function differing(db: Reader, grown: Node[]): Promise<string[]> {
  const levels = [...Map.groupBy(grown, ({ level }) => level)]
  const ranges = levels.map(([level, nodes]) => {
    const positions = nodes.map(({ position }) => position)
    return and(eq(logNodes.level, level), between(logNodes.position, Math.min(...positions), Math.max(...positions)))
  })
  const stored = await db
    .select()
    .from(logNodes)
    .where(or(...ranges))
  const known = new Map(stored.map(({ level, position, hash }) => [`${level}/${position}`, hash]))
  return grown
    .filter(({ level, position, hash }) => !known.get(`${level}/${position}`)?.equals(hash))
    .map(({ level, position }) => `log: hash ${position} of level ${level} is not that of the lines below it`)
}
