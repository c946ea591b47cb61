import { and, eq, isNull } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import { hashToken, newId, newToken } from '../db/ids.ts'
import { shares } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { cutDownloads } from '../documents/downloads.ts'
import { documentFor } from '../documents/documents.ts'
import { Conflict, Gone, allow } from '../problems.ts'
import { hashPassword } from '../signin/passwords.ts'
import { endOf, type Until } from './ending.ts'
import type { ShareForm } from './forms.ts'
import { mayShare } from './policy.ts'
import { shareFor, sharesOf, stateOf, tell } from './shares.ts'

const MOST_OPEN = 20

/**
 * Makes a link to one document and answers it; it is kept nowhere, so this is the only time that anybody sees it.
 * Throws NotFound, Gone, Forbidden, Invalid, or Conflict when this very form made a link already.
 */
export async function lendDocument(desk: Desk, person: Person, documentId: string, form: ShareForm): Promise<string> {
  const token = newToken()
  const passphraseHash = form.passphrase ? await hashPassword(desk.vault, form.passphrase) : null
  await desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const document = await documentFor(tx, person, documentId, now)
    if (document.state !== 'stored') throw new Gone()
    allow(mayShare(person, document))
    const row = { id: form.key ?? newId(), documentId: document.id, token: hashToken(token) }
    const [twin] = await tx.select().from(shares).where(eq(shares.id, row.id))
    if (twin) throw new Conflict({ key: 'share.made_already' })
    const others = await sharesOf(tx, document.id)
    if (others.filter((share) => stateOf(share, document, now) === 'open').length >= MOST_OPEN)
      throw new Conflict({ key: 'share.too_many', params: { count: MOST_OPEN } })
    const expiresAt = endOf(form, now, person.rightsEndAt)
    const { label, views: mostViews } = form
    const made = { label, passphraseHash, views: 0, mostViews, createdAt: now, expiresAt }
    await tx.insert(shares).values({ ...row, ...made })
    const facts = { label, until: expiresAt.toISOString(), views: mostViews, passphrase: passphraseHash ? 1 : 0 }
    await tell(tx, desk, 'share.made', document, person.id, facts)
  })
  return `${desk.config.baseUrl}/shared/${token}`
}

/** Makes a link end sooner or later. Throws NotFound, Forbidden, Invalid, or Conflict when it opens nothing any more. */
export async function moveEnd(desk: Desk, person: Person, id: string, until: Until): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const { share, document } = await shareFor(tx, person, id, now)
    allow(mayShare(person, document))
    if (stateOf(share, document, now) !== 'open') throw new Conflict({ key: 'share.over' })
    const expiresAt = endOf(until, now, person.rightsEndAt)
    await tx.update(shares).set({ expiresAt }).where(eq(shares.id, id))
    const facts = { label: share.label, until: expiresAt.toISOString() }
    await tell(tx, desk, 'share.changed', document, person.id, facts)
  })
}

/** Ends a link at once, and whoever reads through it. Doing it again is harmless. Throws NotFound. */
export async function revokeShare(desk: Desk, person: Person, id: string): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const now = desk.clock.now()
    const { share, document } = await shareFor(tx, person, id, now)
    const revoked = await tx
      .update(shares)
      .set({ revokedAt: now })
      .where(and(eq(shares.id, id), isNull(shares.revokedAt)))
      .returning({ id: shares.id })
    if (revoked.length > 0) await tell(tx, desk, 'share.revoked', document, person.id, { label: share.label })
    tx.onCommit(() => void cutDownloads(document.id, share.id))
  })
}
