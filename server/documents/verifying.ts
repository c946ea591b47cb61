import { createHash } from 'node:crypto'
import type { Person } from '../accounts/people.ts'
import { raiseAlarm } from '../alarms/alarms.ts'
import { record } from '../audit/record.ts'
import type { Desk } from '../desk.ts'
import { Gone, allow } from '../problems.ts'
import { isVaultProblem, vaultProblem } from '../vault/problems.ts'
import type { Limits } from '../web/limits.ts'
import { documentFor, type Document } from './documents.ts'
import { followDownload } from './downloads.ts'
import { mayRead } from './policy.ts'

/** What became of reading a document again; `bytes` and `sha256` are of its content, null when it is not what it was. */
export type Check = { at: Date; same: { bytes: number; sha256: string } | null }

/**
 * Reads a document of this person's again from the disk: its ciphertext against the SHA-256 that was stored, then every
 * record, its length and SHA-256 against the sealed metadata. Nothing of it is kept. A difference raises an alarm.
 * Throws NotFound, Gone, Forbidden or TooMany.
 */
export async function verifyDocument(desk: Desk, limits: Limits, person: Person, documentId: string): Promise<Check> {
  // Followed first, as a download is: a destruction cuts it.
  const { signal, end } = followDownload(documentId, person.id)
  try {
    const document = await documentFor(desk.db, person, documentId, desk.clock.now())
    if (document.state !== 'stored') throw new Gone()
    allow(mayRead(person, document))
    await limits.use('verify', person.id)
    const same = await readAgain(desk, document, signal).catch((error: unknown) => {
      if (signal.aborted) throw new Gone()
      return complain(desk, documentId, error)
    })
    return await writeDown(desk, person, document, same)
  } finally {
    end()
  }
}

async function readAgain({ vault }: Desk, document: Document, signal: AbortSignal): Promise<Check['same']> {
  const { id: documentId, accountId, cipherSha256, meta } = document
  const sealed = vault.openMeta(documentId, accountId, meta ?? Buffer.alloc(0))
  const hash = createHash('sha256')
  let bytes = 0
  for await (const part of await vault.read({ documentId, accountId, cipherSha256: cipherSha256 ?? '', signal })) {
    hash.update(part as Buffer)
    bytes += (part as Buffer).length
  }
  const sha256 = hash.digest('hex')
  if (bytes !== sealed.bytes || sha256 !== sealed.sha256)
    throw vaultProblem('damaged', 'the content is not the one that was sealed: its length or SHA-256 differs')
  return { bytes, sha256 }
}

async function complain(desk: Desk, documentId: string, error: unknown): Promise<null> {
  if (!isVaultProblem(error)) throw error
  const lost = (['no-key', 'no-blob'] as const).find((problem) => isVaultProblem(error, problem))
  await raiseAlarm(desk, lost ?? 'damaged', documentId, (error as Error).message)
  return null
}

async function writeDown(desk: Desk, person: Person, document: Document, same: Check['same']): Promise<Check> {
  const { id: documentId, accountId: personId, ticketId } = document
  const at = desk.clock.now()
  const about = { personId, ticketId, documentId, facts: { ok: same ? 1 : 0 } }
  await desk.db.transaction(async (tx) => {
    await record(tx, { deed: 'document.verified', at, actorId: person.id, ...about })
    const { ticketNumber } = document
    if (ticketNumber !== null) tx.onCommit(() => desk.live.accessChanged(ticketNumber))
  })
  return { at, same }
}
