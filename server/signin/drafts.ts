import { and, eq, lt, sql } from 'drizzle-orm'
import type { Request, Response } from 'express'
import { DAY, after } from '../clock.ts'
import type { Reader, Tx } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { drafts } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { typed } from '../web/forms.ts'
import { takeText } from '../web/uploads.ts'
import { visitOf } from '../web/visit.ts'
import { formerVisitor } from './guard.ts'

/**
 * A form that arrives after its session ended: keeps what was typed for the person whose session it was, and asks to
 * sign in; the page at `path` shows it again. True if the request has been answered so.
 */
export async function keepForLater(desk: Desk, request: Request, response: Response, path: string): Promise<boolean> {
  const personId = formerVisitor(request)
  if (visitOf(request).person || !personId) return false
  await takeText(request, response)
  // Of what belongs in the vault not even the label: drafts are plain rows.
  const { label: _, ...kept } = typed(request.body)
  const fields = Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, String(value)]))
  await desk.db.transaction(async (tx) => {
    const row = { personId, path, fields, savedAt: desk.clock.now() }
    await tx
      .insert(drafts)
      .values(row)
      .onConflictDoUpdate({ target: [drafts.personId, drafts.path], set: row })
  })
  response.redirect(303, `/login?next=${encodeURIComponent(path)}&kept`)
  return true
}

const kept = prepared((db) =>
  db
    .select()
    .from(drafts)
    .where(and(eq(drafts.personId, sql.placeholder('person')), eq(drafts.path, sql.placeholder('path')))),
)

/** What the person was writing on this page when their session ended. */
export async function draftFor(
  db: Reader,
  personId: string,
  path: string,
): Promise<Record<string, string> | undefined> {
  const [row] = await kept(db, { person: personId, path })
  return row?.fields
}

/** The text has been sent, or its author let it go. */
export async function dropDraft(tx: Tx, personId: string, path: string): Promise<void> {
  await tx.delete(drafts).where(and(eq(drafts.personId, personId), eq(drafts.path, path)))
}

/** Drafts that nobody came back for are forgotten after a day. */
export async function forgetDrafts(tx: Tx, now: Date): Promise<void> {
  await tx.delete(drafts).where(lt(drafts.savedAt, after(now, -DAY)))
}
