import { addAbortSignal, type Readable } from 'node:stream'
import type { Desk } from '../desk.ts'
import { Gone } from '../problems.ts'
import { isVaultProblem } from '../vault/problems.ts'
import { sayDamaged } from './alarming.ts'
import type { Document } from './documents.ts'
import { followDownload, type Download } from './downloads.ts'
import { firstBytes, isPicture, typeIn } from './looks.ts'

/** What is said of a content before its first byte. A `picture` is one by its own bytes, to be shown in a frame. */
export type Heading = { kind: Document['kind']; name: string; type: string; bytes: number; picture?: true }

/** How a content ended: to its last byte, somewhere before that, or before its first byte left. */
export type Outcome = 'whole' | 'cut' | 'unsent'

/**
 * A content on its way out; whoever takes it reads the stream to its end or destroys it, and then says how it `ended`
 * to whoever wants to know.
 */
export type Content = Heading & { stream: Readable; ended?: Ended | undefined }
type Ended = (outcome: Outcome) => Promise<void>

/**
 * As its owner brought it, as mere bytes, or, if it is a picture, as what it is; a PDF is mere bytes then as well, which
 * the page hands to its frame. Texts are texts for everybody.
 */
type Guise = 'own' | 'inert' | 'shown'
type Permit = { document: Document; ended?: Ended }

/** Larger ones are not looked into for the sake of a page: their whole digest is checked first. In bytes. */
const LOOKED_INTO = 32 * 1024 * 1024

/**
 * The content of a document that `permit` allows, in one committed transaction. It is followed before that, so that a
 * destruction either refuses this download or cuts it. A link is a reader too.
 */
export async function download(
  desk: Desk,
  { documentId, readerId }: { documentId: string; readerId: string },
  guise: Guise,
  permit: () => Promise<Permit>,
): Promise<Content> {
  const following = followDownload(documentId, readerId)
  let permitted: Permit | undefined
  try {
    permitted = await permit()
    return { ...(await contentOf(desk, permitted.document, guise, following)), ended: permitted.ended }
  } catch (error) {
    // Whatever the reason, nobody reads here any more; if it is the cut itself, the document is gone.
    following.end()
    await sayDamaged(desk, documentId, error)
    await permitted?.ended?.('unsent')
    throw following.signal.aborted ? new Gone() : error
  }
}

export function headingOf({ vault }: Desk, { id, accountId, kind, meta }: Document): Heading {
  const { name, type, bytes } = vault.openMeta(id, accountId, meta ?? Buffer.alloc(0))
  return { kind, name, type, bytes }
}

/**
 * The type that a stored file has by its first bytes, as `typeIn` says. Null also for one that is too large to look
 * into, or damaged: whoever opens that is told.
 */
export async function lookInto(desk: Desk, document: Document): Promise<string | null> {
  if (document.kind !== 'file' || Number(document.cipherBytes) > LOOKED_INTO) return null
  try {
    const stream = await desk.vault.read(inputOf(document))
    const type = typeIn(await firstBytes(stream))
    stream.destroy()
    return type
  } catch (error) {
    if (!isVaultProblem(error)) throw error
    await sayDamaged(desk, document.id, error)
    return null
  }
}

async function contentOf(desk: Desk, document: Document, guise: Guise, { signal, end }: Download): Promise<Content> {
  const heading = headingOf(desk, document)
  const stream = await desk.vault.read({ ...inputOf(document), signal })
  stream.once('close', end).on('error', (error) => void sayDamaged(desk, document.id, error))
  addAbortSignal(signal, stream)
  if (document.kind !== 'file' || guise === 'own') return { ...heading, stream }
  const type = guise === 'shown' ? typeIn(await firstBytes(stream)) : null
  return isPicture(type)
    ? { ...heading, stream, type, picture: true }
    : { ...heading, stream, type: 'application/octet-stream' }
}

const inputOf = ({ id, accountId, cipherSha256 }: Document) => ({
  documentId: id,
  accountId,
  cipherSha256: cipherSha256 ?? '',
})
