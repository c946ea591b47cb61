import type { Express, Request, RequestHandler, Response } from 'express'
import { say } from '../words/words.ts'
import { NotFound } from '../problems.ts'
import { methodsAt } from './addresses.ts'
import { page } from './views.ts'
import { visitOf } from './visit.ts'

/** No route took the request: 405 where the address takes another method (RFC 9110 §15.5.6), else 404. */
export function nothingHere(app: Express): RequestHandler {
  return (request: Request, response: Response, next) => {
    const allowed = methodsAt(app, request.path).filter((method) => method !== request.method.toLowerCase())
    if (allowed.length === 0) return next(new NotFound())
    const { locale } = visitOf(request)
    response.set('Allow', allowed.map((method) => method.toUpperCase()).join(', '))
    page(
      request,
      response,
      'problem',
      { title: say(locale, 'problem.method'), text: say(locale, 'problem.method.text') },
      405,
    )
  }
}
