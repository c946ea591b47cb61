import { createHash } from 'node:crypto'
import { and, eq, gt, lte } from 'drizzle-orm'
import { expiredCustomers } from '../accounts/access-rights.ts'
import type { Person } from '../accounts/people.ts'
import { mayPurgeAccounts } from '../accounts/policy.ts'
import { DAY, after } from '../clock.ts'
import type { Reader } from '../db/database.ts'
import { people } from '../db/schema.ts'
import { audit } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { Conflict, allow } from '../problems.ts'
import { destroyAllOf, previewOf } from '../documents/destroying.ts'
import { belongingsOf, type Belongings } from './counting.ts'
import { depart, destroyDocuments } from './departing.ts'

export type PurgedAccount = Belongings & { id: string; number: number; name: string; endedAt: Date | null }
export type Purge = { accounts: PurgedAccount[]; totals: Belongings & { accounts: number } }

/** What a purge would do now: the customers whose access rights have ended, and what would leave with each (R22). */
export async function previewPurge(desk: Pick<Desk, 'db' | 'clock'>): Promise<Purge> {
  const expired = await expiredCustomers(desk.db, desk.clock.now())
  const belongings = await belongingsOf(
    desk.db,
    expired.map(({ id }) => id),
  )
  return summed(
    expired.map(({ id, number, name, rightsEndAt }) => ({
      id,
      number,
      name,
      endedAt: rightsEndAt,
      ...(belongings.get(id) as Belongings),
    })),
  )
}

/** A short mark of a rehearsal: another set of accounts, tickets or documents has another one. */
export function markOf({ accounts }: Purge): string {
  const seen = accounts.map(({ id, tickets, publicTickets, documents }) => [id, tickets, publicTickets, documents])
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 16)
}

/**
 * Closes every account whose access rights have ended and destroys its documents. `actor` is null for the command
 * line; `mark` is that of the rehearsal that was agreed to. Answers what was done. Throws Conflict when things have
 * changed since that rehearsal.
 */
export async function purge(desk: Desk, actor: Person | null, mark?: string): Promise<Purge> {
  allow(actor === null || mayPurgeAccounts(actor))
  if (desk.clock.state() === 'ahead') throw new Conflict({ key: 'clock.nothing_purged' })
  const rehearsal = await previewPurge(desk)
  if (mark !== undefined && mark !== markOf(rehearsal)) throw new Conflict({ key: 'purge.changed' })
  const done: PurgedAccount[] = []
  for (const account of rehearsal.accounts) {
    const went = await purgeOne(desk, account.id, actor?.id ?? null)
    if (went)
      done.push({ ...account, ...went, ...(await destroyDocuments(desk, account.id, 'expiry', actor?.id ?? null)) })
  }
  return summed(done)
}

/** Null when the account was renewed or closed since it was counted: it is spared. */
async function purgeOne(desk: Desk, id: string, actorId: string | null): Promise<Belongings | null> {
  return desk.db.transaction(async (tx) => {
    const still = and(eq(people.id, id), eq(people.state, 'active'), lte(people.rightsEndAt, desk.clock.now()))
    const [account] = await tx.select().from(people).where(still)
    return account ? depart(tx, desk, account, 'expiry', actorId) : null
  })
}

/** How long documents that have expired wait, unreadable, so that a slip with a date can be mended. */
const GRACE = DAY

/**
 * Destroys the documents of accounts that ended more than a day ago, and answers how many; their tickets wait for a
 * purge (R22).
 */
export async function sweepExpiries(desk: Desk): Promise<number> {
  const before = after(desk.clock.now(), -GRACE)
  const spared = await movedSince(desk.db, before)
  const ids = (await expiredCustomers(desk.db, before)).map(({ id }) => id).filter((id) => !spared.has(id))
  let destroyed = 0
  for (const [id] of await previewOf(desk.db, ids)) {
    // Asked again for each: a renewal that came meanwhile saves what is left.
    const still = await expiredCustomers(desk.db, before)
    if (!still.some((account) => account.id === id)) continue
    destroyed += (await destroyAllOf(desk, id, 'expiry', null)).documents
  }
  return destroyed
}

/** Whose date was set by hand since then: a slip with it can still be mended. */
async function movedSince(db: Reader, since: Date): Promise<Set<string | null>> {
  const recently = and(eq(audit.deed, 'account.expiry_set'), gt(audit.at, since))
  const rows = await db.select({ id: audit.personId }).from(audit).where(recently)
  return new Set(rows.map(({ id }) => id))
}

function summed(accounts: PurgedAccount[]): Purge {
  const totals = { accounts: accounts.length, tickets: 0, publicTickets: 0, documents: 0, bytes: 0 }
  for (const name of ['tickets', 'publicTickets', 'documents', 'bytes'] as const) {
    totals[name] = accounts.reduce((sum, account) => sum + account[name], 0)
  }
  return { accounts, totals }
}
