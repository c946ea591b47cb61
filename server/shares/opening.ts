import { and, eq, lt, sql } from 'drizzle-orm'
import { shares } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { download, type Content, type Outcome } from '../documents/reading.ts'
import { tellOfSharedOpening } from '../mail/notices.ts'
import { Invalid, NotFound } from '../problems.ts'
import { isPassword } from '../signin/passwords.ts'
import type { Limits } from '../web/limits.ts'
import { shareBehind, tell, type Lent } from './shares.ts'

/** Who tries: `place` is where a request comes from, for the limits alone; it stands in no record. */
type Visit = { token: string; passphrase: string; place: string }

/**
 * Opens what a link lends and uses one of its views up: view, line and letter are committed before the first byte
 * leaves. Throws NotFound or Gone when the link opens nothing (any more), Invalid for a wrong passphrase, TooMany.
 */
export async function openShare(desk: Desk, limits: Limits, visit: Visit): Promise<Content> {
  const lent = await shareBehind(desk.db, visit.token, desk.clock.now())
  if (!lent) throw new NotFound()
  await requirePassphrase(desk, limits, lent, visit)
  return download(desk, { documentId: lent.document.id, readerId: lent.share.id }, 'inert', async () => {
    const taken = await takeView(desk, visit.token)
    return { document: taken.document, ended: (outcome) => conclude(desk, taken, outcome) }
  })
}

/** Every try counts for its place and for the link, whoever makes it; the right passphrase gives them back. */
async function requirePassphrase(
  desk: Desk,
  limits: Limits,
  { share: { id, passphraseHash, label }, document }: Lent,
  { passphrase, place }: Visit,
): Promise<void> {
  if (passphraseHash === null) return
  if (passphrase === '') throw new Invalid({ passphrase: { key: 'share.passphrase_missing' } })
  await limits.use('sharePassphrase', `${id}|${place}`)
  await limits.use('sharePassphraseAnywhere', id)
  if (await isPassword(desk.vault, passphraseHash, passphrase)) {
    await limits.forgive('sharePassphrase', `${id}|${place}`)
    return limits.giveBack('sharePassphraseAnywhere', id)
  }
  await desk.db.transaction((tx) => tell(tx, desk, 'share.refused', document, null, { label }))
  throw new Invalid({ passphrase: { key: 'share.passphrase_wrong' } })
}

function takeView(desk: Desk, token: string): Promise<Lent> {
  return desk.db.transaction(async (tx) => {
    const lent = await shareBehind(tx, token, desk.clock.now()) // it may have changed meanwhile
    if (!lent) throw new NotFound()
    const { share, document } = lent
    const taken = await tx
      .update(shares)
      .set({ views: sql`${shares.views} + 1` })
      .where(and(eq(shares.id, share.id), lt(shares.views, shares.mostViews)))
      .returning({ id: shares.id })
    if (taken.length === 0) throw new NotFound()
    await tell(tx, desk, 'share.opened', document, null, { label: share.label })
    const { id, slip, owner, ticketNumber } = document
    await tellOfSharedOpening(tx, desk, owner, `/documents/${id}`, { slip: String(slip) })
    if (ticketNumber !== null) tx.onCommit(() => desk.live.documentChanged(ticketNumber, id, 'opened'))
    return lent
  })
}

/** Where it broke off, the owner reads so; a view of which nothing left can be used again. */
async function conclude(desk: Desk, { share, document }: Lent, outcome: Outcome): Promise<void> {
  if (outcome === 'whole') return
  await desk.db.transaction(async (tx) => {
    await tell(tx, desk, 'document.aborted', document, null, { label: share.label })
    if (outcome === 'cut') return
    await tx
      .update(shares)
      .set({ views: sql`${shares.views} - 1` })
      .where(eq(shares.id, share.id))
  })
}
