import type { Request, Response } from 'express'
import { isStaff } from '../accounts/policy.ts'
import type { Desk } from '../desk.ts'
import { documentFor, slipName } from '../documents/documents.ts'
import { signedIn, staff } from '../signin/guard.ts'
import { page, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say } from '../words/words.ts'
import { leaveFor } from './deciding.ts'
import { rowsFor } from './rows.ts'
import { grantsOnCard, waitingGlass } from './showing.ts'

/** What an agent asked for and was refused as a form, with what they wrote. */
export async function askAgainPage(
  desk: Desk,
  request: Request,
  response: Response,
  form: Form,
  glass: boolean,
): Promise<void> {
  const person = signedIn(request)
  const document = await documentFor(desk.db, person, String(request.params['id']), desk.clock.now())
  const slip = slipName(document.slip)
  const context = {
    title: say(visitOf(request).locale, glass ? 'glass.page_title' : 'grants.ask_page', { slip }),
    section: 'desk',
    slip,
    glass,
    form,
    grants: await grantsOnCard(desk, person, document),
  }
  page(request, response, 'grants/ask', context, response.statusCode)
}

/** A wish to break the glass, for staff; the owner decides on the ticket, as staff see everything else there. */
export async function glassPage(desk: Desk, request: Request, response: Response, form?: Form): Promise<void> {
  const person = signedIn(request)
  const leave = await leaveFor(desk.db, desk, person, String(request.params['id']))
  if (!isStaff(person) || leave.grant.kind !== 'glass') {
    return response.redirect(303, `/tickets/${leave.ticketNumber}#asks`)
  }
  const slip = slipName(leave.document.slip)
  const context = {
    title: say(visitOf(request).locale, 'glass.page_title', { slip }),
    section: 'desk',
    slip,
    documentId: leave.document.id,
    row: rowsFor([leave], person, desk.clock.now())[0],
    own: leave.grant.agentId === person.id,
    form,
  }
  page(request, response, 'grants/glass', context, response.statusCode)
}

/** All that waits for a second person. */
export async function waitingPage(desk: Desk, request: Request, response: Response): Promise<void> {
  staff(request)
  const title = say(visitOf(request).locale, 'glass.list_title')
  page(request, response, 'grants/waiting', { title, section: 'desk', waiting: await waitingGlass(desk) })
}
