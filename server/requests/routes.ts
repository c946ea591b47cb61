import { Router, type Request, type Response } from 'express'
import type { Person } from '../accounts/people.ts'
import type { Desk } from '../desk.ts'
import { sealText } from '../documents/storing.ts'
import { Invalid, allow } from '../problems.ts'
import { entitled } from '../signin/guard.ts'
import { ticketPage, type Again } from '../tickets/pages.ts'
import { withDocuments } from '../tickets/receiving.ts'
import { ticketFor } from '../tickets/tickets.ts'
import { answering, parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import type { Form } from '../web/views.ts'
import { answerRequest, closeUnanswered, requestDocument } from './deeds.ts'
import { answerForm, askForm, decideForm } from './forms.ts'
import { isAsked, mayAnswer, mayRequest } from './policy.ts'
import { requestFor, type Asked } from './requests.ts'

/** Asking for a document, and taking that back or declining it. */
export function requestRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  const ticketIn = (request: Request) => ticketFor(desk.db, entitled(request), request.params['number'])
  routes.post(
    '/tickets/:number/requests',
    answering(
      async (request, response) => {
        const [person, ticket] = [entitled(request), await ticketIn(request)]
        allow(mayRequest(person, ticket))
        const form = parse(askForm, request.body)
        await limits.use('replies', person.id)
        await requestDocument(desk, person, ticket.id, form)
        response.redirect(303, `/tickets/${ticket.number}`)
      },
      async (request, response, form) =>
        ticketPage(desk, request, response, await ticketIn(request), { form, refused: { form } }),
    ),
  )
  routes.post('/requests/:id', async (request, response) => {
    const person = entitled(request)
    const { id, ticket } = await requestFor(desk.db, person, request.params.id)
    const { decision } = parse(decideForm, request.body)
    await closeUnanswered(desk, person, id, decision === 'decline' ? 'declined' : 'withdrawn')
    response.redirect(303, `/tickets/${ticket.number}`)
  })
  return routes
}

/** The answer: its rights are looked at before its body is read, which goes straight into the vault. */
export function requestUploads(desk: Desk, limits: Limits): Router {
  const routes = Router()
  routes.post('/requests/:id/answer', async (request, response) => {
    const person = entitled(request)
    const asked = await requestFor(desk.db, person, request.params.id)
    allow(isAsked(person, asked))
    await withDocuments(
      desk,
      limits,
      request,
      response,
      { person, accountId: asked.ticket.ownerId },
      async (ids) => {
        await sealAnswer(desk, request, asked, ids)
        await answerRequest(desk, person, asked.id, ids)
        response.redirect(303, `/tickets/${asked.ticket.number}#vault`)
      },
      (form, status, notice) => again(desk, request, response, { person, asked, form, status, notice }),
    )
  })
  return routes
}

/** Seals the text of an answer, which then waits among the documents; it is not handed back as a text any more. */
async function sealAnswer(desk: Desk, request: Request, { kind, label, ticket }: Asked, ids: string[]): Promise<void> {
  const form = parse(answerForm, request.body)
  if (kind !== 'file' && form.secret) {
    const whose = { accountId: ticket.ownerId, storedById: ticket.ownerId, kind }
    ids.push((await sealText(desk, whose, form.label || label, form.secret)).id)
    delete (request.body as { secret?: unknown }).secret
  }
  if (ids.length > 0) return
  throw new Invalid(
    kind === 'file' ? { documents: { key: 'form.documents_missing' } } : { secret: { key: 'request.secret_missing' } },
  )
}

type Back = { person: Person; asked: Asked; form: Form; status: number; notice: string | undefined }

/** A refused answer comes back where it was given; one that came too late, in the form that keeps it all the same. */
async function again(desk: Desk, request: Request, response: Response, { person, asked, ...back }: Back) {
  const now = await requestFor(desk.db, person, asked.id)
  const { secret } = request.body as { secret?: unknown }
  const form = { ...back.form, values: { ...back.form.values, secret } }
  const { notice, status } = back
  const where: Again = mayAnswer(person, now) ? { refused: { id: now.id, form } } : { vault: true }
  return ticketPage(desk, request, response, now.ticket, { ...where, form, notice, status })
}
