import { timingSafeEqual } from 'node:crypto'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import helmet from 'helmet'
import { Forbidden } from '../problems.ts'
import { visitOf } from './visit.ts'

/** Security headers: nothing but what the desk serves itself, no inline script or style (ASVS 3.4). */
export function securityHeaders(baseUrl: string): RequestHandler {
  const secure = baseUrl.startsWith('https:')
  const socket = baseUrl.replace(/^http/, 'ws')
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'font-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'", socket],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  })
}

/** Lets this one page hold a frame of the desk's own. */
export function allowFrame(response: Response): void {
  response.set('Content-Security-Policy', `${String(response.getHeader('Content-Security-Policy'))};frame-src 'self'`)
}

/**
 * For the page in which something hostile may be read: it has no origin, reaches no network and is held by our pages
 * alone. It runs the desk's scripts, and a worker that it has to begin from a blob, having no origin.
 */
export function isolate(_: Request, response: Response, next: NextFunction): void {
  const may = "script-src 'self'; worker-src blob: 'self'; style-src 'self'; font-src 'self'; frame-ancestors 'self'"
  const mayNot = "default-src 'none'; base-uri 'none'; form-action 'none'"
  response.set('Content-Security-Policy', `sandbox allow-scripts; ${mayNot}; ${may}`)
  response.removeHeader('Origin-Agent-Cluster') // having none, it cannot have one to itself
  next()
}

/** Code that is no secret, for a page without an origin: to a browser it is another site. */
export function forFrames(_: Request, response: Response, next: NextFunction): void {
  response.set('Access-Control-Allow-Origin', '*')
  next()
}

/** Nothing is kept by a browser or a proxy, nothing is indexed (R24, R138); assets set their own. */
export function privateByDefault(_: Request, response: Response, next: NextFunction): void {
  response.set({
    'Cache-Control': 'no-store',
    'X-Robots-Tag': 'noindex, nofollow, noarchive',
    Vary: 'Cookie, Accept-Language',
  })
  next()
}

/** No browser is told that the page it has is good still: a ticket may be out of sight since (R138). */
export function alwaysAnew(request: Request, _: Response, next: NextFunction): void {
  delete request.headers['if-none-match']
  delete request.headers['if-modified-since']
  next()
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses what another site makes a browser send, before the body is read (Fetch Metadata, then Origin). */
export function sameOrigin(baseUrl: string): RequestHandler {
  return (request, _, next) => {
    if (SAFE.has(request.method)) return next()
    next(isSameOrigin(request.headers, baseUrl) ? undefined : new Forbidden())
  }
}

/** True for a request of our own pages, or of a program that is no browser and so sends neither header. */
export function isSameOrigin(headers: Request['headers'], baseUrl: string): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  return headers.origin === undefined || headers.origin === baseUrl
}

/** Refuses a form of a session that does not carry that session's token. Forms with files prove themselves in uploads. */
export function antiForgery(request: Request, _: Response, next: NextFunction): void {
  next(SAFE.has(request.method) || carriesToken(request) ? undefined : new Forbidden())
}

/** True when the form's `_csrf` is the session's, or when there is no session to be ridden. */
export function carriesToken(request: Request): boolean {
  const { session } = visitOf(request)
  if (!session) return true
  const sent: unknown = (request.body as Record<string, unknown> | undefined)?.['_csrf']
  if (typeof sent !== 'string') return false
  const [a, b] = [Buffer.from(sent), Buffer.from(session.csrf)]
  return a.length === b.length && timingSafeEqual(a, b)
}
