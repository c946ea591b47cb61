import type { Application, Request } from 'express'

type Layer = { route?: { methods: Record<string, boolean> }; handle: { stack?: Layer[] }; match(path: string): boolean }

/** The methods that the routes of the desk take at a path, in lower case. */
export const methodsAt = (app: Application, path: string): string[] => [
  ...new Set(routesAt((app.router as unknown as { stack: Layer[] }).stack, path)),
]

function routesAt(stack: Layer[], path: string): string[] {
  return stack.flatMap((layer) => {
    if (layer.route) return isAt(layer, path) ? Object.keys(layer.route.methods) : []
    return layer.handle.stack && isAt(layer, path) ? routesAt(layer.handle.stack, path) : []
  })
}

function isAt(layer: Layer, path: string): boolean {
  try {
    return layer.match(path)
  } catch {
    return false // what nobody can decode, such as %zz
  }
}

/** The fields of an address as they were sent, in their order, also those that came twice. */
export const queryOf = (request: Request): URLSearchParams =>
  new URLSearchParams(request.originalUrl.replace(/^[^?]*/, ''))

/** No address of the desk has more parts. */
const MOST_PARTS = 4

/** The page that a form stands on: its own address, or the nearest above it that can be read. */
export function pageOf(request: Request): string {
  let path = request.path.split('/', MOST_PARTS + 1).join('/')
  while (path !== '' && !methodsAt(request.app, path).includes('get')) path = path.slice(0, path.lastIndexOf('/'))
  return path || '/'
}

/**
 * What leads to the page that is answered in the other language, with all that its address says: the fields alone, so
 * that it leads nowhere else. After a form, `here` is the page that it stands on.
 */
export function turnedTo(locale: string, request: Request, here?: string): string {
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const query = isRead ? queryOf(request) : new URLSearchParams()
  query.set('lang', locale)
  return `${isRead ? '' : (here ?? pageOf(request))}?${query}`
}
