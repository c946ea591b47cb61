import { Router, type Request } from 'express'
import type { Desk } from '../desk.ts'
import { found } from '../problems.ts'
import { entitled, signedIn, staff } from '../signin/guard.ts'
import { ticketPage } from '../tickets/pages.ts'
import { ticketFor } from '../tickets/tickets.ts'
import { answering, parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { visitOf } from '../web/visit.ts'
import { answerAppeal, appeal } from './appealing.ts'
import { asksCode, openEvidence } from './evidence.ts'
import { answerForm, appealForm, decisionForm, evidenceForm, noticeForm, reportForm, suspendForm } from './forms.ts'
import { awayPage, decidingPage, evidencePage, receiptPage, reportPage, reportsPage, suspensionPage } from './pages.ts'
import { decideReport, report } from './reporting.ts'
import { lift, suspend } from './suspending.ts'

/** Objections to what is public, what staff make of them, and where blocked links lead. */
export function moderationRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  reporting(routes, desk, limits)
  suspending(routes, desk)
  suspensions(routes, desk, limits)
  routes.get('/away', (request, response) => awayPage(desk, request, response))
  return routes
}

function reporting(routes: Router, desk: Desk, limits: Limits): void {
  routes.get('/report', (request, response) => reportPage(desk, request, response))
  routes.post(
    '/report',
    answering(
      async (request, response) => {
        const { legal } = (request.body ?? {}) as { legal?: unknown }
        const form = parse(legal ? noticeForm : reportForm, request.body)
        await limits.use('reports', String(request.ip))
        const id = await report(desk, visitOf(request).person, form)
        response.redirect(303, `/report/${id}`)
      },
      (request, response, form) => reportPage(desk, request, response, form),
    ),
  )
  routes.get('/report/:id', (request, response) => receiptPage(desk, request, response))
  routes.get('/reports', (request, response) => reportsPage(desk, request, response))
  routes.get('/reports/:number', (request, response) => decidingPage(desk, request, response, request.params.number))
  routes.post(
    '/reports/:number',
    answering(
      async (request, response) => {
        const person = staff(request)
        await decideReport(desk, person, request.params['number'], parse(decisionForm, request.body))
        response.redirect(303, '/reports')
      },
      (request, response, form) => decidingPage(desk, request, response, request.params['number'], form),
    ),
  )
}

/** The two deeds on a ticket. */
function suspending(routes: Router, desk: Desk): void {
  const ticketIn = (request: Request) => ticketFor(desk.db, entitled(request), request.params['number'])
  routes.post(
    '/tickets/:number/suspend',
    answering(
      async (request, response) => {
        const person = staff(request)
        const ticket = await ticketIn(request)
        const id = await suspend(desk, person, ticket.id, parse(suspendForm, request.body))
        response.redirect(303, `/suspensions/${id}`)
      },
      async (request, response, form) =>
        form.values['report']
          ? decidingPage(desk, request, response, form.values['report'], form)
          : ticketPage(desk, request, response, await ticketIn(request), { form }),
    ),
  )
  routes.post(
    '/tickets/:number/appeal',
    answering(
      async (request, response) => {
        const ticket = await ticketIn(request)
        await appeal(desk, entitled(request), ticket.id, parse(appealForm, request.body).text)
        response.redirect(303, `/tickets/${ticket.number}#suspension`)
      },
      async (request, response, form) => ticketPage(desk, request, response, await ticketIn(request), { form }),
    ),
  )
}

function suspensions(routes: Router, desk: Desk, limits: Limits): void {
  const idIn = (request: Request) => String(request.params['id'])
  routes.get('/suspensions/:id', (request, response) => suspensionPage(desk, request, response))
  routes.post(
    '/suspensions/:id/answer',
    answering(
      async (request, response) => {
        await answerAppeal(desk, staff(request), idIn(request), parse(answerForm, request.body))
        response.redirect(303, `/suspensions/${idIn(request)}`)
      },
      (request, response, form) => suspensionPage(desk, request, response, form),
    ),
  )
  routes.post('/suspensions/:id/lift', async (request, response) => {
    await lift(desk, staff(request), idIn(request))
    response.redirect(303, `/suspensions/${idIn(request)}`)
  })
  routes.post(
    '/suspensions/:id/evidence',
    answering(
      async (request, response) => {
        const [person, sessionId, id] = [signedIn(request), found(visitOf(request).session).id, idIn(request)]
        staff(request)
        const { code } = parse(evidenceForm(await asksCode(desk, sessionId)), request.body)
        await evidencePage(desk, request, response, await openEvidence(desk, limits, { person, sessionId, id }, code))
      },
      (request, response, form) => suspensionPage(desk, request, response, form),
    ),
  )
}
