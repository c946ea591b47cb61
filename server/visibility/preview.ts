import type { Person } from '../accounts/people.ts'
import type { Desk } from '../desk.ts'
import { slipsOf } from '../documents/documents.ts'
import { publicationOf, publishedThread, spokenAs } from '../publication/looking.ts'
import { publicContext } from '../publication/pages.ts'
import { publishedOf } from '../publication/projecting.ts'
import { drawn } from '../tickets/pages.ts'
import type { Viewer } from '../tickets/policy.ts'
import { thread } from '../tickets/thread.ts'
import { peopleOf, type Ticket } from '../tickets/tickets.ts'
import { draw } from '../web/views.ts'
import type { Locale } from '../words/words.ts'

export const WAYS = ['stranger', 'customer', 'agent'] as const
export type Way = (typeof WAYS)[number]

/** The ticket as somebody else sees it, drawn by what draws it for them. */
export const previewOf = (desk: Desk, locale: Locale, ticket: Ticket, way: Way): Promise<string> =>
  way === 'agent' ? asAgent(desk, locale, ticket) : asWorld(desk, locale, ticket, way)

/** Somebody who is not there: a viewer of that role who knows nobody here. */
const somebody = (role: Person['role'], locale: Locale): Person => ({
  ...{ id: '0'.repeat(32), number: 0, name: '', email: '', clearance: 0, enrolled: true, rightsEndAt: null },
  ...{ expired: false, role, locale },
})

/** What everybody reads of it; of a private ticket, what they would read if it were opened now. */
async function asWorld(desk: Desk, locale: Locale, ticket: Ticket, way: Way): Promise<string> {
  const person = way === 'customer' ? somebody('customer', locale) : null
  const [publication, spoken] = await published(desk, locale, ticket, person)
  const context = await publicContext(desk, { locale, person }, publication, spoken)
  return draw('publication/show', locale, { ...context, me: person })
}

async function published(desk: Desk, locale: Locale, ticket: Ticket, person: Viewer) {
  const publication = await publicationOf(desk.db, ticket.number)
  if (publication) return [publication, await publishedThread(desk.db, publication, person, locale)] as const
  const opened: Ticket = { ...ticket, visibility: 'public', publicSince: desk.clock.now() }
  const { head, replies } = await publishedOf(desk.db, desk, opened)
  return [head, replies.map((reply) => spokenAs(reply, ticket.number, person, locale))] as const
}

/**
 * What support reads: names, and slips that are shut. What is not for the owner either is left out: the notes that staff
 * keep among themselves, and the names of other customers.
 */
async function asAgent(desk: Desk, locale: Locale, ticket: Ticket): Promise<string> {
  const agent = somebody('agent', locale)
  const [talk, slips, { owner }] = await Promise.all([
    thread(desk.db, ticket, agent, locale),
    slipsOf(desk, ticket.id, agent),
    peopleOf(desk.db, ticket),
  ])
  const said = talk.filter(({ internal }) => !internal)
  return draw('visibility/_agent', locale, {
    ticket,
    open: ticket.visibility === 'public',
    owner: owner.name,
    ownerNumber: owner.number,
    entries: said.map((reply) => ({
      reply: drawn(locale, reply.by === 'other' ? { ...reply, name: null } : reply),
    })),
    slips,
  })
}
