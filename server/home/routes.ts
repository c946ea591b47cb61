import { Router } from 'express'
import type { Desk } from '../desk.ts'
import { similarFor } from '../search/similar.ts'
import { entitled } from '../signin/guard.ts'
import { parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { draw } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { homeForm, similarForm } from './forms.ts'
import { homePage } from './pages.ts'

/** The front page, and what is like a ticket that somebody begins to write. */
export function homeRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  routes.get('/', async (request, response) => {
    await homePage(desk, request, response, parse(homeForm, request.query))
  })
  routes.get('/similar', async (request, response) => {
    const person = entitled(request)
    await limits.use('similar', person.id)
    const { locale } = visitOf(request)
    const { subject = '' } = parse(similarForm, request.query)
    const similar = await similarFor(desk.db, locale, person, subject)
    response.type('html').send(draw('search/_similar', locale, { similar }))
  })
  return routes
}
