import { Router, type Request, type Response } from 'express'
import type { Desk } from '../desk.ts'
import { deliver } from '../documents/delivering.ts'
import { documentFor, slipName } from '../documents/documents.ts'
import { Conflict, Gone, NotFound, allow } from '../problems.ts'
import { signedIn } from '../signin/guard.ts'
import { answering, parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { page, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { ahead } from '../words/formats.ts'
import { say, tell } from '../words/words.ts'
import { shareCard, type Refused } from './cards.ts'
import { decisionForm, endForm, shareForm, visitForm } from './forms.ts'
import { lendDocument, moveEnd, revokeShare } from './lending.ts'
import { openShare } from './opening.ts'
import { mayShare } from './policy.ts'
import { lendableFor, shareBehind, shareFor } from './shares.ts'

/** Links by which an owner lends a document: making and ending them, and what whoever has one meets. */
export function shareRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  making(routes, desk, limits)
  ending(routes, desk)
  visiting(routes, desk, limits)
  return routes
}

type Again = Partial<Refused> & { link?: string; notice?: string; status?: number }

/** The links of a document on a page of their own; the one that was just made is shown here, once. */
async function linksPage(desk: Desk, request: Request, response: Response, documentId: string, again: Again = {}) {
  const person = signedIn(request)
  const { locale } = visitOf(request)
  const document = await lendableFor(desk.db, person, documentId, desk.clock.now())
  if (document.state !== 'stored') return response.redirect(303, `/documents/${document.id}`)
  const { id, form, link, notice, status = response.statusCode } = again
  const shares = await shareCard(desk, locale, person, document.id, { ...(id && { id }), ...(form && { form }) })
  const title = say(locale, 'share.title', { slip: slipName(document.slip) })
  const errors = Object.entries(form?.errors ?? {}).map(([field, error]) => [id ? `${field}-${id}` : field, error])
  const refused = form && { values: {}, errors: Object.fromEntries(errors) as Record<string, string> }
  const context = { title, section: 'tickets', documentId, shares, link, notice }
  page(request, response, 'shares/links', { ...context, form: refused }, status)
}

function making(routes: Router, desk: Desk, limits: Limits): void {
  const path = '/documents/:id/shares'
  routes.get(path, (request, response) => linksPage(desk, request, response, request.params.id))
  routes.post(
    path,
    answering(
      async (request, response) => {
        const person = signedIn(request)
        const document = await documentFor(desk.db, person, idIn(request), desk.clock.now())
        if (document.state !== 'stored') throw new Gone()
        allow(mayShare(person, document))
        const form = parse(shareForm, request.body)
        await limits.use('shares', person.id)
        try {
          const link = await lendDocument(desk, person, document.id, form)
          await linksPage(desk, request, response, document.id, { link })
        } catch (problem) {
          if (!(problem instanceof Conflict)) throw problem
          const notice = tell(visitOf(request).locale, problem.why)
          await linksPage(desk, request, response, document.id, { notice, status: 409 })
        }
      },
      (request, response, form) => linksPage(desk, request, response, idIn(request), { form }),
    ),
  )
}

function ending(routes: Router, desk: Desk): void {
  const look = (request: Request) => shareFor(desk.db, signedIn(request), idIn(request), desk.clock.now())
  routes.post(
    '/shares/:id',
    answering(
      async (request, response) => {
        const { share, document } = await look(request)
        const person = signedIn(request)
        if (parse(decisionForm, request.body).decision === 'revoke') await revokeShare(desk, person, share.id)
        else await moveEnd(desk, person, share.id, parse(endForm, request.body))
        response.redirect(303, `/documents/${document.id}#shares`)
      },
      async (request, response, form) => {
        const { share } = await look(request)
        await linksPage(desk, request, response, share.documentId, { id: share.id, form })
      },
    ),
  )
}

function visiting(routes: Router, desk: Desk, limits: Limits): void {
  // Looking uses nothing up, however often and by whatever machine.
  const show = async (request: Request, response: Response, form?: Form) => {
    const now = desk.clock.now()
    const lent = await shareBehind(desk.db, tokenIn(request), now)
    if (!lent) return nothing(request, response)
    const { locale } = visitOf(request)
    const { share, document } = lent
    const context = {
      title: say(locale, 'share.visit'),
      token: tokenIn(request),
      kind: document.kind,
      bytes: document.cipherBytes,
      views: share.mostViews - share.views,
      end: share.expiresAt,
      left: ahead(locale, share.expiresAt.getTime() - now.getTime()),
      guarded: share.passphraseHash !== null,
      form: form && { ...form, values: {} }, // a passphrase is not shown again
    }
    page(request, response, 'shares/visit', context, response.statusCode)
  }
  routes.get('/shared/:token', (request, response) => show(request, response))
  routes.post(
    '/shared/:token',
    answering(async (request, response) => {
      const { passphrase } = parse(visitForm, request.body)
      const visit = { token: tokenIn(request), passphrase, place: request.ip ?? '' }
      try {
        await deliver(desk, response, await openShare(desk, limits, visit))
      } catch (problem) {
        if (!(problem instanceof NotFound || problem instanceof Gone)) throw problem
        nothing(request, response)
      }
    }, show),
  )
}

/** The same for a link that never was, has ended, was revoked or used up, or whose document is gone. */
function nothing(request: Request, response: Response): void {
  const { locale } = visitOf(request)
  page(request, response, 'problem', { title: say(locale, 'share.dead'), text: say(locale, 'share.dead_text') }, 404)
}

const idIn = (request: Request): string => String(request.params['id'])
const tokenIn = (request: Request): string => String(request.params['token'])
