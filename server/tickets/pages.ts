import type { Request, Response } from 'express'
import { isStaff } from '../accounts/policy.ts'
import { CATEGORIES, STATUSES } from '../db/schema.ts'
import { newId } from '../db/ids.ts'
import type { Desk } from '../desk.ts'
import { grantsOnTicket } from '../grants/showing.ts'
import { moderationOn } from '../moderation/showing.ts'
import { similarFor } from '../search/similar.ts'
import { draftFor } from '../signin/drafts.ts'
import { slipsOf } from '../documents/documents.ts'
import { waitingFor } from '../documents/storing.ts'
import { mayStore } from '../documents/policy.ts'
import { usageOf } from '../documents/quota.ts'
import { found } from '../problems.ts'
import { publicationOf } from '../publication/looking.ts'
import { publicationPage } from '../publication/pages.ts'
import { errorsIn, requestCards, type Refused } from '../requests/cards.ts'
import { parse } from '../web/forms.ts'
import { page, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say, type Locale, type WordKey } from '../words/words.ts'
import { queueForm } from './forms.ts'
import { choices } from './choices.ts'
import { composed, foundInNew, movedIn } from './composing.ts'
import { isOwner, mayReply, maySeeWhole, maySetStatus, maySwitch, mayWriteInternally, type Viewer } from './policy.ts'
import { queueContext } from './queue-page.ts'
import { happenings, thread, type Happening, type Shown } from './thread.ts'
import { SHAPES, peopleOf, staffMembers, type Ticket } from './tickets.ts'

/** A form that was refused is shown again: `vault` the one that only seals something, `refused` one about a request. */
export type Again = {
  vault?: boolean
  refused?: Refused
  form?: Form | undefined
  notice?: string | undefined
  status?: number | undefined
}

/** The form for a new ticket: empty, refused, or with what was written when a session ended. */
export async function newTicketPage(
  desk: Desk,
  request: Request,
  response: Response,
  again: Again = {},
): Promise<void> {
  const { locale, person } = visitOf(request)
  const { form } = again
  const draft = form || !person ? undefined : await draftFor(desk.db, person.id, '/tickets/new')
  const values = form?.values ?? draft ?? {}
  const kept = person ? await waitingFor(desk.db, desk, person, listed(values['keep'])) : []
  const quota = person && (await usageOf(desk.db, person.id))
  const key = typeof values['key'] === 'string' ? values['key'] : newId()
  const context = {
    title: say(locale, 'new.title'),
    here: '/tickets/new',
    section: 'tickets',
    form: { values: { visibility: 'private', ...values, key }, errors: form?.errors },
    notice: again.notice,
    findings: person && (await foundInNew(desk, locale, person, { ...values, key })),
    categories: choices(locale, 'category', CATEGORIES, values['category']),
    similar:
      typeof form?.values['subject'] === 'string' && person
        ? await similarFor(desk.db, locale, person, form.values['subject'])
        : [],
    isPublic: values['visibility'] === 'public',
    inAdvance: values['access'] === 'assigned',
    until: person?.rightsEndAt,
    kept,
    quota,
    restored: draft !== undefined,
  }
  page(request, response, 'tickets/new', context, again.status ?? response.statusCode)
}

const listed = (keep: unknown): string[] => (typeof keep === 'string' ? keep.split(' ').filter(Boolean) : [])

/** The ticket at its one address: the whole of it for owner and staff, what was published of it for everybody else. */
export async function ticketPage(
  desk: Desk,
  request: Request,
  response: Response,
  ticket: Ticket,
  again: Again = {},
): Promise<void> {
  const { locale, person } = visitOf(request)
  if (!maySeeWhole(person, ticket)) {
    const publication = found(await publicationOf(desk.db, ticket.number))
    return publicationPage(desk, request, response, publication, again)
  }
  const context = {
    ...(await ticketContext(desk, locale, person, ticket, again)),
    movedToVault: movedIn(request.query),
    termsKept: 'kept' in request.query,
  }
  const status = again.status ?? response.statusCode
  if (!isStaff(person)) return page(request, response, 'tickets/show', context, status)
  const beside = { ticket: ticket.number, staff: context.staffMembers }
  const list = await queueContext(desk, locale, person as NonNullable<Viewer>, parse(queueForm, {}), beside)
  page(request, response, 'tickets/work', { ...context, ...list, desk: true, section: 'desk' }, status)
}

async function ticketContext(desk: Desk, locale: Locale, viewer: Viewer, ticket: Ticket, again: Again) {
  const whole = maySeeWhole(viewer, ticket)
  const owner = isOwner(viewer, ticket)
  const [talk, told, slips, named, quota, draft, staff] = await Promise.all([
    thread(desk.db, ticket, viewer, locale),
    happenings(desk.db, ticket, viewer, locale),
    whole ? slipsOf(desk, ticket.id, viewer as NonNullable<Viewer>) : [],
    whole ? peopleOf(desk.db, ticket) : null,
    owner ? usageOf(desk.db, ticket.ownerId) : null,
    viewer && !again.form ? draftFor(desk.db, viewer.id, `/tickets/${ticket.number}`) : undefined,
    isStaff(viewer) ? staffMembers(desk.db) : [],
  ])
  const values = again.form?.values ?? draft ?? {}
  const composing = !again.vault && !again.refused
  return {
    title: `${ticket.subject || say(locale, 'ticket.erased')} (${ticket.number})`,
    here: `/tickets/${ticket.number}`,
    section: 'tickets',
    ticketNumber: ticket.number,
    ticket,
    open: ticket.visibility === 'public',
    isOwner: owner,
    owner: named?.owner.name || say(locale, 'by.former'),
    ownerNumber: named?.owner.number,
    ownerUntil: named?.owner.rightsEndAt,
    assignee: named?.assignee?.name,
    category: say(locale, `category.${ticket.category}`),
    licence: say(locale, `licence.${ticket.licence}`),
    state: stateOf(locale, ticket, owner),
    entries: entriesOf(locale, talk, told, owner),
    lastId: talk.at(-1)?.id,
    receipt: owner && talk.length === 1 && ticket.status === 'open',
    whole,
    slips,
    requests: whole ? await requestCards(desk, locale, viewer as NonNullable<Viewer>, ticket, again) : null,
    moderation: whole ? await moderationOn(desk, locale, viewer as NonNullable<Viewer>, ticket, again.form) : null,
    grants: whole ? await grantsOnTicket(desk, ticket, viewer as NonNullable<Viewer>) : null,
    quota,
    staffMembers: staff.map((member) => ({ ...member, chosen: member.id === ticket.assigneeId })),
    statuses: choices(locale, 'status', STATUSES, ticket.status),
    mayReply: mayReply(viewer, ticket),
    mayNote: mayWriteInternally(viewer, ticket),
    mayStore: whole && named !== null && mayStore(viewer, ticket),
    maySwitch: maySwitch(viewer, ticket, ticket.visibility === 'public' ? 'private' : 'public'),
    maySolve:
      owner && ticket.status !== 'solved' && ticket.status !== 'closed' && maySetStatus(viewer, ticket, 'solved'),
    mayReopen: owner && ticket.status !== 'open' && ticket.status !== 'pending' && maySetStatus(viewer, ticket, 'open'),
    form: { values, errors: again.refused ? errorsIn(again.refused) : again.form?.errors },
    composer: composing ? { values, errors: again.form?.errors } : null,
    ...(await composed(desk, locale, viewer, ticket, composing ? values : {})),
    vaultForm: again.vault ? again.form : null,
    written: values['internal'] ? '' : values['body'],
    noted: values['internal'] ? values['body'] : '',
    notice: again.notice,
    restored: draft !== undefined,
    kept: viewer && !again.refused ? await waitingFor(desk.db, desk, viewer, listed(values['keep'])) : [],
    replyKey: newId(),
    noteKey: newId(),
  }
}

function stateOf(locale: Locale, ticket: Ticket, owner: boolean) {
  const key = ticket.status === 'pending' && owner ? 'status.pending_you' : `status.${ticket.status}`
  return { words: say(locale, key as WordKey), shape: SHAPES[ticket.status] }
}

/** Replies and happenings in one line of time; a happening is a sentence. */
function entriesOf(locale: Locale, talk: Shown[], told: Happening[], owner: boolean) {
  const said = talk.map((reply) => ({ at: reply.at, reply: drawn(locale, reply), event: null }))
  const happened = gathered(told).map((event) => ({ at: event.at, reply: null, event: sentence(locale, event, owner) }))
  return [...said, ...happened].sort((a, b) => a.at.getTime() - b.at.getTime())
}

/** A reply with its author in words. */
export const drawn = (locale: Locale, reply: Shown) => ({
  ...reply,
  author: reply.name ?? say(locale, `by.${reply.by}`),
})

/** Documents that came with one form are one happening. */
function gathered(told: Happening[]): Happening[] {
  return told.reduce<Happening[]>((all, event) => {
    const last = all.at(-1)
    const same =
      last?.deed === 'document.stored' && event.deed === last.deed && +event.at === +last.at && event.who === last.who
    if (!same) return [...all, event]
    return [...all.slice(0, -1), { ...last, slips: [...last.slips, ...event.slips].sort((x, y) => x - y) }]
  }, [])
}

function sentence(locale: Locale, event: Happening, owner: boolean): string {
  const { facts, deed } = event
  const assignee = String(facts['assignee'] ?? '')
  const assigned = assignee === '' ? 'ticket.unassigned' : assignee === event.actor ? 'ticket.taken' : deed
  const status = facts['status'] === 'pending' && owner ? 'pending_you' : facts['status']
  const key = deed === 'ticket.assigned' ? assigned : facts['advance'] ? 'grant.in_advance' : deed
  return say(locale, `event.${key}` as WordKey, {
    who: event.who,
    slip: event.slips.map((slip) => `S-${slip}`).join(', '),
    count: event.slips.length,
    assignee,
    agent: facts['agent'] ?? '',
    status: status ? say(locale, `status.${status}` as WordKey).toLowerCase() : '',
    reason: facts['reason'] ?? '',
    label: facts['label'] ?? '',
  })
}
