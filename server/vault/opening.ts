import { addAbortSignal, type Readable } from 'node:stream'
import type { Person } from '../accounts/people.ts'
import { record, type Deed } from '../audit/record.ts'
import type { Reader, Tx } from '../db/database.ts'
import type { Desk } from '../desk.ts'
import { tellOfOpening } from '../mail/notices.ts'
import { Gone, Invalid, allow } from '../problems.ts'
import { spendCode } from '../signin/totp.ts'
import type { Limits } from '../web/limits.ts'
import { documentFor, type Document } from './documents.ts'
import { followDownload, type Download } from './downloads.ts'
import { mayOpen, mayRead } from './policy.ts'

/** What is said of a content before its first byte. */
export type Heading = { kind: Document['kind']; name: string; type: string; bytes: number }
/** A content on its way out; whoever takes it reads the stream to its end or destroys it. */
export type Content = Heading & { stream: Readable }

/**
 * Opens a document for the agent who has its ticket, against a fresh code and a reason. The code is spent, the record
 * written and the owner told in one transaction that is committed before the first byte leaves: no line, no document.
 * Throws NotFound, Gone, Forbidden, TooMany or Invalid.
 */
export async function openDocument(
  desk: Desk,
  limits: Limits,
  person: Person,
  documentId: string,
  { code, reason }: { code: string; reason: string },
): Promise<Content> {
  await permitted(desk.db, desk, person, documentId, mayOpen)
  await limits.use('secondFactor', person.id)
  return downloading(desk, documentId, async () => {
    const opened = await desk.db.transaction(async (tx) => {
      const document = await permitted(tx, desk, person, documentId, mayOpen) // it may have changed meanwhile
      if (!(await spendCode(tx, desk, person.id, code))) return null
      await write(tx, desk, 'document.opened', document, person, { reason })
      const { owner, slip, id } = document
      await tellOfOpening(tx, desk, owner, `/documents/${id}`, { slip: String(slip), agent: person.name })
      return document
    })
    if (opened) await limits.forgive('secondFactor', person.id)
    return opened ?? refuse(desk, person, documentId)
  })
}

/** The owner's own document. It is in the record too, so that a stolen session shows. */
export async function contentFor(desk: Desk, person: Person, documentId: string): Promise<Content> {
  return downloading(desk, documentId, () =>
    desk.db.transaction(async (tx) => {
      const document = await permitted(tx, desk, person, documentId, mayRead)
      await write(tx, desk, 'document.opened', document, person, { own: 1 })
      return document
    }),
  )
}

/** What `contentFor` would be headed with; opens nothing, so the record does not tell of it. */
export async function headingFor(desk: Desk, person: Person, documentId: string): Promise<Heading> {
  return headingOf(desk, await permitted(desk.db, desk, person, documentId, mayRead))
}

type May = (person: Person, document: Document) => boolean

async function permitted(db: Reader, desk: Desk, person: Person, id: string, may: May): Promise<Document> {
  const document = await documentFor(db, person, id, desk.clock.now())
  if (document.state !== 'stored') throw new Gone()
  allow(may(person, document))
  return document
}

/** Followed before the permission is looked at: a destruction then either refuses this download or cuts it. */
async function downloading(desk: Desk, documentId: string, permit: () => Promise<Document>): Promise<Content> {
  const download = followDownload(documentId)
  try {
    return await contentOf(desk, await permit(), download)
  } catch (error) {
    // Whatever the reason, nobody reads here any more; if it is the cut itself, the document is gone.
    download.end()
    throw download.signal.aborted ? new Gone() : error
  }
}

async function contentOf(desk: Desk, document: Document, { signal, end }: Download): Promise<Content> {
  const { id, accountId, cipherSha256 } = document
  const heading = headingOf(desk, document)
  const ids = { documentId: id, accountId }
  const stream = await desk.vault.read({ ...ids, cipherSha256: cipherSha256 ?? '', signal })
  stream.once('close', end).on('error', () => undefined) // told by whoever reads it; a cut may come before that
  return { ...heading, stream: addAbortSignal(signal, stream) }
}

function headingOf({ vault }: Desk, { id, accountId, kind, meta }: Document): Heading {
  const { name, type, bytes } = vault.openMeta(id, accountId, meta ?? Buffer.alloc(0))
  return { kind, name, type, bytes }
}

async function refuse(desk: Desk, person: Person, documentId: string): Promise<never> {
  const document = await documentFor(desk.db, person, documentId, desk.clock.now())
  await desk.db.transaction((tx) => write(tx, desk, 'document.refused', document, person, {}))
  throw new Invalid({ code: { key: 'form.wrong_code' } })
}

async function write(
  tx: Tx,
  desk: Desk,
  deed: Deed,
  { id, accountId, ticketId, ticketNumber }: Document,
  person: Person,
  facts: Record<string, string | number>,
): Promise<void> {
  const about = { personId: accountId, ticketId, documentId: id }
  await record(tx, { deed, at: desk.clock.now(), actorId: person.id, ...about, facts })
  if (deed === 'document.opened' && ticketNumber !== null) {
    tx.onCommit(() => desk.live.documentChanged(ticketNumber, id, 'opened'))
  }
}
