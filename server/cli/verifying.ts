import { asc, gt, sql } from 'drizzle-orm'
import { engine } from '../db/columns.ts'
import type { Reader } from '../db/database.ts'
import { documents } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { slipName } from '../vault/documents.ts'

/** What a check found: how much it looked at, and every fault in words. */
export type Findings = { checked: number; problems: string[] }

type Row = typeof documents.$inferSelect
const PAGE = 200

/**
 * Looks at every document: what is stored has its key, a blob with the right SHA-256 and metadata that opens; of what
 * is destroyed there is neither key nor blob; and the vault holds nothing that no document knows.
 */
export async function verifyVault(desk: Desk): Promise<Findings> {
  const problems: string[] = []
  const before = await desk.vault.storedIds()
  const known = new Set<string>()
  let checked = 0
  for (let after = 0; ;) {
    const rows = await desk.db
      .select()
      .from(documents)
      .where(gt(documents.slip, after))
      .orderBy(asc(documents.slip))
      .limit(PAGE)
    for (const row of rows) {
      known.add(row.id)
      const fault = await faultOf(desk, row, before)
      if (fault) problems.push(`${slipName(row.slip)}: ${fault}`)
      if (row.state === 'stored') checked++
    }
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.slip
  }
  for (const kind of ['keys', 'blobs'] as const) {
    const strays = before[kind].filter((id) => !known.has(id))
    if (strays.length > 0) problems.push(`${strays.length} ${kind} that no document has, such as ${strays[0]}`)
  }
  return { checked, problems }
}

async function faultOf(desk: Desk, row: Row, there: { keys: string[]; blobs: string[] }): Promise<string | null> {
  const { id: documentId, accountId, state, meta, cipherSha256 } = row
  if (state === 'destroyed') {
    const left = there.keys.includes(documentId) ? 'key' : there.blobs.includes(documentId) ? 'blob' : null
    return left && `is destroyed, but its ${left} is still there`
  }
  if (state !== 'stored') return null
  if (!desk.vault.hasKey(documentId)) return await unlessGone(desk, row, 'has no key')
  try {
    desk.vault.openMeta(documentId, accountId, meta ?? Buffer.alloc(0))
    const content = await desk.vault.read({ documentId, accountId, cipherSha256: cipherSha256 ?? '' })
    content.destroy()
    return null
  } catch (error) {
    // Whatever stops it from being read is what was looked for.
    return unlessGone(desk, row, error instanceof Error ? error.message : String(error))
  }
}

/** A document that is being destroyed while it is looked at is no fault. */
async function unlessGone(desk: Desk, { id }: Row, fault: string): Promise<string | null> {
  const [now] = await desk.db
    .select({ state: documents.state })
    .from(documents)
    .where(sql`${documents.id} = ${id}`)
  return now?.state === 'stored' ? fault : null
}

/** SQLite's own check of the file and of what points where; PostgreSQL sees to both itself. */
export async function verifyDatabase(db: Reader): Promise<string[]> {
  if (engine !== 'sqlite') return []
  const lines = await db.select({ line: sql<string>`integrity_check` }).from(sql`pragma_integrity_check`)
  const orphans = await db
    .select({ table: sql<string>`"table"`, row: sql<number>`rowid` })
    .from(sql`pragma_foreign_key_check`)
  return [
    ...lines.filter(({ line }) => line !== 'ok').map(({ line }) => `database: ${line}`),
    ...orphans.map(({ table, row }) => `database: row ${row} of ${table} points at nothing`),
  ]
}
