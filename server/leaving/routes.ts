import { pipeline } from 'node:stream/promises'
import { Router, type Request, type Response } from 'express'
import { mayCloseAccount } from '../accounts/policy.ts'
import type { Desk } from '../desk.ts'
import { allow } from '../problems.ts'
import { clearSession } from '../signin/cookies.ts'
import { signedIn } from '../signin/guard.ts'
import { answering, parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { page, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say } from '../words/words.ts'
import { closeAccount, previewClosing } from './closing.ts'
import { exportAccount } from './exporting.ts'
import { closeForm } from './forms.ts'

/** Taking one's data along, and closing the account. Both stay possible when the access rights have ended. */
export function leavingRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  routes.post('/account/export', async (request, response) => {
    const person = signedIn(request)
    await limits.use('documents', person.id)
    const archive = await exportAccount(desk, person, visitOf(request).locale)
    response.type('application/zip').attachment(`guichet-export-${person.number}.zip`)
    await pipeline(archive, response)
  })
  const show = async (request: Request, response: Response, form?: Form) => {
    const person = signedIn(request)
    allow(mayCloseAccount(person))
    const context = {
      title: say(visitOf(request).locale, 'close.title'),
      section: 'account',
      form,
      preview: await previewClosing(desk.db, person.id),
      enrolled: person.enrolled,
    }
    page(request, response, 'leaving/close', context, response.statusCode)
  }
  routes.get('/account/close', (request, response) => show(request, response))
  routes.post(
    '/account/close',
    answering(async (request, response) => {
      const person = signedIn(request)
      allow(mayCloseAccount(person))
      await closeAccount(desk, limits, person, parse(closeForm, request.body))
      clearSession(response, desk.config)
      response.redirect(303, '/goodbye')
    }, show),
  )
  routes.get('/goodbye', (request, response) => {
    page(request, response, 'leaving/goodbye', { title: say(visitOf(request).locale, 'goodbye.title') })
  })
  return routes
}
