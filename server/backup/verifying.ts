import { asc, eq, gt, sql } from 'drizzle-orm'
import { verifyLog } from '../audit/verifying.ts'
import { engine } from '../db/columns.ts'
import type { Database, Reader } from '../db/database.ts'
import { documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { canaryOf } from '../documents/canary.ts'
import { slipName } from '../documents/documents.ts'
import { findRoots } from '../vault/roots.ts'
import { faultOfCanary } from './canaries.ts'

/** What a check found: how many documents it looked at, and every fault in words. */
export type Findings = { checked: number; problems: string[] }

type Part = Pick<Desk, 'db' | 'vault'>
type Row = typeof documents.$inferSelect
type There = { keys: Set<string>; blobs: Set<string> }
type Fault = (desk: Part, row: Row) => Promise<void>

const PAGE = 200

/** Everything that is looked after where the keys are: every document, the keyring, the roots, the destruction log. */
export async function verifyKept(desk: Desk): Promise<Findings> {
  const { checked, problems } = await verifyVault(desk, checkWhole)
  const others = [
    ...desk.vault.check().map((fault) => `keyring: ${fault}`),
    ...(await faultIn(() => findRoots(desk.config.rootKeyDir))),
    ...(await faultIn(() => desk.destructionLog.entries())),
  ]
  return { checked, problems: [...problems, ...others] }
}

/** Bytes as they were stored, metadata that opens, and the key that the blob was sealed with; no content is opened. */
async function checkWhole({ vault }: Part, { id: documentId, accountId, meta, cipherSha256 }: Row): Promise<void> {
  const { sha256 } = await vault.digestOf(documentId)
  if (sha256 !== cipherSha256) throw new Error('is not what was stored: its SHA-256 differs')
  vault.openMeta(documentId, accountId, meta ?? Buffer.alloc(0))
  await vault.checkSeal({ documentId, accountId })
}

/** Only that each blob is the one of its key. */
export const checkSeal: Fault = ({ vault }, { id: documentId, accountId }) => vault.checkSeal({ documentId, accountId })

/**
 * Looks at every document: what is stored has its key and a blob that passes `check`; of what is destroyed there is
 * neither; the vault holds nothing that no document knows; and the canary opens.
 */
export async function verifyVault(desk: Part, check: Fault): Promise<Findings> {
  const problems: string[] = []
  const stored = await desk.vault.storedIds()
  const there = { keys: new Set(stored.keys), blobs: new Set(stored.blobs) }
  const canary = await canaryOf(desk.db)
  const known = new Set<string>(canary ? [canary.documentId] : [])
  let checked = 0
  for await (const row of everyDocument(desk.db)) {
    known.add(row.id)
    const fault = await faultOf(desk, row, there, check)
    if (fault) problems.push(`${slipName(row.slip)}: ${fault}`)
    if (row.state === 'stored') checked++
  }
  for (const kind of ['keys', 'blobs'] as const) {
    const strays = [...there[kind]].filter((id) => !known.has(id))
    if (strays.length > 0) problems.push(`${strays.length} ${kind} that no document has, such as ${strays[0]}`)
  }
  const silent = canary && (await faultOfCanary(desk.vault, canary))
  return { checked, problems: silent ? [...problems, silent] : problems }
}

async function* everyDocument(db: Reader): AsyncGenerator<Row> {
  for (let after = 0; ;) {
    const page = db.select().from(documents).where(gt(documents.slip, after))
    const rows = await page.orderBy(asc(documents.slip)).limit(PAGE)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.slip
  }
}

async function faultOf(desk: Part, row: Row, there: There, check: Fault): Promise<string | null> {
  if (row.state === 'destroyed') {
    const left = there.keys.has(row.id) ? 'key' : there.blobs.has(row.id) ? 'blob' : null
    return left && `is destroyed, but its ${left} is still there`
  }
  if (row.state !== 'stored' && row.state !== 'waiting') return null
  try {
    await check(desk, row)
    return null
  } catch (error) {
    // A document that is being destroyed while it is looked at is no fault.
    const [now] = await desk.db.select({ state: documents.state }).from(documents).where(eq(documents.id, row.id))
    if (now?.state !== row.state) return null
    return error instanceof Error ? error.message : String(error)
  }
}

async function faultIn(look: () => unknown): Promise<string[]> {
  try {
    await look()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

/** The database itself, what points where in it, and the tree over the record, as they are in one moment. */
export async function verifyDatabase(db: Pick<Database, 'transaction'>): Promise<string[]> {
  return db.transaction(async (tx) => [...(await faultsOfFile(tx)), ...(await verifyLog(tx))])
}

/** SQLite's own checks; PostgreSQL sees to both itself. */
async function faultsOfFile(db: Reader): Promise<string[]> {
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
