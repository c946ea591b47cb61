import { and, asc, gt, inArray } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { mayKeepVault } from '../alarms/policy.ts'
import { record } from '../audit/record.ts'
import { setFact } from '../db/facts.ts'
import { documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { enqueue } from '../jobs/jobs.ts'
import { allow } from '../problems.ts'
import { isVaultProblem, vaultProblem } from '../vault/problems.ts'
import { sayDamaged } from './alarming.ts'

/** How far a round has come: the last slip it looked at, how many there were, and how many were not what they should be. */
type Round = { after: number; checked: number; bad: number; actorId: string | null }

/** After so many documents, or as many bytes, other jobs have their turn. */
const SLICE = { documents: 20, bytes: 256 * 1024 * 1024 }

/** Begins a round through all documents before its time. */
export async function startScrub(desk: Desk, actor: Person): Promise<void> {
  allow(mayKeepVault(actor))
  await desk.db.transaction((tx) => enqueue(tx, desk, 'scrub', { actorId: actor.id }))
}

/** Says what the job does that goes round all documents, a slice at a time. */
export function defineScrub(desk: Desk): void {
  desk.jobs.define('scrub', ({ after = '0', checked = '0', bad = '0', actorId = '' }) =>
    scrub(desk, { after: Number(after), checked: Number(checked), bad: Number(bad), actorId: actorId || null }),
  )
}

/** Compares the SHA-256 of what lies in the vault with the database's: it needs no key, and opens nothing. */
async function scrub(desk: Desk, { after, checked, bad, actorId }: Round): Promise<Record<string, unknown>> {
  const kept = and(gt(documents.slip, after), inArray(documents.state, ['stored', 'waiting']))
  const rows = await desk.db.select().from(documents).where(kept).orderBy(asc(documents.slip)).limit(SLICE.documents)
  let bytes = 0
  for (const row of rows) {
    if (bytes > SLICE.bytes) break
    if (!(await isSound(desk, row))) bad++
    checked++
    bytes += row.cipherBytes ?? 0
    after = row.slip
  }
  const rest = { after: String(after), checked: String(checked), bad: String(bad), actorId: actorId ?? '' }
  if (rows.length > 0) await desk.db.transaction((tx) => enqueue(tx, desk, 'scrub', rest))
  else await conclude(desk, checked, bad, actorId)
  return { checked, bad }
}

async function isSound(desk: Desk, { id, cipherSha256 }: typeof documents.$inferSelect): Promise<boolean> {
  try {
    const { sha256 } = await desk.vault.digestOf(id)
    if (sha256 === cipherSha256) return true
    throw vaultProblem('damaged', 'the ciphertext is not the one that was stored: its SHA-256 differs')
  } catch (error) {
    if (!isVaultProblem(error)) throw error
    return !(await sayDamaged(desk, id, error))
  }
}

async function conclude(desk: Desk, checked: number, bad: number, actorId: string | null): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const at = desk.clock.now()
    await setFact(tx, 'scrub', { at: at.toISOString(), checked, bad })
    await record(tx, { deed: 'vault.scrubbed', at, actorId, facts: { checked, bad } })
  })
}
