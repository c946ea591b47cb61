import { Router, type Request, type Response } from 'express'
import type { Desk } from '../desk.ts'
import { Conflict, allow } from '../problems.ts'
import { decisionsIn } from '../review/forms.ts'
import { openedBy } from '../publication/opened.ts'
import { entitled, signedIn } from '../signin/guard.ts'
import { maySeeWhole, maySwitch } from '../tickets/policy.ts'
import { ticketFor, ticketToSwitch, type Ticket } from '../tickets/tickets.ts'
import { answering, parse, typed } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { page } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say, tell } from '../words/words.ts'
import { previewForm, visibilityForm } from './forms.ts'
import { historyOf } from './history.ts'
import { previewPage, reviewPage, type Again } from './pages.ts'
import { switchVisibility } from './switching.ts'

/** Where somebody is led who has closed a ticket that they may not see themselves until they renew. */
const CLOSED = '/account?closed'

/** The shutter: what the world would see, and the switch. Its owner alone; what became of it, also for staff. */
export function visibilityRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  const review = async (request: Request, response: Response, again?: Again) =>
    reviewPage(desk, request, response, await ownTicket(desk, limits, request), again)
  routes.get('/tickets/:number/visibility', (request, response) => review(request, response))
  routes.post(
    '/tickets/:number/visibility',
    answering(
      (request, response) =>
        switched(desk, limits, request, response).catch((problem: unknown) => {
          if (!(problem instanceof Conflict)) throw problem
          return review(request, response, movedOn(request, problem))
        }),
      (request, response, form) => review(request, response, { form, decisions: decisionsIn(request.body) }),
    ),
  )
  // What the world would read by these decisions: for the page, whose middle column follows them. Nothing is written.
  routes.post('/tickets/:number/visibility/look', (request, response) =>
    review(request, response, { decisions: decisionsIn(request.body) }),
  )
  routes.post('/account/unpublish', async (request, response) => {
    const person = signedIn(request)
    for (const { id } of await openedBy(desk.db, person.id)) await switchVisibility(desk, person, id, 'private')
    response.redirect(303, CLOSED)
  })
  routes.get('/tickets/:number/history', (request, response) => history(desk, request, response))
  routes.get('/tickets/:number/preview', async (request, response) => {
    const looking = await ownTicket(desk, limits, request)
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

/** Whatever reads all of it is counted; closing it always goes. */
async function ownTicket(desk: Desk, limits: Limits, request: Request, to: Ticket['visibility'] = 'public') {
  const person = to === 'private' ? signedIn(request) : entitled(request)
  if (to === 'public') await limits.use('review', person.id)
  const ticket = await ticketToSwitch(desk.db, person, request.params['number'])
  allow(maySwitch(person, ticket, to))
  return { person, ticket, locale: visitOf(request).locale }
}

async function switched(desk: Desk, limits: Limits, request: Request, response: Response): Promise<void> {
  const { visibility, ...given } = parse(visibilityForm, request.body)
  const { person, ticket, locale } = await ownTicket(desk, limits, request, visibility)
  const decisions = decisionsIn(request.body)
  await switchVisibility(desk, person, ticket.id, visibility, { ...given, decisions, locale })
  if (person.expired) return response.redirect(303, CLOSED)
  response.redirect(303, `/tickets/${ticket.number}${given.save ? '/visibility?saved' : ''}`)
}
