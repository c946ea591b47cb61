import { and, asc, eq, notInArray, sql, type SQL } from 'drizzle-orm'
import { personIn, type Person } from '../accounts/people.ts'
import { isStaff } from '../accounts/policy.ts'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { people, tickets } from '../db/schema.ts'
import { documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import type { Addressee } from '../mail/notices.ts'
import { NotFound, found } from '../problems.ts'
import { sayDamaged } from './alarming.ts'
import { endingsOf, openingsOf, type Ending, type Opening } from './access-record.ts'
import { quarantinesOf } from './examining.ts'
import { isId } from '../vault/ids.ts'
import type { DocumentMeta } from '../vault/meta.ts'
import { leavesFor } from './leaves.ts'
import { mayDestroy, mayOpen, mayRead, maySeeDocument, whyShut, type Leave, type Subject } from './policy.ts'
import { isVaultProblem } from '../vault/problems.ts'

type Row = typeof documents.$inferSelect

/** A document with what the rules and the letters need of its ticket and its owner. */
export type Document = Row & Subject & { ticketNumber: number | null; owner: Addressee }

/** A document as a page draws it for one viewer; what it is called is there for its owner alone. */
export type Slip = {
  id: string
  slip: string
  kind: Row['kind']
  state: Row['state']
  stored: Date
  ticketNumber: number | null
  owner: string
  mine: boolean
  meta: DocumentMeta | null
  /** Sealed, in bytes: what staff may know of its size. */
  cipherBytes: number | null
  /** It is destroyed once support has read it. */
  viewOnce: boolean
  /** Mine, but the access rights have ended. */
  locked: boolean
  /** Mine, but what lies in the vault does not match its seal. */
  damaged: boolean
  openings: Opening[]
  destroyed: Ending | null
  scan: Row['scan']
  /** What it is in quarantine for, as the scanner calls it. */
  malware: string | null
  mayOpen: boolean
  mayRead: boolean
  mayDestroy: boolean
  /** Mine to read: a text that is shown on demand, a file, or one that says it can be looked at: a picture, a PDF. */
  secret: boolean
  file: boolean
  viewable: boolean
  /** For staff: why they cannot open it. */
  shut: ReturnType<typeof whyShut>
}

/** What people call a document: S-7001. */
export const slipName = (slip: number): string => `S-${slip}`

/** A document that this person may know of, else NotFound: the same whether it exists or not. */
export async function documentFor(db: Reader, person: Person, id: string, now: Date): Promise<Document> {
  const document = await documentById(db, id, now)
  if (!maySeeDocument(person, document)) throw new NotFound()
  return document
}

/** A document, for the desk itself. Throws NotFound. */
export async function documentById(db: Reader, id: string, now: Date): Promise<Document> {
  const [row] = isId(id) ? await selected(db, eq(documents.id, id)) : []
  const leaves = await leavesFor(db, row ? [id] : [], now)
  return documentIn(found(row), now, leaves)
}

/** The slip of a document that this person was found to know of. */
export async function slipOf(desk: Desk, person: Person, document: Document): Promise<Slip> {
  const [slip] = await draw(desk, [document], person)
  return found(slip)
}

/** The slips of a ticket, in order, for its owner and for staff; nothing for anybody else (R14). */
export async function slipsOf(desk: Desk, ticketId: string, viewer: Person | null): Promise<Slip[]> {
  if (!viewer) return []
  const [rows, now] = [await ofTicket(desk.db, { ticket: ticketId }), desk.clock.now()]
  const ids = isStaff(viewer) ? rows.map(({ document }) => document.id) : []
  const leaves = await leavesFor(desk.db, ids, now)
  const all = rows.map((row) => documentIn(row, now, leaves))
  return draw(desk, isStaff(viewer) ? all : all.filter(({ accountId }) => accountId === viewer.id), viewer)
}

const selected = (db: Reader, where: SQL | undefined) =>
  db
    .select({ document: documents, owner: people, ticket: tickets })
    .from(documents)
    .innerJoin(people, eq(people.id, documents.accountId))
    .leftJoin(tickets, eq(tickets.id, documents.ticketId))
    .where(where)
    .orderBy(asc(documents.slip))

const ofTicket = prepared((db) =>
  selected(
    db,
    and(eq(documents.ticketId, sql.placeholder('ticket')), notInArray(documents.state, ['uploading', 'waiting'])),
  ),
)

type Selected = { document: Row; owner: typeof people.$inferSelect; ticket: typeof tickets.$inferSelect | null }

function documentIn({ document, owner, ticket }: Selected, now: Date, leaves: Map<string, Leave[]>): Document {
  return {
    ...document,
    ticketNumber: ticket?.number ?? null,
    assigneeId: ticket?.assigneeId ?? null,
    status: ticket?.status ?? null,
    access: ticket?.access ?? null,
    leaves: leaves.get(document.id) ?? [],
    ownerEntitled: owner.state === 'active' && !personIn(owner, now).expired,
    owner: { id: owner.id, email: owner.email, name: owner.name, locale: owner.locale },
  }
}

async function draw(desk: Desk, all: Document[], viewer: Person): Promise<Slip[]> {
  const ids = all.map(({ id }) => id)
  const ended = all.filter(({ state }) => state === 'destroying' || state === 'destroyed').map(({ id }) => id)
  const infected = all.filter(({ scan }) => scan === 'infected').map(({ id }) => id)
  const [openings, endings, quarantines] = await Promise.all([
    openingsOf(desk.db, ids, viewer.id),
    endingsOf(desk.db, ended, viewer.id),
    quarantinesOf(desk.db, infected),
  ])
  return all.map((document) => ({
    ...drawOne(desk, document, viewer),
    openings: openings.get(document.id) ?? [],
    destroyed: endings.get(document.id) ?? null,
    malware: quarantines.get(document.id) ?? null,
  }))
}

function drawOne(desk: Desk, document: Document, viewer: Person): Omit<Slip, 'openings' | 'destroyed' | 'malware'> {
  const { id, slip, kind, state, storedAt, ticketNumber, owner, cipherBytes, viewOnce, scan } = document
  const mine = document.accountId === viewer.id
  const stored = state === 'stored'
  const readable = mayRead(viewer, document)
  const meta = readable ? metaOf(desk, document) : null
  return {
    id,
    slip: slipName(slip),
    kind,
    state,
    stored: storedAt,
    ticketNumber,
    owner: owner.name,
    mine,
    meta,
    cipherBytes,
    viewOnce,
    scan,
    locked: mine && stored && !readable,
    damaged: readable && meta === null,
    mayOpen: mayOpen(viewer, document),
    mayRead: readable,
    mayDestroy: stored && mayDestroy(viewer, document),
    secret: meta !== null && kind !== 'file',
    file: meta !== null && kind === 'file',
    viewable: /^image\/|^application\/pdf$/.test(meta?.type ?? ''),
    shut: isStaff(viewer) && stored ? whyShut(viewer, document) : null,
  }
}

/** Name, type, size and digest of a stored document; null, and an alarm, when they do not open. */
function metaOf(desk: Desk, { id, accountId, meta }: Row): DocumentMeta | null {
  try {
    return desk.vault.openMeta(id, accountId, meta ?? Buffer.alloc(0))
  } catch (error) {
    // One damaged document must not hide the others, nor the ticket they lie on.
    if (!isVaultProblem(error)) throw error
    void sayDamaged(desk, id, error)
    return null
  }
}
