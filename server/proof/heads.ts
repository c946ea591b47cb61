import { createHash } from 'node:crypto'
import { and, desc, eq, isNotNull } from 'drizzle-orm'
import { raiseAlarm } from '../alarms/alarms.ts'
import { consistencyOf, inclusionOf, takeIn, type Head } from '../audit/log.ts'
import type { Deed } from '../audit/record.ts'
import { isConsistent } from '../audit/tree.ts'
import { isUnwritable } from '../db/errors.ts'
import { factOf, setFact } from '../db/facts.ts'
import { audit } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { found } from '../problems.ts'

/** Where a paper's line stands in the log, with the hashes that lead from it to the root; hashes in base64. */
export type LogEntry = { origin: string; index: number; size: number; root: string; leaf: string; proof: string[] }

/** The name of this desk's log. */
const originOf = (baseUrl: string): string => `${new URL(baseUrl).host}/vault-log`

/**
 * The signed head of the log: a checkpoint as a signed note (c2sp.org/tlog-checkpoint, c2sp.org/signed-note). The four
 * bytes before the signature name its key.
 */
export function checkpointOf({ config, signer }: Pick<Desk, 'config' | 'signer'>, { size, root }: Head): string {
  const origin = originOf(config.baseUrl)
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`
  const ED25519 = Buffer.of(0x01)
  const named = [Buffer.from(`${origin}\n`), ED25519, Buffer.from(signer.x, 'base64url')]
  const keyId = createHash('sha256').update(Buffer.concat(named)).digest().subarray(0, 4)
  const signature = Buffer.concat([keyId, signer.sign(Buffer.from(text))])
  return `${text}\n— ${origin} ${signature.toString('base64')}\n`
}

/** The head for the foot of a page; null while nothing was taken in. */
export const shortHead = ({ size, root }: Head) =>
  size === 0 ? null : { entries: size, head: root.toString('hex').replace(/^(.{4})(.{4}).*$/, '$1·$2') }

/** The latest line of this deed about a document, in the log as it is now. Throws NotFound when there is none. */
export async function entryOf(desk: Desk, documentId: string, deed: Deed): Promise<LogEntry> {
  const { size, root } = await takeIn(desk)
  const [row] = await desk.db
    .select({ position: audit.position, leaf: audit.leaf })
    .from(audit)
    .where(and(eq(audit.documentId, documentId), eq(audit.deed, deed), isNotNull(audit.position)))
    .orderBy(desc(audit.seq))
    .limit(1)
  const [index, leaf] = [found(row?.position), found(row?.leaf)]
  // A line that came after this head has a later one.
  if (index >= size) return entryOf(desk, documentId, deed)
  const proof = await inclusionOf(desk.db, index, size)
  return {
    origin: originOf(desk.config.baseUrl),
    index,
    size,
    root: base64(root),
    leaf: base64(leaf),
    proof: proof.map(base64),
  }
}

const base64 = (hash: Buffer): string => hash.toString('base64')

/**
 * Takes in what is new and looks whether the log still begins with what it was at the last look; if it does not, or
 * cannot be read, somebody has changed the past, and an alarm says so. Without room on the disk it is left for later.
 */
export async function keepLog(desk: Desk): Promise<void> {
  try {
    const fault = await extend(desk)
    if (fault) await raiseAlarm(desk, 'record', '', fault)
  } catch (error) {
    if (isUnwritable(error)) return desk.log.warn({ err: error }, 'the log was not taken in')
    await raiseAlarm(desk, 'record', '', error instanceof Error ? error.message : String(error))
  }
}

/** What is wrong with the log, in words; null when it goes on from the last look. */
async function extend(desk: Desk): Promise<string | null> {
  const known = await factOf(desk.db, 'log')
  const before = { size: Number(known?.['size'] ?? 0), root: Buffer.from(String(known?.['root'] ?? ''), 'base64') }
  const head = await takeIn(desk)
  if (known && head.size === before.size && head.root.equals(before.root)) return null
  const proof = before.size <= head.size ? await consistencyOf(desk.db, before.size, head.size) : []
  await desk.db.transaction((tx) => setFact(tx, 'log', { size: head.size, root: base64(head.root) }))
  if (!known || isConsistent(before, head, proof)) return null
  return `The log of ${before.size} lines is not the beginning of the one of ${head.size}`
}
