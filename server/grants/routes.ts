import { Router } from 'express'
import type { Desk } from '../desk.ts'
import { entitled, signedIn } from '../signin/guard.ts'
import { answering, parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { approveGlass } from './approving.ts'
import { askForGrant, askToBreakGlass, requireAskable } from './asking.ts'
import { decide } from './deciding.ts'
import { approveForm, askForm, decisionForm, glassForm } from './forms.ts'
import { askAgainPage, glassPage, waitingPage } from './pages.ts'
import { mayAsk, mayBreakGlass } from './policy.ts'

/** Leave to open a document: asked for, decided by its owner, or had by breaking the glass. */
export function grantRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  for (const kind of ['grants', 'glass'] as const) asking(routes, desk, kind)
  routes.get('/glass', (request, response) => waitingPage(desk, request, response))
  routes.get('/grants/:id', (request, response) => glassPage(desk, request, response))
  routes.post('/grants/:id', async (request, response) => {
    const person = entitled(request)
    const { decision } = parse(decisionForm, request.body)
    response.redirect(303, `/tickets/${await decide(desk, person, request.params.id, decision)}#asks`)
  })
  routes.post(
    '/grants/:id/approve',
    answering(
      async (request, response) => {
        const id = String(request.params['id'])
        await approveGlass(desk, limits, signedIn(request), id, parse(approveForm, request.body).code)
        response.redirect(303, `/grants/${id}`)
      },
      (request, response, form) => glassPage(desk, request, response, form),
    ),
  )
  return routes
}

const ASKS = {
  grants: { may: mayAsk, form: askForm, deed: askForGrant },
  glass: { may: mayBreakGlass, form: glassForm, deed: askToBreakGlass },
}

function asking(routes: Router, desk: Desk, kind: keyof typeof ASKS): void {
  const { may, form, deed } = ASKS[kind]
  routes.post(
    `/documents/:id/${kind}`,
    answering(
      async (request, response) => {
        const [person, id] = [signedIn(request), String(request.params['id'])]
        // Who may not ask learns nothing from what is wrong with the form.
        await requireAskable(desk.db, desk, person, id, may)
        await deed(desk, person, id, parse(form, request.body))
        response.redirect(303, `/documents/${id}`)
      },
      (request, response, again) => askAgainPage(desk, request, response, again, kind === 'glass'),
    ),
  )
}
