import { pipeline } from 'node:stream/promises'
import { Router, type Request, type Response } from 'express'
import { isStaff } from '../accounts/policy.ts'
import type { Desk } from '../desk.ts'
import { allow } from '../problems.ts'
import { signedIn } from '../signin/guard.ts'
import { answering, parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { page, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say } from '../words/words.ts'
import { destroyDocument } from './destroying.ts'
import { documentFor, slipFor } from './documents.ts'
import { destroyForm, openForm } from './forms.ts'
import { asAttachment } from './names.ts'
import { contentFor, headingFor, openDocument, type Content, type Heading } from './opening.ts'
import { mayDestroy } from './policy.ts'
import { isVaultProblem } from './problems.ts'

/** A document's card, reading it, and destroying it. A visitor is asked to sign in whether there is one or not. */
export function documentRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  reading(routes, desk, limits)
  destroying(routes, desk)
  return routes
}

type Shown = (request: Request, response: Response, form?: Form) => Promise<void>

function reading(routes: Router, desk: Desk, limits: Limits): void {
  const show: Shown = async (request, response, form) => {
    const slip = await slipFor(desk, signedIn(request), idIn(request))
    const title = say(visitOf(request).locale, 'slip.title', { slip: slip.slip })
    const ticket = slip.ticketNumber === null ? undefined : String(slip.ticketNumber)
    const context = { title, slip, ticket, form, section: sectionOf(request) }
    page(request, response, 'vault/show', context, response.statusCode)
  }
  routes.get('/documents/:id', (request, response) => show(request, response))
  routes.post(
    '/documents/:id/open',
    answering(async (request, response) => {
      const person = signedIn(request)
      // Who may not know of it learns nothing from what is wrong with the form.
      await documentFor(desk.db, person, idIn(request), desk.clock.now())
      const form = parse(openForm, request.body)
      await deliver(desk, response, await openDocument(desk, limits, person, idIn(request), form))
    }, show),
  )
  routes.get('/documents/:id/content', async (request, response) => {
    const person = signedIn(request)
    if (request.method === 'HEAD') head(response, await headingFor(desk, person, idIn(request))).end()
    else await deliver(desk, response, await contentFor(desk, person, idIn(request)))
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
    const slip = await slipFor(desk, person, document.id)
    const title = say(visitOf(request).locale, 'slip.destroy_title', { slip: slip.slip })
    page(request, response, 'vault/destroy', { title, slip, form, section: sectionOf(request) }, response.statusCode)
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
const sectionOf = (request: Request): string => (isStaff(visitOf(request).person) ? 'desk' : 'tickets')

/** What a document is must never become a page of this desk: it is saved, or shown as plain text in a sandbox. */
function head(response: Response, { kind, name, type, bytes }: Heading): Response {
  return response.set({
    'Content-Type': type,
    'Content-Disposition': kind === 'text' ? 'inline' : asAttachment(name),
    'Content-Length': String(bytes),
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Accept-Ranges': 'none',
    'Cache-Control': 'no-store, no-transform', // nor compressed, which would hide its length
  })
}

/** Sends a content. When it breaks off the line is cut, so that nobody takes a part of it for the whole. */
async function deliver(desk: Desk, response: Response, content: Content): Promise<void> {
  try {
    await pipeline(content.stream, head(response, content))
  } catch (error) {
    // The answer has begun: there is nothing left to say on it. A reader who hangs up is nobody's fault.
    response.destroy()
    if (isVaultProblem(error)) desk.log.error({ err: error }, 'a document broke off while it was read')
  }
}
