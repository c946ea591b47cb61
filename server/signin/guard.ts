import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { personIn, type Person } from '../accounts/people.ts'
import { isAdmin, isEntitled, isStaff } from '../accounts/policy.ts'
import { MINUTE, after } from '../clock.ts'
import type { Desk } from '../desk.ts'
import { Forbidden, RightsEnded, SignInNeeded } from '../problems.ts'
import { queryOf } from '../web/addresses.ts'
import { startVisit, visitOf, type Visit } from '../web/visit.ts'
import { localeFor } from '../web/views.ts'
import { isLocale } from '../words/words.ts'
import { clearSession, cookieIn, languageOf, sessionCookie, setLanguage } from './cookies.ts'
import { sessionBehind, touchSession } from './sessions.ts'

/** The one door for pages and sockets: who is behind this cookie? Somebody only once signing in is complete. */
export function doorOf(desk: Desk) {
  return async (cookies: string | undefined): Promise<Pick<Visit, 'session' | 'person'> & { ended?: string }> => {
    const token = cookieIn(cookies, sessionCookie(desk.config))
    const row = token ? await sessionBehind(desk.db, token, desk.clock.now()) : undefined
    if (!row) return { session: null, person: null }
    // Whose text it is when a form arrives too late; it opens nothing.
    if (!row.alive) return { session: null, person: null, ended: row.session.personId }
    await touchSession(desk, row.session)
    const { id, personId, kind, csrf, createdAt: since } = row.session
    return {
      session: { id, personId, kind, csrf, since },
      person: kind === 'full' ? personIn(row.person, desk.clock.now()) : null,
    }
  }
}

const endedSessions = new WeakMap<Request, string>()

/** Whose session this request's cookie was, if it has ended. */
export const formerVisitor = (request: Request): string | undefined => endedSessions.get(request)

/** Says for the rest of the request who is there. */
export function identify(desk: Desk): RequestHandler {
  const door = doorOf(desk)
  return async (request: Request, response: Response, next: NextFunction) => {
    const { ended, ...who } = await door(request.headers.cookie)
    if (ended) {
      endedSessions.set(request, ended)
      clearSession(response, desk.config)
    }
    startVisit(request, { ...who, locale: localeFor(languageOf(request), request.headers['accept-language']) })
    next()
  }
}

/** `?lang=fr` on any page: remembers the language and goes on without it. */
export function chooseLanguage(desk: Desk): RequestHandler {
  return (request, response, next) => {
    const { lang } = request.query
    if (request.method !== 'GET' || !isLocale(lang)) return next()
    setLanguage(response, desk.config, lang)
    const rest = queryOf(request)
    rest.delete('lang')
    response.redirect(303, request.path.replace(/^\/+/, '/') + (rest.size > 0 ? `?${rest}` : ''))
  }
}

/** The person who asks, even when their access rights have ended. Throws SignInNeeded. */
export function signedIn(request: Request): Person {
  const { person } = visitOf(request)
  if (!person) throw new SignInNeeded()
  return person
}

/** The person who asks, with access rights. Throws SignInNeeded or RightsEnded. */
export function entitled(request: Request): Person {
  const person = signedIn(request)
  if (!isEntitled(person)) throw new RightsEnded()
  return person
}

/** The member of staff who asks. Throws SignInNeeded or Forbidden. */
export function staff(request: Request): Person {
  const person = signedIn(request)
  if (!isStaff(person)) throw new Forbidden()
  return person
}

/** The administrator who asks. Throws SignInNeeded or Forbidden. */
export function administrator(request: Request): Person {
  const person = signedIn(request)
  if (!isAdmin(person)) throw new Forbidden()
  return person
}

/** A second factor proves less the longer ago it was passed; a session begins when it is. */
const FRESH = 15 * MINUTE

/** True shortly after signing in: a dangerous deed need not ask for a code again. */
export function isFresh(request: Request, now: Date): boolean {
  const { session } = visitOf(request)
  return session !== null && after(session.since, FRESH) > now
}
