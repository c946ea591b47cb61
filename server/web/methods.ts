import type { Express, Request, RequestHandler, Response } from 'express'
import { say } from '../words/words.ts'
import { NotFound } from '../problems.ts'
import { page } from './views.ts'
import { visitOf } from './visit.ts'

type Layer = { route?: { methods: Record<string, boolean> }; handle: { stack?: Layer[] }; match(path: string): boolean }

/** No route took the request: 405 where the address takes another method (RFC 9110 §15.5.6), else 404. */
export function nothingHere(app: Express): RequestHandler {
  const methods = (path: string) => [...new Set(routesAt((app.router as unknown as { stack: Layer[] }).stack, path))]
  return (request: Request, response: Response, next) => {
    const allowed = methods(request.path).filter((method) => method !== request.method.toLowerCase())
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

function routesAt(stack: Layer[], path: string): string[] {
  return stack.flatMap((layer) => {
    if (layer.route) return layer.match(path) ? Object.keys(layer.route.methods) : []
    return layer.handle.stack && layer.match(path) ? routesAt(layer.handle.stack, path) : []
  })
}
