import { Router } from 'express'
import { clearAlarm } from '../alarms/alarms.ts'
import { setExpiry } from '../accounts/access-rights.ts'
import { maySeeAudit, maySeeOutbox } from '../accounts/policy.ts'
import { inviteStaff, resetSecondFactor } from '../accounts/staff.ts'
import type { Desk } from '../desk.ts'
import { startScrub } from '../documents/scrubbing.ts'
import { allowForm, siteForm } from '../moderation/forms.ts'
import { allowSite, blockSite } from '../moderation/sites.ts'
import { allow } from '../problems.ts'
import { administrator, isFresh } from '../signin/guard.ts'
import { answering, parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { visitOf } from '../web/visit.ts'
import { confirmClockInPerson, purgeAsRehearsed } from './confirming.ts'
import { clockForm, expiryForm, purgeForm, resetForm, staffForm } from './forms.ts'
import {
  accountsPage,
  auditPage,
  legalPage,
  linksPage,
  outboxPage,
  settingsPage,
  staffPage,
  vaultPage,
} from './pages.ts'
import { startRotation } from './vault.ts'

/** The administration: accounts, staff, the record, letters, settings, legal texts. Administrators only. */
export function adminRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  routes.use('/admin', (request, _, next) => {
    administrator(request)
    next()
  })
  accounts(routes, desk, limits)
  staff(routes, desk)
  vault(routes, desk, limits)
  links(routes, desk)
  routes.get('/admin', (_, response) => response.redirect(303, '/admin/accounts'))
  routes.get('/admin/audit', (request, response) => {
    allow(maySeeAudit(administrator(request)))
    return auditPage(desk, request, response)
  })
  routes.get('/admin/outbox', (request, response) => {
    allow(maySeeOutbox(administrator(request)))
    return outboxPage(desk, request, response)
  })
  routes.get('/admin/settings', (request, response) => settingsPage(desk, request, response))
  routes.get('/admin/legal', (request, response) => legalPage(desk, request, response))
  return routes
}

function accounts(routes: Router, desk: Desk, limits: Limits): void {
  routes.get('/admin/accounts', (request, response) => accountsPage(desk, request, response))
  routes.post(
    '/admin/accounts/purge',
    answering(
      async (request, response) => {
        const actor = administrator(request)
        await purgeAsRehearsed(desk, limits, actor, parse(purgeForm, request.body), isFresh(request, desk.clock.now()))
        response.redirect(303, '/admin/accounts')
      },
      (request, response, purge) => accountsPage(desk, request, response, { purge }),
    ),
  )
  routes.post(
    '/admin/accounts/expiry',
    answering(
      async (request, response) => {
        const actor = administrator(request)
        const { email, date } = parse(expiryForm, request.body)
        await setExpiry(desk, email, date, actor)
        response.redirect(303, '/admin/accounts')
      },
      (request, response, expiry) => accountsPage(desk, request, response, { expiry }),
    ),
  )
}

function vault(routes: Router, desk: Desk, limits: Limits): void {
  routes.get('/admin/vault', (request, response) => vaultPage(desk, request, response))
  routes.post('/admin/vault/alarms/:id', async (request, response) => {
    await clearAlarm(desk, administrator(request), request.params.id)
    response.redirect(303, '/admin/vault?cleared')
  })
  routes.post('/admin/vault/scrub', async (request, response) => {
    await startScrub(desk, administrator(request))
    response.redirect(303, '/admin/vault?scrub')
  })
  routes.post('/admin/vault/rotation', async (request, response) => {
    await startRotation(desk, administrator(request))
    response.redirect(303, '/admin/vault?rotation')
  })
  routes.post(
    '/admin/vault/clock',
    answering(
      async (request, response) => {
        const { code } = parse(clockForm, request.body)
        const fresh = isFresh(request, desk.clock.now())
        await confirmClockInPerson(desk, limits, administrator(request), { code, fresh })
        response.redirect(303, '/admin/vault?clock')
      },
      (request, response, form) => vaultPage(desk, request, response, form),
    ),
  )
}

function staff(routes: Router, desk: Desk): void {
  routes.get('/admin/staff', (request, response) => staffPage(desk, request, response))
  routes.post(
    '/admin/staff',
    answering(
      async (request, response) => {
        const actor = administrator(request)
        await inviteStaff(desk, actor, { ...parse(staffForm, request.body), locale: visitOf(request).locale })
        response.redirect(303, '/admin/staff?invited')
      },
      (request, response, form) => staffPage(desk, request, response, form),
    ),
  )
  routes.post('/admin/staff/reset-2fa', async (request, response) => {
    const actor = administrator(request)
    await resetSecondFactor(desk, actor, parse(resetForm, request.body).email)
    response.redirect(303, '/admin/staff?reset')
  })
}

function links(routes: Router, desk: Desk): void {
  routes.get('/admin/links', (request, response) => linksPage(desk, request, response))
  routes.post(
    '/admin/links',
    answering(
      async (request, response) => {
        await blockSite(desk, administrator(request), parse(siteForm, request.body))
        response.redirect(303, '/admin/links')
      },
      (request, response, form) => linksPage(desk, request, response, form),
    ),
  )
  routes.post('/admin/links/allow', async (request, response) => {
    await allowSite(desk, administrator(request), parse(allowForm, request.body).host)
    response.redirect(303, '/admin/links')
  })
}
