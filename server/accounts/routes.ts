import { Router } from 'express'
import type { Desk } from '../desk.ts'
import { found } from '../problems.ts'
import { renewRecoveryCodes } from '../signin/enrolling.ts'
import { codeForm } from '../signin/forms.ts'
import { entitled, signedIn } from '../signin/guard.ts'
import { answering, parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { visitOf } from '../web/visit.ts'
import { renew } from './access-rights.ts'
import { changePassword } from './changing-password.ts'
import { passwordChangeForm, profileForm, secretsForm, sessionForm } from './forms.ts'
import { accountPage, privacyPage, type AccountForms } from './pages.ts'
import { changeProfile, changeSecretRule } from './profile.ts'
import { requireCode } from './proving.ts'
import { endSessions } from './sessions.ts'

/** A person's own account: who they are here, where they are signed in, how long it lasts, what is kept of them. */
export function accountRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  routes.get('/account', (request, response) => accountPage(desk, request, response))
  routes.get('/account/privacy', (request, response) => privacyPage(desk, request, response))
  routes.post('/account/renew', async (request, response) => {
    await renew(desk, signedIn(request))
    response.redirect(303, '/account')
  })
  changing(routes, desk, limits)
  securing(routes, desk, limits)
  return routes
}

/** Shows the account page again with the errors in the one form that was refused. */
const again = (desk: Desk, which: keyof AccountForms) =>
  ((request, response, form) => accountPage(desk, request, response, { [which]: form })) satisfies Parameters<
    typeof answering
  >[1]

function changing(routes: Router, desk: Desk, limits: Limits): void {
  routes.post(
    '/account/profile',
    answering(
      async (request, response) => {
        await changeProfile(desk, entitled(request), parse(profileForm, request.body))
        response.redirect(303, '/account?saved')
      },
      again(desk, 'profile'),
    ),
  )
  routes.post(
    '/account/secrets',
    answering(
      async (request, response) => {
        await changeSecretRule(desk, entitled(request), parse(secretsForm, request.body).secretRule)
        response.redirect(303, '/account?saved')
      },
      again(desk, 'secrets'),
    ),
  )
  routes.post(
    '/account/password',
    answering(
      async (request, response) => {
        const person = entitled(request)
        const { session, locale } = visitOf(request)
        const form = parse(passwordChangeForm, request.body)
        await changePassword(desk, limits, { person, sessionId: found(session).id, locale }, form)
        response.redirect(303, '/account?saved')
      },
      again(desk, 'password'),
    ),
  )
}

function securing(routes: Router, desk: Desk, limits: Limits): void {
  routes.post('/account/sessions/end', async (request, response) => {
    const person = entitled(request)
    const { session } = parse(sessionForm, request.body)
    await endSessions(desk, person, found(visitOf(request).session).id, session)
    response.redirect(303, '/account')
  })
  routes.post(
    '/account/recovery-codes',
    answering(
      async (request, response) => {
        const person = entitled(request)
        const { code } = parse(codeForm, request.body)
        await limits.use('secondFactor', person.id)
        await desk.db.transaction((tx) => requireCode(tx, desk, person.id, code))
        await limits.forgive('secondFactor', person.id)
        await renewRecoveryCodes(desk, person.id)
        response.redirect(303, '/account/recovery-codes')
      },
      again(desk, 'codes'),
    ),
  )
}
