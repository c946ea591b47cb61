import { Router, type Request } from 'express'
import type { Person } from '../accounts/people.ts'
import type { Desk } from '../desk.ts'
import { setAccess } from '../grants/advance.ts'
import { Conflict, Invalid, allow } from '../problems.ts'
import { keepForLater } from '../signin/drafts.ts'
import { entitled, staff } from '../signin/guard.ts'
import { mayStore } from '../documents/policy.ts'
import { fileDocuments, sealText } from '../documents/storing.ts'
import { answering, parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { draw, page } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say } from '../words/words.ts'
import {
  accessForm,
  assignForm,
  documentForm,
  listForm,
  queueForm,
  replyForm,
  statusForm,
  ticketForm,
} from './forms.ts'
import { assignTicket, setStatus } from './handling.ts'
import { openTicket } from './opening.ts'
import { SHAPES, drawn, newTicketPage, queueContext, ticketPage } from './pages.ts'
import { mayOpenTicket, mayReply, maySeeWhole, mayWriteInternally } from './policy.ts'
import { postReply } from './replies.ts'
import { thread } from './thread.ts'
import { PAGE, publicTickets, ticketFor, ticketSeenBy, ticketsOf, type Ticket } from './tickets.ts'
import { withDocuments, within } from './receiving.ts'

/** Reading tickets, the queue, and the deeds that bring no document. */
export function ticketRoutes(desk: Desk): Router {
  const routes = Router()
  lists(routes, desk)
  one(routes, desk)
  return routes
}

function lists(routes: Router, desk: Desk): void {
  routes.get('/', async (request, response) => {
    const { locale } = visitOf(request)
    const { q, after } = parse(listForm, request.query)
    const rows = await publicTickets(desk.db, q || undefined, before(after))
    const shown = rows.slice(0, PAGE)
    page(request, response, 'tickets/home', {
      title: say(locale, 'home.title'),
      wide: true,
      q: q ?? '',
      tickets: shown.map(({ ticket, excerpt }) => ({ ...listed(locale, ticket), excerpt: brief(excerpt) })),
      more:
        rows.length > PAGE
          ? `/?${new URLSearchParams({ ...(q && { q }), after: String(shown.at(-1)?.ticket.number) })}`
          : null,
    })
  })
  routes.get('/tickets', async (request, response) => {
    const person = entitled(request)
    if (person.role !== 'customer') return response.redirect(303, '/desk')
    const { locale } = visitOf(request)
    const rows = await ticketsOf(desk.db, person.id, before(parse(listForm, request.query).after))
    page(request, response, 'tickets/mine', {
      title: say(locale, 'mine.title'),
      tickets: rows.slice(0, PAGE).map((ticket) => listed(locale, ticket)),
      more: rows.length > PAGE ? `/tickets?after=${rows[PAGE - 1]?.number}` : null,
      until: person.rightsEndAt,
    })
  })
  routes.get('/tickets/new', async (request, response) => {
    allow(mayOpenTicket(entitled(request)))
    await newTicketPage(desk, request, response)
  })
  routes.get('/desk', async (request, response) => {
    const person = staff(request)
    const { locale } = visitOf(request)
    const context = await queueContext(desk, locale, person, parse(queueForm, request.query))
    page(request, response, 'tickets/queue', { title: say(locale, 'queue.title'), desk: true, ...context })
  })
}

function one(routes: Router, desk: Desk): void {
  routes.get('/tickets/:number', async (request, response) => {
    await ticketPage(desk, request, response, await ticketFor(desk.db, visitOf(request).person, request.params.number))
  })
  routes.get('/tickets/:number/replies', async (request, response) => {
    const { locale, person } = visitOf(request)
    const ticket = await ticketFor(desk.db, person, request.params.number)
    const after = request.query['after']
    const replies = await thread(desk.db, ticket, person, typeof after === 'string' ? after : undefined)
    response
      .type('html')
      .send(draw('tickets/_replies', locale, { replies: replies.map((reply) => drawn(locale, reply)) }))
  })
  routes.post(
    '/tickets/:number/status',
    ...answers(desk, async (request, ticket, person) => {
      await setStatus(desk, person, ticket, parse(statusForm, request.body).status)
    }),
  )
  routes.post(
    '/tickets/:number/assign',
    ...answers(desk, async (request, ticket, person) => {
      await assignTicket(desk, person, ticket, parse(assignForm, request.body).assignee)
    }),
  )
  routes.post(
    '/tickets/:number/access',
    ...answers(desk, async (request, ticket, person) => {
      await setAccess(desk, person, ticket, parse(accessForm, request.body).access)
    }),
  )
}

type Deed = (request: Request, ticket: Ticket, person: Person) => Promise<void>

/** A small deed on a ticket: done, and back to it; refused, and the ticket is shown with the reason. */
function answers(desk: Desk, deed: Deed) {
  return [
    answering(
      async (request, response) => {
        const person = entitled(request)
        const ticket = await ticketFor(desk.db, person, request.params['number'])
        await deed(request, ticket, person)
        response.redirect(303, `/tickets/${ticket.number}`)
      },
      async (request, response, form) => {
        const ticket = await ticketFor(desk.db, visitOf(request).person, request.params['number'])
        await ticketPage(desk, request, response, ticket, { form })
      },
    ),
  ]
}

/** The three forms that may bring documents. Who asks is looked at before a byte of the body is read. */
export function ticketUploads(desk: Desk, limits: Limits): Router {
  const routes = Router()
  routes.post('/tickets', async (request, response) => {
    if (await keepForLater(desk, request, response, '/tickets/new')) return
    const person = entitled(request)
    allow(mayOpenTicket(person))
    await within(limits, 'tickets', person, request, response)
    await withDocuments(
      desk,
      limits,
      request,
      response,
      { person, accountId: person.id },
      async (ids) => {
        const ticket = await openTicket(desk, person, parse(ticketForm, request.body), ids)
        response.redirect(303, `/tickets/${ticket.number}`)
      },
      (form) => newTicketPage(desk, request, response, { form }),
    )
  })
  routes.post('/tickets/:number/replies', async (request, response) => {
    const { number } = request.params
    if (await keepForLater(desk, request, response, `/tickets/${number}`)) return
    const person = entitled(request)
    const ticket = await ticketOrOwnWords(desk, request, person)
    await within(limits, 'replies', person, request, response)
    const whose = { person, accountId: ticket && mayStore(person, ticket) ? ticket.ownerId : null }
    await withDocuments(
      desk,
      limits,
      request,
      response,
      whose,
      async (ids) => {
        const form = parse(replyForm, request.body)
        // Out of sight since it was written: its author gets it back, and learns nothing else.
        if (!ticket) throw new Conflict({ key: 'reply.out_of_sight' })
        const reply = await postReply(desk, person, ticket.id, form, ids)
        response.redirect(303, `/tickets/${number}#${reply.id}`)
      },
      async (form, status, notice) => {
        if (ticket && status !== 409) return ticketPage(desk, request, response, ticket, { form, notice, status })
        const seen = await ticketSeenBy(desk.db, person, number)
        if (seen) return ticketPage(desk, request, response, seen, { form, notice, status })
        const title = say(visitOf(request).locale, 'reply.back')
        // The same 404 as for a ticket that never was; only its author's own words come back with it.
        page(request, response, 'tickets/handed-back', { title, notice, body: form.values['body'] }, 404)
      },
    )
  })
  routes.post('/tickets/:number/documents', async (request, response) => {
    const person = entitled(request)
    const ticket = await ticketFor(desk.db, person, request.params.number)
    allow(maySeeWhole(person, ticket) && mayStore(person, ticket))
    await withDocuments(
      desk,
      limits,
      request,
      response,
      { person, accountId: ticket.ownerId },
      async (ids) => {
        const { label, secret, kind, ...form } = parse(documentForm, request.body)
        const whose = { accountId: ticket.ownerId, storedById: person.id, kind }
        if (secret)
          ids.push((await sealText(desk, whose, label || say(visitOf(request).locale, 'vault.text'), secret)).id)
        if (ids.length === 0) throw new Invalid({ documents: { key: 'form.documents_missing' } })
        // Only its owner says that something is to be destroyed.
        const once = form.once && person.id === ticket.ownerId
        await desk.db.transaction((tx) => fileDocuments(tx, desk, ids, { ticket, actorId: person.id, once }))
        response.redirect(303, `/tickets/${ticket.number}#vault`)
      },
      (form, status, notice) => {
        // The text goes back to whoever typed it, in the answer to this very form and nowhere else.
        const { secret } = request.body as { secret?: unknown }
        return ticketPage(desk, request, response, ticket, {
          form: { ...form, values: { ...form.values, secret } },
          vault: true,
          notice,
          status,
        })
      },
    )
  })
  return routes
}

/** The ticket that is answered; null when its author could see it until it was closed to the world. */
async function ticketOrOwnWords(desk: Desk, request: Request, person: Person): Promise<Ticket | null> {
  const { number } = request.params as { number: string }
  const ticket = await ticketSeenBy(desk.db, person, number)
  if (ticket) allow(mayReply(person, ticket) || mayWriteInternally(person, ticket))
  return ticket
}

const before = (after: string | undefined): number => (after && /^\d{1,9}$/.test(after) ? Number(after) : 2_000_000_000)

const listed = (locale: 'en' | 'fr', ticket: Ticket) => ({
  number: ticket.number,
  subject: ticket.subject,
  open: ticket.visibility === 'public',
  category: say(locale, `category.${ticket.category}`),
  state: say(locale, `status.${ticket.status}`),
  shape: SHAPES[ticket.status],
  replies: ticket.replyCount,
  at: ticket.touchedAt,
})

/** The beginning of a text, without its Markdown signs. */
const brief = (body: string): string => {
  const plain = body
    .replace(/[*_`#>|]|\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  return plain.length > 220 ? `${plain.slice(0, 219).trimEnd()}…` : plain
}
