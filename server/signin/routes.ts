import { Router, type Request, type Response } from 'express'
import { eq } from 'drizzle-orm'
import { accountByEmail } from '../accounts/people.ts'
import { FIRST_ADMINISTRATOR, confirmAccount, register } from '../accounts/registering.ts'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { askToConfirm, sendReset, tellAlreadyRegistered } from '../mail/notices.ts'
import { Forbidden, SignInNeeded, found } from '../problems.ts'
import { answering, parse } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { page, trusted, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say, type WordKey } from '../words/words.ts'
import { choosePassword, personOfLink } from './choosing-password.ts'
import { clearSession, setSession } from './cookies.ts'
import { enrol, seedToShow, takeRecoveryCodes } from './enrolling.ts'
import { codeForm, forgotForm, loginForm, passwordForm, registerForm } from './forms.ts'
import { isFresh, signedIn } from './guard.ts'
import { linkFor, makeLink, useLink } from './links.ts'
import { hashPassword, requireStrength, strengthOf } from './passwords.ts'
import { endSession } from './sessions.ts'
import { passSecondFactor, signIn } from './signing-in.ts'
import { otpauthUri, qrPicture } from './totp.ts'

/** Registering, signing in and out, the second factor, and the links in letters. */
export function signinRoutes(desk: Desk, limits: Limits): Router {
  const routes = Router()
  registering(routes, desk, limits)
  signingIn(routes, desk, limits)
  secondFactor(routes, desk, limits)
  links(routes, desk, limits)
  return routes
}

type Shown = (request: Request, response: Response, form?: Form) => unknown

/** A page that needs nothing but its title and its form. */
const shows =
  (view: string, title: WordKey, more: Record<string, unknown> = {}): Shown =>
  (request, response, form) =>
    page(request, response, view, { title: say(visitOf(request).locale, title), form, ...more }, response.statusCode)

function registering(routes: Router, desk: Desk, limits: Limits): void {
  const show = shows('signin/register', 'register.title')
  routes.get('/register', (request, response) => show(request, response))
  routes.post(
    '/register',
    answering(async (request, response) => {
      const { locale } = visitOf(request)
      const { name, email, password } = parse(registerForm, request.body)
      await limits.use('register', request.ip ?? '')
      await requireStrength(password, [name, email], locale)
      const passwordHash = await hashPassword(desk.vault, password)
      await desk.db.transaction(async (tx) => {
        const person = await register(tx, desk, { name, email, passwordHash, locale })
        if (person) {
          const token = await makeLink(tx, 'confirm', person.id, desk.clock.now())
          return askToConfirm(tx, desk, person, `/confirm/${token}`)
        }
        // The same answer for everybody: who has an account here is not told to a stranger.
        const [owner] = await tx.select().from(people).where(eq(people.email, email))
        await tellAlreadyRegistered(tx, desk, found(owner), '/forgot')
      })
      response.redirect(303, '/register/sent')
    }, show),
  )
  routes.get('/register/sent', (request, response) => shows('signin/sent', 'register.sent')(request, response))
  routes.post('/password-strength', async (request, response) => {
    await limits.use('strength', request.ip ?? '')
    const { password, name, email } = request.body as Record<string, unknown>
    const known = [name, email].filter((text) => typeof text === 'string')
    const { score, warning, suggestions } = await strengthOf(
      typeof password === 'string' ? password : '',
      known,
      visitOf(request).locale,
    )
    response.json({
      score,
      words: say(visitOf(request).locale, `strength.${score}`),
      advice: warning || suggestions[0] || '',
    })
  })
}

function signingIn(routes: Router, desk: Desk, limits: Limits): void {
  const show: Shown = (request, response, form) =>
    shows('signin/login', 'login.title', {
      next: safeNext(request),
      confirmed: request.query['confirmed'] !== undefined,
      kept: request.query['kept'] !== undefined,
    })(request, response, form)
  routes.get('/login', (request, response) => {
    const { person } = visitOf(request)
    return person ? response.redirect(303, safeNext(request)) : show(request, response)
  })
  routes.post(
    '/login',
    answering(async (request, response) => {
      const form = parse(loginForm, request.body)
      const token = await signIn(desk, limits, form, placeOf(request))
      setSession(response, desk.config, token)
      response.redirect(303, safeNext(request))
    }, show),
  )
  routes.post('/logout', async (request, response) => {
    const { session } = visitOf(request)
    if (session) await desk.db.transaction((tx) => endSession(tx, desk, session.id))
    clearSession(response, desk.config)
    response.redirect(303, '/')
  })
}

function secondFactor(routes: Router, desk: Desk, limits: Limits): void {
  const show: Shown = (request, response, form) =>
    shows('signin/totp', 'totp.title', { next: safeNext(request) })(request, response, form)
  routes.get('/login/totp', (request, response) => {
    waiting(request, 'password')
    show(request, response)
  })
  routes.post(
    '/login/totp',
    answering(async (request, response) => {
      const session = waiting(request, 'password')
      const { code } = parse(codeForm, request.body)
      setSession(response, desk.config, await passSecondFactor(desk, limits, session, code, placeOf(request).userAgent))
      response.redirect(303, safeNext(request))
    }, show),
  )
  const showEnrolment = async (request: Request, response: Response, form?: Form) => {
    const session = waiting(request, 'enrol', 'full')
    if (isStale(desk, request)) {
      response.status(403)
      shows('signin/enrol-again', 'enrol.title')(request, response)
      return
    }
    const [person] = await desk.db.select().from(people).where(eq(people.id, session.personId))
    const seed = await seedToShow(desk, session)
    const uri = otpauthUri(found(person).email, seed)
    const more = {
      uri: trustedUri(uri),
      seed: seed.replace(/(.{4})(?!$)/g, '$1 '),
      picture: trusted(
        (await qrPicture(uri)).replace(
          '<svg ',
          `<svg role="img" aria-label="${say(visitOf(request).locale, 'enrol.picture')}" `,
        ),
      ),
      required: session.kind === 'enrol',
      again: found(person).totpEnrolledAt !== null,
    }
    shows('signin/enrol', 'enrol.title', more)(request, response, form)
  }
  routes.get('/account/totp', (request, response) => showEnrolment(request, response))
  routes.post(
    '/account/totp',
    answering(async (request, response) => {
      const session = waiting(request, 'enrol', 'full')
      if (isStale(desk, request)) throw new Forbidden()
      await limits.use('secondFactor', session.personId)
      const { code } = parse(codeForm, request.body)
      setSession(response, desk.config, await enrol(desk, session, code, placeOf(request).userAgent))
      response.redirect(303, '/account/recovery-codes')
    }, showEnrolment),
  )
  routes.get('/account/recovery-codes', async (request, response) => {
    const person = signedIn(request)
    const codes = await takeRecoveryCodes(desk, person.id)
    shows('signin/recovery-codes', 'codes.title', { codes })(request, response)
  })
}

function links(routes: Router, desk: Desk, limits: Limits): void {
  routes.get('/confirm/:token', async (request, response) => {
    await linkFor(desk.db, 'confirm', request.params.token, desk.clock.now())
    shows('signin/confirm', 'confirm.title')(request, response)
  })
  routes.post('/confirm/:token', async (request, response) => {
    await desk.db.transaction(async (tx) => {
      const link = await useLink(tx, 'confirm', request.params.token, desk.clock.now())
      await confirmAccount(tx, desk, found(link.personId))
    })
    response.redirect(303, '/login?confirmed')
  })

  const showForgot = shows('signin/forgot', 'forgot.title')
  routes.get('/forgot', (request, response) => showForgot(request, response))
  routes.post(
    '/forgot',
    answering(async (request, response) => {
      const { email } = parse(forgotForm, request.body)
      await limits.use('letters', email)
      const account = await accountByEmail(desk.db, email)
      if (account?.state === 'active') {
        await desk.db.transaction(async (tx) => {
          const token = await makeLink(tx, 'reset', account.id, desk.clock.now())
          await sendReset(tx, desk, account, `/reset/${token}`)
        })
      }
      response.redirect(303, '/forgot/sent')
    }, showForgot),
  )
  routes.get('/forgot/sent', (request, response) => shows('signin/sent', 'forgot.sent')(request, response))

  for (const kind of ['activate', 'reset'] as const) {
    const show = async (request: Request, response: Response, form?: Form) => {
      const { token } = request.params as { token: string }
      const person = await personOfLink(desk, kind, token)
      const more = { kind, person, first: person.email === FIRST_ADMINISTRATOR.email }
      shows('signin/password', `${kind}.title`, more)(request, response, form)
    }
    routes.get(`/${kind}/:token`, (request, response) => show(request, response))
    routes.post(
      `/${kind}/:token`,
      answering(async (request, response) => {
        const { token } = request.params as { token: string }
        const visitor = { locale: visitOf(request).locale, userAgent: placeOf(request).userAgent }
        const form = parse(passwordForm, request.body)
        setSession(response, desk.config, await choosePassword(desk, kind, token, form, visitor))
        response.redirect(303, kind === 'activate' ? '/account/totp' : '/')
      }, show),
    )
  }
}

/** The session that waits for a second factor, or may enrol one. Throws SignInNeeded. */
function waiting(request: Request, ...kinds: ('password' | 'enrol' | 'full')[]) {
  const { session } = visitOf(request)
  if (!session || !kinds.includes(session.kind)) throw new SignInNeeded()
  return session
}

/** A lock is fitted or replaced only shortly after signing in: an open session is not enough (ASVS 7.5.1). */
const isStale = (desk: Desk, request: Request): boolean =>
  visitOf(request).session?.kind === 'full' && !isFresh(request, desk.clock.now())

const placeOf = (request: Request) => ({ address: request.ip ?? '', userAgent: request.get('user-agent') ?? '' })

/** Where to go after signing in: a path of this desk and nothing else, and not to where one signs in. */
function safeNext(request: Request): string {
  const asked: unknown = (request.body as Record<string, unknown> | undefined)?.['next'] ?? request.query['next']
  return typeof asked === 'string' && /^\/(?!login\b|[/\\])[^\s\\]*$/.test(asked) ? asked : '/'
}

/** Handlebars would escape the `=` in it, which is right for HTML but unreadable where it is shown as text. */
const trustedUri = (uri: string) => trusted(uri.replaceAll('&', '&amp;').replaceAll('"', '&quot;'))
