import { and, eq } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { type tickets } from '../db/schema.ts'
import { grants } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { slipName, type Document } from '../documents/documents.ts'
import { leavesWith, open, openOnTicket, type Grant } from './grants.ts'
import { holds, mayAllowInAdvance, mayAsk, mayBreakGlass, waits } from './policy.ts'
import { rowsFor } from './rows.ts'
import { spanOf } from './spans.ts'

/** What a ticket page tells its owner and staff of who may open what lies on it. */
export async function grantsOnTicket(desk: Desk, ticket: typeof tickets.$inferSelect, viewer: Person) {
  const now = desk.clock.now()
  const rows = rowsFor(await openOnTicket(desk.db, ticket.id, now), viewer, now)
  return {
    rows,
    waiting: rows.some((row) => row.waits),
    inAdvance: ticket.access === 'assigned',
    mayAllowInAdvance: mayAllowInAdvance(viewer, ticket),
  }
}

/** What a document's card tells its owner and staff of who may open it, and what they may ask for. */
export async function grantsOnCard(desk: Desk, viewer: Person, document: Document) {
  const now = desk.clock.now()
  const leaves = await leavesWith(desk.db, and(eq(grants.documentId, document.id), open), now)
  const own = leaves.filter(({ grant }) => grant.agentId === viewer.id)
  const runs = own.some(({ grant, document }) => holds(grant, document, now))
  const free = (kind: Grant['kind']) => !runs && !own.some(({ grant }) => grant.kind === kind && waits(grant, now))
  return {
    rows: rowsFor(leaves, viewer, now),
    inAdvance: document.access === 'assigned',
    mine: document.accountId === viewer.id,
    owner: document.owner.name,
    documentId: document.id,
    mayAsk: mayAsk(viewer, document) && free('asked'),
    mayBreakGlass: mayBreakGlass(viewer, document) && free('glass'),
    spans: spans(15, 60, 240, 480),
    glassSpans: spans(15, 30, 60),
  }
}

/** Every wish to break the glass that waits for a second person, the oldest first, for staff. */
export async function waitingGlass(desk: Desk) {
  const now = desk.clock.now()
  const asked = and(eq(grants.kind, 'glass'), eq(grants.state, 'asked'))
  const leaves = (await leavesWith(desk.db, asked, now)).filter(({ grant }) => waits(grant, now))
  return leaves.map(({ grant: { id, askedAt }, document, ticketNumber, agent }) => {
    return { id, agent, askedAt, slip: slipName(document.slip), ticket: String(ticketNumber) }
  })
}

const spans = (...all: number[]) => all.map((minutes) => ({ minutes: String(minutes), time: spanOf(minutes) }))
