import type { Request, Response } from 'express'
import { newId } from '../db/ids.ts'
import type { LICENCES } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import type { Found } from '../review/showing.ts'
import { similarTo } from '../search/similar.ts'
import { draftFor } from '../signin/drafts.ts'
import { isEntitled } from '../accounts/policy.ts'
import type { Viewer } from '../tickets/policy.ts'
import { SHAPES } from '../tickets/tickets.ts'
import { page, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say, type Locale } from '../words/words.ts'
import { followingOf } from './following.ts'
import { publishedThread, type Spoken } from './looking.ts'
import type { Publication } from './projecting.ts'

/** A comment that was refused, to be shown again with what was found in it. */
export type Again = {
  form?: Form | undefined
  notice?: string | undefined
  status?: number | undefined
  findings?: Found | null | undefined
  /** What has happened to the ticket since it was written. */
  changed?: string | null | undefined
}

/** A public ticket as everybody reads it who is neither its owner nor staff: from what was published, and nothing else. */
export async function publicationPage(
  desk: Desk,
  request: Request,
  response: Response,
  publication: Publication,
  again: Again = {},
): Promise<void> {
  const { locale, person } = visitOf(request)
  const status = again.status ?? response.statusCode
  // Its owner wants it found; of an old copy nothing shall be left even then (R138).
  if (publication.indexable && status === 200) response.set('X-Robots-Tag', 'noarchive')
  const spoken = await publishedThread(desk.db, publication, person, locale)
  const context = await publicContext(desk, { locale, person }, publication, spoken, again)
  page(request, response, 'publication/show', context, status)
}

/** What `publication/show` draws of a public ticket for one reader. */
export const publicContext = async (
  desk: Desk,
  { locale, person }: { locale: Locale; person: Viewer },
  publication: Publication,
  spoken: Spoken[],
  again: Again = {},
) => ({
  ...facts(locale, publication),
  replies: spoken,
  // Its owner reads this page only once their rights have ended: the account page still closes it.
  owned: spoken.some(({ owned }) => owned),
  lastId: spoken.at(-1)?.id,
  similar: await similarTo(desk.db, publication.subject, publication.number),
  ...(await rights(desk, publication, person)),
  ...(await composer(desk, publication, person, again)),
})

function facts(locale: Locale, publication: Publication) {
  const { number, subject, status, category, licence, ownerName } = publication
  return {
    title: `${subject} (${number})`,
    section: '',
    ticketNumber: String(number),
    publication,
    category: say(locale, `category.${category}`),
    state: { words: say(locale, `status.${status}`), shape: SHAPES[status] },
    owner: ownerName ?? say(locale, 'public.the_customer'),
    licence: { words: say(locale, `licence.${licence}`), href: LICENCE_TEXTS[licence] },
    report: `/report?ticket=${number}`,
  }
}

/** Where a licence can be read; the reserved rights are in the terms of use. */
const LICENCE_TEXTS: Record<(typeof LICENCES)[number], string> = {
  reserved: '/legal/terms',
  'cc-by': 'https://creativecommons.org/licenses/by/4.0/',
  cc0: 'https://creativecommons.org/publicdomain/zero/1.0/',
}

/** What this reader may do here. A customer whose rights have ended reads like a visitor. */
async function rights(desk: Desk, { ticketId, status, comments, sameCount }: Publication, person: Viewer) {
  const customer = isEntitled(person) ? person : null
  const following = customer && (await followingOf(desk.db, ticketId, customer.id))
  return {
    following,
    /** How many besides the reader have the same problem. */
    others: sameCount - Number(following?.same ?? false),
    commentable: comments && status !== 'closed',
    mayComment: customer !== null && comments && status !== 'closed',
  }
}

async function composer(desk: Desk, { number, epoch }: Publication, person: Viewer, again: Again) {
  const draft = person && !again.form ? await draftFor(desk.db, person.id, `/tickets/${number}`) : undefined
  return {
    epoch,
    key: newId(),
    form: { values: again.form?.values ?? draft ?? {}, errors: again.form?.errors },
    notice: again.notice,
    findings: again.findings,
    changed: again.changed,
    restored: draft !== undefined,
  }
}
