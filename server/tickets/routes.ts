import { Router, type Request, type Response } from 'express'
import type { Person } from '../accounts/people.ts'
import { newId } from '../db/ids.ts'
import type { Desk } from '../desk.ts'
import { setAccess } from '../grants/advance.ts'
import { Conflict, Forbidden, Invalid, allow, found } from '../problems.ts'
import { publicationOf, publishedThread } from '../publication/looking.ts'
import { publicationPage } from '../publication/pages.ts'
import { decisionsIn } from '../review/forms.ts'
import { keepForLater } from '../signin/drafts.ts'
import { entitled, staff } from '../signin/guard.ts'
import { mayStore } from '../documents/policy.ts'
import { fileDocuments, sealText } from '../documents/storing.ts'
import { answering, parse, typed } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { draw, page, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say } from '../words/words.ts'
import {
  accessForm,
  assignForm,
  checkForm,
  documentForm,
  listForm,
  queueForm,
  replyForm,
  statusForm,
  ticketForm,
} from './forms.ts'
import { advised, composed, postedBefore, sendReply, sendTicket } from './composing.ts'
import { assignTicket, setStatus } from './handling.ts'
import { ownTickets } from './own-tickets.ts'
import { drawn, newTicketPage, ticketPage, type Again } from './pages.ts'
import { mayOpenTicket, mayReply, maySeeWhole, mayWriteInternally } from './policy.ts'
import { thread } from './thread.ts'
import { queueContext } from './queue-page.ts'
import { ticketFor, ticketSeenBy, wholeTicket, type Ticket } from './tickets.ts'
import { takeWords, withDocuments, within } from './receiving.ts'

/** Reading tickets, the queue, and the deeds that bring no document. */
export function ticketRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  lists(routes, desk)
  one(routes, desk)
  advice(routes, desk, limits)
  return routes
}

function lists(routes: Router, desk: Desk): void {
  routes.get('/tickets', async (request, response) => {
    const person = entitled(request)
    if (person.role !== 'customer') return response.redirect(303, '/desk')
    const { locale } = visitOf(request)
    const context = await ownTickets(desk, locale, person, parse(listForm, request.query))
    page(request, response, 'tickets/mine', { title: say(locale, 'mine.title'), ...context })
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
    const { number } = request.params
    const ticket = await wholeTicket(desk.db, visitOf(request).person, number)
    if (ticket) return ticketPage(desk, request, response, ticket)
    await publicationPage(desk, request, response, found(await publicationOf(desk.db, number)))
  })
  routes.get('/tickets/:number/replies', async (request, response) => {
    const { locale, person } = visitOf(request)
    const { number } = request.params
    const after = typeof request.query['after'] === 'string' ? request.query['after'] : undefined
    const ticket = await wholeTicket(desk.db, person, number)
    if (after === undefined) {
      // A page that is open already asks for what is new in it; who comes here otherwise wants the whole of it.
      found(ticket ?? (await publicationOf(desk.db, number)))
      return response.redirect(303, `/tickets/${number}`)
    }
    if (ticket) {
      const replies = await thread(desk.db, ticket, person, locale, after)
      const context = { replies: replies.map((reply) => drawn(locale, reply)) }
      return void response.type('html').send(draw('tickets/_replies', locale, context))
    }
    const publication = found(await publicationOf(desk.db, number))
    const replies = await publishedThread(desk.db, publication, person, locale, after)
    response.type('html').send(draw('publication/_replies', locale, { replies }))
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

/** What a text would give away, for the page on which it is being written: nothing of it is kept. */
function advice(routes: Router, desk: Desk, limits: Limits): void {
  routes.post('/tickets/check', async (request, response) => {
    const person = entitled(request)
    await limits.use('check', person.id)
    const form = parse(checkForm, request.body)
    const ticket = form.ticket ? await ticketFor(desk.db, person, form.ticket) : null
    allow(ticket ? mayReply(person, ticket) : mayOpenTicket(person))
    response.json(await advised(desk, visitOf(request).locale, person, ticket, form))
  })
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
    await within(limits, 'tickets', person.id, request, response)
    await withDocuments(
      desk,
      limits,
      request,
      response,
      { person, accountId: person.id },
      async (ids) => {
        const form = parse(ticketForm, request.body)
        const sending = { person, locale: visitOf(request).locale, decisions: decisionsIn(request.body) }
        response.redirect(303, await sendTicket(desk, sending, { ...form, key: form.key ?? newId() }, ids))
      },
      (form, status, notice) => newTicketPage(desk, request, response, { form, status, notice }),
    )
  })
  routes.post('/tickets/:number/replies', async (request, response) => {
    const { number } = request.params
    if (await keepForLater(desk, request, response, `/tickets/${number}`)) return
    const person = entitled(request)
    const ticket = await ticketSeenBy(desk.db, person, number)
    if (ticket && !mayReply(person, ticket) && !mayWriteInternally(person, ticket))
      return refuseReply(desk, request, response, person)
    await within(limits, 'replies', person.id, request, response)
    if (ticket && !maySeeWhole(person, ticket))
      await within(limits, 'comments', `${person.id} ${ticket.id}`, request, response)
    const whose = { person, accountId: ticket && mayStore(person, ticket) ? ticket.ownerId : null }
    await withDocuments(
      desk,
      limits,
      request,
      response,
      whose,
      async (ids) => {
        const form = parse(replyForm, request.body)
        const sending = { person, locale: visitOf(request).locale, decisions: decisionsIn(request.body) }
        const path = ticket
          ? await sendReply(desk, sending, ticket, form, ids)
          : await postedBefore(desk, person, number, form)
        // Out of sight since it was written: its author gets it back, and learns nothing else.
        if (!path) throw new Conflict({ key: 'reply.out_of_sight' })
        response.redirect(303, path)
      },
      (form, status, notice) => handBack(desk, request, response, { form, status, notice }),
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

/** A reply that was not taken, back in the composer of whoever wrote it, with the ticket as they may see it now. */
async function handBack(
  desk: Desk,
  request: Request,
  response: Response,
  again: Again & { form: Form },
): Promise<void> {
  const { locale, person } = visitOf(request)
  const { number } = request.params
  const ticket = await ticketSeenBy(desk.db, person, number)
  if (ticket && maySeeWhole(person, ticket)) return ticketPage(desk, request, response, ticket, again)
  const publication = ticket && (await publicationOf(desk.db, ticket.number))
  if (publication) {
    const shown = await composed(desk, locale, person, ticket, again.form.values)
    return publicationPage(desk, request, response, publication, { ...again, ...shown })
  }
  const title = say(locale, 'reply.back')
  // The same 404 as for a ticket that never was; only its author's own words come back with it.
  page(request, response, 'tickets/handed-back', { title, notice: again.notice, body: again.form.values['body'] }, 404)
}

/** Closed while it was being written, or closed to the comments of others: refused, unless it was taken before. */
async function refuseReply(desk: Desk, request: Request, response: Response, person: Person): Promise<void> {
  await takeWords(request, response)
  const path = await postedBefore(desk, person, request.params['number'], typed(request.body))
  if (!path) throw new Forbidden()
  response.redirect(303, path)
}
