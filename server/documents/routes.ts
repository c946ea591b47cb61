import { Router, type Request, type Response } from 'express'
import type { Desk } from '../desk.ts'
import { grantsOnCard } from '../grants/showing.ts'
import { Conflict, Forbidden, allow, found } from '../problems.ts'
import { shareCard } from '../shares/cards.ts'
import { signedIn } from '../signin/guard.ts'
import { answering, parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { page, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say, tell } from '../words/words.ts'
import { deliver, head } from './delivering.ts'
import { destroyDocument } from './destroying.ts'
import { documentFor, slipOf } from './documents.ts'
import { contentForm, destroyForm, openForm } from './forms.ts'
import { contentFor, headingFor, openAtOnce, openWith, openingOnCard, stepUp, type Opener } from './opening.ts'
import { refusedInFrame, sectionOf, viewPage } from './pages.ts'
import { mayDestroy, mayRead } from './policy.ts'
import { recordLines } from './record-lines.ts'
import { verifyDocument } from './verifying.ts'

/** A document's card, reading it, and destroying it. A visitor is asked to sign in whether there is one or not. */
export function documentRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  const show = cardOf(desk)
  routes.get('/documents/:id', (request, response) => show(request, response))
  routes.post('/documents/:id/verify', async (request, response) => {
    const check = await verifyDocument(desk, limits, signedIn(request), idIn(request))
    await show(request, response, undefined, { check })
  })
  opening(routes, desk, limits, show)
  reading(routes, desk)
  destroying(routes, desk)
  return routes
}

type Shown = (request: Request, response: Response, form?: Form, more?: object) => Promise<void>

/** The card: the slip, and what each feature says of it; `more` is what only this answer says. */
function cardOf(desk: Desk): Shown {
  return async (request, response, form, more) => {
    const [opener, { locale }] = [openerOf(request), visitOf(request)]
    const { person } = opener
    const document = await documentFor(desk.db, person, idIn(request), desk.clock.now())
    const slip = await slipOf(desk, person, document)
    const title = say(locale, 'slip.title', { slip: slip.slip })
    const ticket = slip.ticketNumber === null ? undefined : String(slip.ticketNumber)
    const features = {
      opening: await openingOnCard(desk, opener, document),
      grants: await grantsOnCard(desk, person, document),
      shares: await shareCard(desk, locale, person, slip.id),
      record: slip.mine && (await recordLines(desk.db, locale, person.id, slip.id)),
      ticketNumber: slip.ticketNumber ?? undefined, // what the page watches
    }
    const context = { title, slip, ticket, form, section: sectionOf(request), ...features, ...more }
    page(request, response, 'documents/show', context, response.statusCode)
  }
}

type Deed = (request: Request, response: Response) => Promise<void>

/** What support may not do now is explained by the card, with the way to ask its owner or to open it again. */
const explained =
  (deed: Deed, show: Shown): Deed =>
  async (request, response) => {
    try {
      await deed(request, response)
    } catch (problem) {
      const status = problem instanceof Forbidden ? 403 : problem instanceof Conflict ? 409 : null
      if (status === null || response.headersSent) throw problem
      const notice = problem instanceof Conflict ? tell(visitOf(request).locale, problem.why) : undefined
      await show(request, response.status(status), undefined, { notice })
    }
  }

/** Support opens a document: a code, leave and a reason make a token, and the token gives the content once. */
function opening(routes: Router, desk: Desk, limits: Limits, show: Shown): void {
  const open: Deed = async (request, response) => {
    const opener = openerOf(request)
    // Who may not know of it learns nothing from what is wrong with the form.
    const document = await documentFor(desk.db, opener.person, opener.documentId, desk.clock.now())
    const { asksCode } = await openingOnCard(desk, opener, document)
    const { view, ...given } = parse(openForm(asksCode), request.body)
    if (view) await viewPage(desk, request, response, document, await stepUp(desk, limits, opener, given))
    else await deliver(desk, response, await openAtOnce(desk, limits, opener, given))
  }
  const take: Deed = async (request, response) => {
    const opener = openerOf(request)
    const { token, as } = parse(contentForm, request.body)
    try {
      await deliver(desk, response, await openWith(desk, opener, token, as === 'shown'))
    } catch (problem) {
      if (as !== 'shown' || response.headersSent || !refusedInFrame(request, response, problem)) throw problem
    }
  }
  routes.post('/documents/:id/open', answering(explained(open, show), show))
  routes.post('/documents/:id/content', explained(take, show))
}

/** The owner reads what is theirs, and looks at their pictures in the page. */
function reading(routes: Router, desk: Desk): void {
  routes.get('/documents/:id/content', async (request, response) => {
    const person = signedIn(request)
    const { as } = parse(contentForm, request.query)
    if (request.method === 'HEAD') head(response, await headingFor(desk, person, idIn(request))).end()
    else await deliver(desk, response, await contentFor(desk, person, idIn(request), as === 'shown'))
  })
  routes.get('/documents/:id/view', async (request, response) => {
    const person = signedIn(request)
    const document = await documentFor(desk.db, person, idIn(request), desk.clock.now())
    if (mayRead(person, document) && document.kind === 'file') await viewPage(desk, request, response, document)
    else response.redirect(303, `/documents/${document.id}`)
  })
}

function destroying(routes: Router, desk: Desk): void {
  const look = async (request: Request) => {
    const person = signedIn(request)
    const document = await documentFor(desk.db, person, idIn(request), desk.clock.now())
    allow(mayDestroy(person, document))
    return { person, document }
  }
  const show: Shown = async (request, response, form) => {
    const { person, document } = await look(request)
    if (document.state !== 'stored') return response.redirect(303, `/documents/${document.id}`)
    const slip = await slipOf(desk, person, document)
    const title = say(visitOf(request).locale, 'slip.destroy_title', { slip: slip.slip })
    page(
      request,
      response,
      'documents/destroy',
      { title, slip, form, section: sectionOf(request) },
      response.statusCode,
    )
  }
  routes.get('/documents/:id/destroy', (request, response) => show(request, response))
  routes.post(
    '/documents/:id/destroy',
    answering(async (request, response) => {
      const { person, document } = await look(request)
      parse(destroyForm, request.body)
      const reason = person.id === document.accountId ? 'request' : 'administrator'
      await destroyDocument(desk, person, document.id, reason)
      response.redirect(303, `/documents/${document.id}`)
    }, show),
  )
}

const idIn = (request: Request): string => String(request.params['id'])

const openerOf = (request: Request): Opener => ({
  person: signedIn(request),
  sessionId: found(visitOf(request).session).id,
  documentId: idIn(request),
})
