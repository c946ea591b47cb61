import { Router } from 'express'
import type { Desk } from '../desk.ts'
import { entitled } from '../signin/guard.ts'
import { parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { follow } from './following.ts'
import { followForm, termsForm } from './forms.ts'
import { setTerms } from './terms.ts'

/** What is done with a public ticket besides reading it and commenting on it. */
export function publicationRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  routes.post('/tickets/:number/terms', async (request, response) => {
    const person = entitled(request)
    await limits.use('review', person.id)
    await setTerms(desk, person, request.params.number, parse(termsForm, request.body))
    response.redirect(303, `/tickets/${request.params.number}?kept#terms`)
  })
  routes.post('/tickets/:number/follow', async (request, response) => {
    const person = entitled(request)
    await limits.use('review', person.id)
    await follow(desk, person, request.params.number, parse(followForm, request.body))
    response.redirect(303, `/tickets/${request.params.number}#follow`)
  })
  return routes
}
