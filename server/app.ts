import compression from 'compression'
import express, { type Express } from 'express'
import { accountRoutes } from './accounts/routes.ts'
import { adminRoutes } from './admin/routes.ts'
import type { Desk } from './desk.ts'
import { grantRoutes } from './grants/routes.ts'
import { homeRoutes } from './home/routes.ts'
import { leavingRoutes } from './leaving/routes.ts'
import { legalRoutes } from './legal/routes.ts'
import { chooseLanguage, identify } from './signin/guard.ts'
import { signinRoutes } from './signin/routes.ts'
import { requestRoutes, requestUploads } from './requests/routes.ts'
import { shareRoutes } from './shares/routes.ts'
import { ticketRoutes, ticketUploads } from './tickets/routes.ts'
import { documentRoutes } from './documents/routes.ts'
import { moderationRoutes } from './moderation/routes.ts'
import { publicationRoutes } from './publication/routes.ts'
import { shortHead } from './proof/heads.ts'
import { proofRoutes } from './proof/routes.ts'
import { visibilityRoutes } from './visibility/routes.ts'
import { assets } from './web/assets.ts'
import { answerProblems } from './web/errors.ts'
import { healthRoutes } from './web/health.ts'
import { openLimits } from './web/limits.ts'
import { requestLog } from './web/log.ts'
import { nothingHere } from './web/methods.ts'
import { robots } from './web/robots.ts'
import { alwaysAnew, antiForgery, privateByDefault, sameOrigin, securityHeaders } from './web/security.ts'

/** The map of the desk: what every request passes, in order, and where each feature hangs. */
export function buildApp(desk: Desk): Express {
  const { baseUrl, trustProxy } = desk.config
  const limits = openLimits(desk.db)
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', trustProxy)
  app.set('query parser', 'simple')
  app.locals['log'] = () => shortHead(desk.head) // for the foot of every page

  app.use(requestLog(desk.log), securityHeaders(baseUrl), privateByDefault)
  app.use(healthRoutes(desk), robots())
  app.use(compression())
  app.use('/assets', assets())
  app.use(alwaysAnew, identify(desk), chooseLanguage(desk), sameOrigin(baseUrl))

  // Forms that bring documents: these look at who asks before the body is read, and prove themselves while it is.
  app.use(ticketUploads(desk, limits), requestUploads(desk, limits))

  app.use(express.urlencoded({ extended: false, limit: '512kb', parameterLimit: 1000 }), antiForgery)
  app.use(signinRoutes(desk, limits))
  app.use(homeRoutes(desk, limits))
  app.use(ticketRoutes(desk, limits), publicationRoutes(desk, limits), visibilityRoutes(desk, limits))
  app.use(documentRoutes(desk, limits))
  app.use(moderationRoutes(desk, limits))
  app.use(shareRoutes(desk, limits), grantRoutes(desk, limits), requestRoutes(desk, limits))
  app.use(accountRoutes(desk, limits), leavingRoutes(desk, limits), adminRoutes(desk, limits))
  app.use(legalRoutes(), proofRoutes(desk))

  app.use(nothingHere(app))
  app.use(answerProblems(desk.log))
  return app
}
