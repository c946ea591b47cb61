import { finished } from 'node:stream/promises'
import { PassThrough, Readable } from 'node:stream'
import { and, asc, eq } from 'drizzle-orm'
import { ZipFile } from 'yazl'
import type { Person } from '../accounts/people.ts'
import { isEntitled, mayExport } from '../accounts/policy.ts'
import { record } from '../audit/record.ts'
import { documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { allow } from '../problems.ts'
import { slipName } from '../documents/documents.ts'
import { followDownload } from '../documents/downloads.ts'
import { isVaultProblem } from '../vault/problems.ts'
import { say, type Locale } from '../words/words.ts'
import { accountInFull, commentsInFull, linesInFull, ownTickets, ticketAsText, ticketInFull } from './archive.ts'

/**
 * All of a person's data as one ZIP archive, made while it is read (R5, R18, R179). Documents are in it while the
 * access rights run; the record has its line before the first byte leaves (R56). Destroying the stream stops it.
 */
export async function exportAccount(desk: Desk, person: Person, locale: Locale): Promise<Readable> {
  allow(mayExport(person))
  const held = isEntitled(person) ? await storedDocuments(desk, person.id) : []
  await desk.db.transaction(async (tx) => {
    const facts = { documents: held.length }
    const base = { at: desk.clock.now(), actorId: person.id, personId: person.id }
    await record(tx, { deed: 'account.exported', ...base, facts })
    for (const { id: documentId, ticketId } of held) {
      await record(tx, { deed: 'document.opened', ...base, ticketId, documentId, facts: { own: 1, exported: 1 } })
    }
  })
  const zip = new ZipFile()
  const archive = new PassThrough()
  const stopped = new AbortController()
  archive.once('close', () => stopped.abort())
  zip.on('error', (error) => archive.destroy(error))
  zip.outputStream.pipe(archive)
  const fill = async () => {
    await addTexts(zip, desk, person, locale)
    if (isEntitled(person)) await addDocuments(zip, desk, held, locale, stopped.signal)
    else zip.addBuffer(Buffer.from(say(locale, 'export.expired')), 'documents/READ-ME.txt')
    zip.end()
  }
  fill().catch((error: unknown) => archive.destroy(error as Error))
  return archive
}

async function addTexts(zip: ZipFile, desk: Desk, person: Person, locale: Locale): Promise<void> {
  zip.addBuffer(json(await accountInFull(desk, person)), jsonName('account'))
  const numbers = await ownTickets(desk.db, person.id)
  zip.addReadStream(
    listed(numbers, (ticket) => ticketInFull(desk, person, ticket)),
    jsonName('tickets'),
  )
  zip.addBuffer(json(await commentsInFull(desk.db, person.id)), jsonName('comments'))
  zip.addReadStream(Readable.from(linesInFull(desk.db, person.id)), jsonName('record'))
  for (const ticket of numbers) {
    zip.addBuffer(Buffer.from(await ticketAsText(desk, person, ticket, locale)), `tickets/${ticket.number}.md`)
  }
}

type Stored = typeof documents.$inferSelect

function storedDocuments(desk: Desk, accountId: string): Promise<Stored[]> {
  return desk.db
    .select()
    .from(documents)
    .where(and(eq(documents.accountId, accountId), eq(documents.state, 'stored')))
    .orderBy(asc(documents.slip))
}

/** One document after the other: each is opened when the one before has left, so that no more than one is in memory. */
async function addDocuments(
  zip: ZipFile,
  desk: Desk,
  held: Stored[],
  locale: Locale,
  signal: AbortSignal,
): Promise<void> {
  for (const document of held) {
    signal.throwIfAborted()
    const named = `documents/${slipName(document.slip)}`
    const following = followDownload(document.id, document.accountId)
    const opened = await open(desk, document, AbortSignal.any([signal, following.signal]))
    if (opened === null) {
      following.end()
      zip.addBuffer(Buffer.from(say(locale, 'export.unreadable')), `${named}.txt`)
      continue
    }
    const { name, content } = opened
    zip.addReadStream(content, `${named}-${fileName(name)}`, { mtime: document.storedAt, compress: false })
    await finished(content, { signal }).finally(() => {
      content.destroy()
      following.end()
    })
  }
}

async function open(desk: Desk, { id: documentId, accountId, meta, cipherSha256 }: Stored, signal: AbortSignal) {
  try {
    const { name } = desk.vault.openMeta(documentId, accountId, meta ?? Buffer.alloc(0))
    const content = await desk.vault.read({ documentId, accountId, cipherSha256: cipherSha256 ?? '', signal })
    return { name, content }
  } catch (error) {
    // One that was destroyed meanwhile, or is damaged, must not keep the rest from its owner.
    if (!isVaultProblem(error)) throw error
    desk.log.error({ err: error, document: documentId }, 'a document is not in an export')
    return null
  }
}

/** A name that any system can unpack. */
const fileName = (name: string): string => name.replace(/[^\p{L}\p{M}\p{N}._ ()-]+/gu, '_').slice(-120)

const jsonName = (what: 'account' | 'tickets' | 'comments' | 'record'): string => `${what}.json`

const json = (thing: unknown): Buffer => Buffer.from(`${JSON.stringify(thing, null, 2)}\n`)

/** A JSON list, written one thing at a time. */
function listed<Thing>(things: Thing[], full: (thing: Thing) => Promise<unknown>): Readable {
  return Readable.from(
    (async function* () {
      yield '['
      for (const [place, thing] of things.entries()) {
        yield `${place === 0 ? '\n' : ',\n'}${JSON.stringify(await full(thing), null, 2)}`
      }
      yield '\n]\n'
    })(),
  )
}
