import { Router, type Request, type Response } from 'express'
import type { Desk } from '../desk.ts'
import { Conflict, allow } from '../problems.ts'
import { decisionsIn } from '../review/forms.ts'
import { entitled } from '../signin/guard.ts'
import { maySeeWhole, maySwitch } from '../tickets/policy.ts'
import { ticketFor } from '../tickets/tickets.ts'
import { answering, parse, typed } from '../web/forms.ts'
import { page } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say, tell } from '../words/words.ts'
import { previewForm, visibilityForm } from './forms.ts'
import { historyOf } from './history.ts'
import { previewPage, reviewPage, type Again } from './pages.ts'
import { switchVisibility } from './switching.ts'

/** The shutter: what the world would see, and the switch. Its owner alone; what became of it, also for staff. */
export function visibilityRoutes(desk: Desk): Router {
  const routes = Router()
  const review = async (request: Request, response: Response, again?: Again) =>
    reviewPage(desk, request, response, await ownTicket(desk, request), again)
  routes.get('/tickets/:number/visibility', (request, response) => review(request, response))
  routes.post(
    '/tickets/:number/visibility',
    answering(
      (request, response) =>
        switched(desk, request, response).catch((problem: unknown) => {
          if (!(problem instanceof Conflict)) throw problem
          return review(request, response, movedOn(request, problem))
        }),
      (request, response, form) => review(request, response, { form, decisions: decisionsIn(request.body) }),
    ),
  )
  routes.get('/tickets/:number/history', (request, response) => history(desk, request, response))
  routes.get('/tickets/:number/preview', async (request, response) => {
    const looking = await ownTicket(desk, request)
    await previewPage(desk, request, response, looking, parse(previewForm, request.query).as)
  })
  return routes
}

/** The page once more, for a form that speaks of another state of the ticket. */
function movedOn(request: Request, { why }: Conflict): Again {
  const { locale } = visitOf(request)
  const { seen } = parse(visibilityForm, request.body)
  const form = { values: typed(request.body) }
  return { form, decisions: decisionsIn(request.body), notice: tell(locale, why), seen, status: 409 }
}

async function history(desk: Desk, request: Request, response: Response): Promise<void> {
  const person = entitled(request)
  const ticket = await ticketFor(desk.db, person, request.params['number'])
  allow(maySeeWhole(person, ticket))
  const { locale } = visitOf(request)
  const lines = await historyOf(desk.db, ticket, { person, locale })
  const title = say(locale, 'history.title')
  page(request, response, 'visibility/history', { title, section: 'tickets', wide: true, ticket, history: lines })
}

async function ownTicket(desk: Desk, request: Request) {
  const person = entitled(request)
  const ticket = await ticketFor(desk.db, person, request.params['number'])
  allow(maySwitch(person, ticket))
  return { person, ticket, locale: visitOf(request).locale }
}

async function switched(desk: Desk, request: Request, response: Response): Promise<void> {
  const { person, ticket, locale } = await ownTicket(desk, request)
  const { visibility, ...given } = parse(visibilityForm, request.body)
  const decisions = decisionsIn(request.body)
  await switchVisibility(desk, person, ticket.id, visibility, { ...given, decisions, locale })
  const back = given.save ? 'visibility' : ''
  response.redirect(303, `/tickets/${ticket.number}/${back}`.replace(/\/$/, ''))
}
