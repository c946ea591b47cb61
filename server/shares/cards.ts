import type { Person } from '../accounts/people.ts'
import { newId } from '../db/ids.ts'
import type { Desk } from '../desk.ts'
import { documentById, slipName } from '../documents/documents.ts'
import type { Form } from '../web/views.ts'
import { ahead } from '../words/formats.ts'
import { say, type Locale } from '../words/words.ts'
import { UNTIL, latestEnd } from './ending.ts'
import { maySeeShares, mayShare } from './policy.ts'
import { sharesOf, stateOf, type Share } from './shares.ts'

/** A form about links that is shown again; `id` is the link whose end it moves, if it is not the one for a new link. */
export type Refused = { id?: string; form: Form }

/** The links to a document as their owner sees them, with the form for a new one; null for everybody else. */
export async function shareCard(
  desk: Desk,
  locale: Locale,
  person: Person,
  documentId: string,
  { id, form }: Partial<Refused> = {},
) {
  const now = desk.clock.now()
  const document = await documentById(desk.db, documentId, now)
  if (!maySeeShares(person, document)) return null
  const links = await sharesOf(desk.db, document.id)
  const may = mayShare(person, document)
  if (links.length === 0 && !may) return null
  const fresh = id === undefined ? form : undefined
  return {
    documentId,
    slip: slipName(document.slip),
    may,
    links: links.map((share) => ({
      ...drawn(locale, share, now),
      state: stateOf(share, document, now),
      untils: untils(locale, id === share.id ? form?.values['until'] : 'date'),
      form: id === share.id ? form : undefined,
    })),
    untils: untils(locale, fresh?.values['until'] ?? '1d'),
    form: { values: { views: '1', ...fresh?.values, passphrase: '' }, errors: fresh?.errors },
    key: newId(),
    latest: latestEnd(now, person.rightsEndAt),
  }
}

const drawn = (locale: Locale, { id, label, views, mostViews, expiresAt, passphraseHash }: Share, now: Date) => ({
  id,
  label,
  views,
  mostViews,
  end: expiresAt,
  left: ahead(locale, expiresAt.getTime() - now.getTime()),
  guarded: passphraseHash !== null,
})

const untils = (locale: Locale, chosen: unknown) =>
  UNTIL.map((value) => ({ value, label: say(locale, `share.until.${value}`), chosen: value === chosen }))
