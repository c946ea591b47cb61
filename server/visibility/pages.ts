import type { Request, Response } from 'express'
import type { Person } from '../accounts/people.ts'
import { LICENCES } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { coveredAs } from '../publication/projecting.ts'
import { verdictsFor } from '../review/deciding.ts'
import type { Decision } from '../review/forms.ts'
import { spotCards, spotsByMark } from '../review/pages.ts'
import { ALWAYS_COVERED } from '../review/policy.ts'
import { marksOfOthers, reviewOf, type Reviewed } from '../review/reviewing.ts'
import type { Spot } from '../review/spots.ts'
import { inSight } from '../tickets/policy.ts'
import type { Ticket } from '../tickets/tickets.ts'
import { userMarkdown } from '../web/markdown.ts'
import { page, trusted, type Form } from '../web/views.ts'
import { say, type Locale } from '../words/words.ts'
import { historyOf } from './history.ts'
import { newsOf } from './news.ts'
import { SUBJECT, publishedTexts } from './shown.ts'
import { partsOf } from './parts.ts'
import { WAYS, previewOf, type Way } from './preview.ts'

type Decisions = ReadonlyMap<string, Decision>
/** A page that is shown again: what was decided in it, why it was not taken, and which reply was the last in it. */
export type Again = { form?: Form; decisions?: Decisions; notice?: string; seen?: string | undefined; status?: number }
type Looking = { locale: Locale; person: Person; ticket: Ticket }

/** The confidentiality review: what is private, what the world will read, and what its owner decides about it. */
export async function reviewPage(
  desk: Desk,
  request: Request,
  response: Response,
  looking: Looking,
  again: Again = {},
): Promise<void> {
  const { locale, ticket } = looking
  const open = ticket.visibility === 'public'
  const context = {
    title: say(locale, open ? 'review.title_open' : 'review.title'),
    section: 'tickets',
    wide: true,
    ticket,
    open,
    lit: inSight(ticket),
    // What somebody is about to decide is not what the world reads now.
    asPublished: open && !again.decisions,
    saved: !open && 'saved' in request.query,
    ...(await reviewed(desk, looking, again)),
    licences: LICENCES.map((value) => ({
      value,
      label: say(locale, `licence.${value}`),
      chosen: value === (again.form?.values['licence'] ?? ticket.licence),
    })),
    history: await historyOf(desk.db, ticket, looking),
    notice: again.notice,
    form: again.form,
  }
  page(request, response, 'visibility/review', context, again.status ?? response.statusCode)
}

async function reviewed(desk: Desk, looking: Looking, again: Again) {
  const { locale, ticket } = looking
  const review = await reviewOf(desk.db, desk, ticket)
  const published = await publishedTexts(desk.db, ticket.id)
  const news = await newsOf(desk.db, locale, ticket, review, again.seen)
  const rows = rowsOf(looking, review, published, again).map((row, index) => ({ ...row, tag: news[index] }))
  return { rows, count: rows.flatMap(({ cards }) => cards).length, last: review.at(-1)?.replyId }
}

/** The ticket as somebody else sees it, in a frame in which no form can be sent. */
export async function previewPage(
  desk: Desk,
  request: Request,
  response: Response,
  { locale, ticket }: Looking,
  way: Way,
): Promise<void> {
  const lit = inSight(ticket)
  const context = {
    title: say(locale, 'preview.title', { number: String(ticket.number) }),
    section: 'tickets',
    wide: true,
    ticket,
    lit,
    now: lit || way === 'agent',
    legend: say(locale, `preview.is.${way}`),
    ways: WAYS.map((as) => ({ as, label: say(locale, `preview.${as}`), current: as === way })),
    shown: trusted(await previewOf(desk, locale, ticket, way)),
  }
  page(request, response, 'visibility/preview', context)
}

/**
 * Each text with its marks numbered through the page; the same value has one number and one card, where it comes first.
 * What is `published` is shown as it stands, anything else as it would be.
 */
function rowsOf(
  { locale, person, ticket }: Looking,
  review: Reviewed[],
  published: ReadonlyMap<string, string>,
  { decisions, form }: Again,
) {
  const numbers = new Map<string, number>()
  const asked = new Set<string>()
  const theirs = marksOfOthers(review, ticket)
  return review.map(({ replyId, authorId, author, support, text, at, spots }) => {
    const above = spotsByMark(spots).flatMap(({ mark }) => numbers.get(mark) ?? [])
    const fresh = spots.filter(({ mark }) => !numbers.has(mark))
    const whose = { ownerId: ticket.ownerId, authorId, theirs }
    const again = { chosen: decisions, errors: form?.errors, from: numbers.size + 1 }
    const cards = spotCards(locale, person, whose, { text, spots: fresh }, again)
    for (const { mark, number, mayKeep } of cards) {
      numbers.set(mark, number)
      if (mayKeep) asked.add(mark)
    }
    const before = published.get(replyId ?? SUBJECT)
    const world =
      decisions || before === undefined ? coveredAs(text, asChosen(spots, theirs, decisions), before) : before
    const by = say(locale, support ? 'by.support' : authorId === ticket.ownerId ? 'by.owner' : 'by.other')
    return {
      ...{ replyId, author: author || by, at, cards, by },
      above: above.length > 0 && { count: above.length, numbers: above.join(', ') },
      parts: partsOf(locale, text, spots, { numbers, asked }),
      world: trusted(userMarkdown(world, { locale, slips: false })),
    }
  })
}

/** The findings of a text as they would be by what is decided in a form. */
function asChosen(spots: Spot[], theirs: ReadonlySet<string>, decisions: Decisions = new Map()): Spot[] {
  const chosen = verdictsFor(spots, decisions, theirs)
  return spots.map((spot) => {
    const verdict = chosen.get(spot.mark)?.verdict ?? spot.verdict
    const covered = ALWAYS_COVERED.includes(spot.kind) || (verdict ? verdict === 'cover' : spot.blocking)
    return { ...spot, verdict, covered }
  })
}
