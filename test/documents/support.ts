import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import SQLite from 'better-sqlite3'
import { desc, eq } from 'drizzle-orm'
import { nextNumber } from '../../server/db/counters.ts'
import { newId } from '../../server/db/ids.ts'
import { letters, tickets } from '../../server/db/schema.ts'
import { audit, documents } from '../../server/db/vault-schema.ts'
import { only } from '../../server/problems.ts'
import { defineDestruction } from '../../server/documents/destroying.ts'
import { fileDocuments, sealUpload, type Sealed } from '../../server/documents/storing.ts'
import type { Name } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { filesBelow } from '../vault/support.ts'

export type Ticket = typeof tickets.$inferSelect

export async function openVaultDesk(): Promise<TestDesk> {
  const test = await openTestDesk()
  defineDestruction(test.desk)
  return test
}

/** A ticket of this customer, put there without its page. */
export async function ticketOf(test: TestDesk, owner: Name, more: Partial<Ticket> = {}): Promise<Ticket> {
  const now = test.clock.now()
  return test.desk.db.transaction(async (tx) => {
    const row = {
      id: newId(),
      number: await nextNumber(tx, 'ticket'),
      ownerId: test.cast[owner].id,
      assigneeId: test.cast.bea.id,
      category: 'licences' as const,
      subject: 'Serial key refused',
      status: 'open' as const,
      visibility: 'private' as const,
      epoch: 1,
      submission: newId(),
      replyCount: 0,
      openedAt: now,
      touchedAt: now,
      ...more,
    }
    return only(await tx.insert(tickets).values(row).returning())
  })
}

/** A file that waits for its form, brought by the owner of the ticket. */
export function sealed(
  { desk }: TestDesk,
  ticket: Ticket,
  content: Buffer | string = 'the content',
  name = 'plan.pdf',
): Promise<Sealed> {
  const bringing = { accountId: ticket.ownerId, storedById: ticket.ownerId, kind: 'file' as const }
  return sealUpload(desk, bringing, { name, type: 'application/pdf' }, Readable.from([Buffer.from(content as string)]))
}

/** A file that lies on the ticket; answers its id. */
export async function stored(
  test: TestDesk,
  ticket: Ticket,
  content?: Buffer | string,
  name?: string,
): Promise<string> {
  const { id } = await sealed(test, ticket, content, name)
  await file(test, ticket, id)
  return id
}

/** Puts a waiting document on its ticket. */
export const file = ({ desk }: TestDesk, ticket: Ticket, id: string, actorId = ticket.ownerId): Promise<void> =>
  desk.db.transaction((tx) => fileDocuments(tx, desk, [id], { ticket, actorId }))

export async function rowOf({ desk }: TestDesk, id: string) {
  const [row] = await desk.db.select().from(documents).where(eq(documents.id, id))
  return row
}

export async function deedsOf({ desk }: TestDesk, id: string) {
  return desk.db.select().from(audit).where(eq(audit.documentId, id)).orderBy(audit.seq)
}

export async function lettersTo({ desk, cast }: TestDesk, name: Name) {
  return desk.db.select().from(letters).where(eq(letters.personId, cast[name].id)).orderBy(desc(letters.writtenAt))
}

/** The files below the storage folder in which these bytes stand: as they are, as hex, or as base64 at any alignment. */
export async function filesWith({ storageDir }: TestDesk, bytes: Buffer | string): Promise<string[]> {
  const plain = Buffer.from(bytes as string)
  const encoded = [0, 1, 2].map((shift) =>
    plain.subarray(shift, plain.length - ((plain.length - shift) % 3)).toString('base64'),
  )
  const needles = [
    plain,
    ...[plain.toString('hex'), plain.toString('hex').toUpperCase(), ...encoded].map((text) => Buffer.from(text)),
  ]
  const found: string[] = []
  for (const path of await filesBelow(storageDir)) {
    const content = await readFile(path).catch(() => Buffer.alloc(0))
    if (needles.some((needle) => content.includes(needle))) found.push(path)
  }
  return found
}

/** The bytes of a document's wrapped key and of its ciphertext as they lie on the disk. */
export async function bytesOf({ storageDir }: TestDesk, id: string): Promise<{ wrap: Buffer; blob: Buffer }> {
  const copy = join(await mkdtemp(join(tmpdir(), 'keyring-copy-')), 'keyring.db')
  for (const end of ['', '-wal']) {
    const bytes = await readFile(join(storageDir, 'keyring', `keyring.db${end}`)).catch(() => Buffer.alloc(0))
    await writeFile(copy + end, bytes)
  }
  const db = new SQLite(copy)
  const row = db.prepare<[string], { wrap: Buffer }>('select wrap from documents where document_id = ?').get(id)
  db.close()
  await rm(dirname(copy), { recursive: true })
  return { wrap: (row?.wrap ?? Buffer.alloc(0)).subarray(32), blob: await readFile(blobOf(storageDir, id)) }
}

export const blobOf = (storageDir: string, id: string): string => join(storageDir, 'vault', 'blobs', id.slice(0, 2), id)
