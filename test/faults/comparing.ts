import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { and, count, eq, isNull, ne } from 'drizzle-orm'
import { jobs, people, replies, tickets } from '../../server/db/schema.ts'
import { audit, destructions, documents } from '../../server/db/vault-schema.ts'
import { canaryOf } from '../../server/documents/canary.ts'
import type { OpenDesk } from '../../server/open.ts'
import { openIn, settingsIn } from './desks.ts'
import type { Promises } from './ledger.ts'

/** Opens the desk in this folder, as after a crash, and says in words where it breaks a promise. */
export async function brokenPromises(folder: string, promises: Promises): Promise<string[]> {
  let desk: OpenDesk
  try {
    desk = await openIn(folder)
  } catch (error) {
    return [`the desk does not open: ${String(error)}`]
  }
  try {
    return [
      ...(await inDocuments(desk, promises)),
      ...(await inStores(desk, folder)),
      ...(await inDestructions(desk, promises)),
      ...(await inTickets(desk, promises)),
      ...(await inAccounts(desk, promises)),
      ...desk.vault.check().map((fault) => `keyring: ${fault}`),
    ]
  } catch (error) {
    return [`the desk cannot be looked through: ${(error as Error).stack}`]
  } finally {
    await desk.close()
  }
}

async function inDocuments(desk: OpenDesk, { stored, destroyed }: Promises): Promise<string[]> {
  const rows = await desk.db.select().from(documents)
  const states = new Map(rows.map(({ id, state }) => [id, state]))
  const broken: string[] = []
  for (const [id, { doomed }] of stored) {
    const state = states.get(id)
    if (state !== 'stored' && !(doomed && state === 'destroyed')) broken.push(`${id} was stored and is ${state}`)
  }
  for (const id of destroyed) if (states.get(id) !== 'destroyed') broken.push(`${id} was destroyed: ${states.get(id)}`)
  for (const row of rows) {
    const { id, state } = row
    if (state === 'uploading' || state === 'destroying') broken.push(`${id} is left ${state}`)
    if (state !== 'stored' && state !== 'waiting') continue
    const sha256 = await contentOf(desk, row).catch(String)
    const wanted = stored.get(id)?.sha256 ?? desk.vault.openMeta(id, row.accountId, row.meta ?? Buffer.alloc(0)).sha256
    if (sha256 !== wanted) broken.push(`${id} is ${state} and reads as ${sha256}`)
  }
  return broken
}

/** The SHA-256 of what the document reads as. */
export async function contentOf({ vault }: OpenDesk, row: typeof documents.$inferSelect): Promise<string> {
  const { id: documentId, accountId, cipherSha256 } = row
  const hash = createHash('sha256')
  const stream = await vault.read({ documentId, accountId, cipherSha256: cipherSha256 ?? '' })
  for await (const piece of stream) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** Rows, keys and blobs are of the same documents, and nothing lies about. */
async function inStores(desk: OpenDesk, folder: string): Promise<string[]> {
  const rows = await desk.db.select({ id: documents.id, state: documents.state }).from(documents)
  const alive = rows.filter(({ state }) => state !== 'destroyed').map(({ id }) => id)
  const canary = (await canaryOf(desk.db))?.documentId
  const wanted = new Set(canary === undefined ? alive : [...alive, canary])
  const broken: string[] = []
  for (const [what, ids] of Object.entries(await desk.vault.storedIds())) {
    for (const id of wanted.difference(new Set(ids))) broken.push(`${id} is missing among the ${what}`)
    for (const id of new Set(ids).difference(wanted)) broken.push(`${id} is an orphan among the ${what}`)
  }
  const { vaultDir, rootKeyDir } = settingsIn(folder)
  for (const name of readdirSync(join(vaultDir, 'incoming'))) broken.push(`${name} is an orphan`)
  const roots = readdirSync(rootKeyDir).filter((name) => name.startsWith('epoch-'))
  if (roots.length !== 1) broken.push(`there are roots: ${roots.join(' ')}`)
  return broken
}

/** What is destroyed has one end, one line in the record and one certificate. */
async function inDestructions(desk: OpenDesk, { destroyed, final }: Promises): Promise<string[]> {
  const ends = await desk.db
    .select({
      id: destructions.documentId,
      live: destructions.live,
      final: destructions.final,
      times: count(audit.seq),
    })
    .from(destructions)
    .leftJoin(audit, and(eq(audit.documentId, destructions.documentId), eq(audit.deed, 'document.destroyed')))
    .groupBy(destructions.id)
  const known = new Map(ends.map((end) => [end.id, end]))
  const broken: string[] = []
  for (const { id, live, times } of ends)
    if (live === null || times !== 1) broken.push(`${id} has ${live ? 'a' : 'no'} certificate and ended ${times} times`)
  for (const id of destroyed) {
    if (!known.has(id)) broken.push(`${id} has no end`)
    if (!desk.destructionLog.has(id)) broken.push(`${id} is not in the log of destructions`)
  }
  for (const id of final) if (!known.get(id)?.final) broken.push(`${id} has no final certificate`)
  return broken
}

async function inTickets({ db }: OpenDesk, promises: Promises): Promise<string[]> {
  const posted = await db.select({ body: replies.body, times: count() }).from(replies).groupBy(replies.body)
  const times = new Map(posted.map(({ body, times }) => [body, times]))
  const broken: string[] = []
  for (const [body, { posted }] of promises.replies) {
    const found = times.get(body) ?? 0
    if (found > 1 || (found === 0 && posted)) broken.push(`reply ${body} is there ${found} times`)
  }
  // Whose account is closed has no ticket any more.
  const standing = await db.select({ id: tickets.id, visibility: tickets.visibility }).from(tickets)
  for (const { id, visibility } of standing)
    if (promises.shutters.get(id)?.has(visibility) === false) broken.push(`ticket ${id} is ${visibility}`)
  return broken
}

/** A closed account keeps nothing, or a job is there that sees to it within a minute. */
async function inAccounts({ db }: OpenDesk, { closed }: Promises): Promise<string[]> {
  const promised = await db.select({ payload: jobs.payload }).from(jobs).where(isNull(jobs.endedAt))
  const broken: string[] = []
  for (const id of closed) {
    const [person] = await db.select().from(people).where(eq(people.id, id))
    const alive = and(eq(documents.accountId, id), ne(documents.state, 'destroyed'))
    const left = person?.state === 'closed' ? await db.$count(documents, alive) : 0
    if (left > 0 && !promised.some(({ payload }) => payload['accountId'] === id))
      broken.push(`${id} has left and keeps ${left} documents`)
  }
  return broken
}
