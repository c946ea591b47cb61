import { Router, type Request, type Response } from 'express'
import type { Desk } from '../desk.ts'
import { allow } from '../problems.ts'
import { entitled } from '../signin/guard.ts'
import { publishForm, visibilityForm } from '../tickets/forms.ts'
import { drawn } from '../tickets/pages.ts'
import { maySwitch } from '../tickets/policy.ts'
import { thread } from '../tickets/thread.ts'
import { ticketFor, type Ticket } from '../tickets/tickets.ts'
import { answering, parse } from '../web/forms.ts'
import { page, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say } from '../words/words.ts'
import { switchVisibility } from './switching.ts'

/** The shutter: what the world would see, and the switch. Its owner alone. */
export function visibilityRoutes(desk: Desk): Router {
  const routes = Router()
  routes.get('/tickets/:number/visibility', async (request, response) => review(desk, request, response))
  routes.post(
    '/tickets/:number/visibility',
    answering(
      async (request, response) => {
        const ticket = await ownTicket(desk, request)
        const { visibility } = parse(visibilityForm, request.body)
        if (visibility === 'public') parse(publishForm, request.body)
        await switchVisibility(desk, entitled(request), ticket.id, visibility)
        response.redirect(303, `/tickets/${ticket.number}`)
      },
      (request, response, form) => review(desk, request, response, form),
    ),
  )
  return routes
}

async function ownTicket(desk: Desk, request: Request): Promise<Ticket> {
  const person = entitled(request)
  const ticket = await ticketFor(desk.db, person, request.params['number'])
  allow(maySwitch(person, ticket))
  return ticket
}

/** The conversation exactly as a stranger will read it: drawn for nobody, by the function that draws it for the world. */
async function review(desk: Desk, request: Request, response: Response, form?: Form): Promise<void> {
  const ticket = await ownTicket(desk, request)
  const { locale } = visitOf(request)
  const world = await thread(desk.db, ticket, null)
  const context = {
    title: say(locale, ticket.visibility === 'public' ? 'review.title_close' : 'review.title'),
    section: 'tickets',
    ticket,
    ticketNumber: ticket.number,
    open: ticket.visibility === 'public',
    replies: world.map((reply) => drawn(locale, reply)),
    form,
  }
  page(request, response, 'tickets/visibility', context, response.statusCode)
}
