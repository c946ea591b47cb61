import { Router } from 'express'
import type { Desk } from '../desk.ts'
import { entitled } from '../signin/guard.ts'
import { parse } from '../web/forms.ts'
import { follow } from './following.ts'
import { followForm, termsForm } from './forms.ts'
import { setTerms } from './terms.ts'

/** What is done with a public ticket besides reading it and commenting on it. */
export function publicationRoutes(desk: Desk): Router {
  const routes = Router()
  routes.post('/tickets/:number/terms', async (request, response) => {
    await setTerms(desk, entitled(request), request.params.number, parse(termsForm, request.body))
    response.redirect(303, `/tickets/${request.params.number}#terms`)
  })
  routes.post('/tickets/:number/follow', async (request, response) => {
    await follow(desk, entitled(request), request.params.number, parse(followForm, request.body))
    response.redirect(303, `/tickets/${request.params.number}#follow`)
  })
  return routes
}
