import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Router, type RequestHandler } from 'express'
import sirv from 'sirv'

const require = createRequire(import.meta.url)
const packaged = (name: string) => dirname(require.resolve(`${name}/package.json`))

/** Style, scripts, fonts and marks. They hold nothing of anybody, so a browser may keep them, if it asks each time. */
export function assets(): Router {
  const routes = Router()
  const from = (folder: string, maxAge: number): RequestHandler => {
    const serve = sirv(folder, {
      etag: true,
      maxAge,
      dotfiles: false,
      setHeaders: (response) => void response.removeHeader('X-Robots-Tag'),
    })
    return (request, response, next) => {
      response.removeHeader('Cache-Control')
      serve(request, response, next)
    }
  }
  const WEEK = 7 * 24 * 60 * 60
  for (const font of [
    '@fontsource-variable/bricolage-grotesque',
    '@fontsource-variable/atkinson-hyperlegible-next',
    '@fontsource/commit-mono',
  ]) {
    routes.use('/fonts', from(`${packaged(font)}/files`, WEEK))
  }
  routes.use('/socket.io', from(`${packaged('socket.io')}/client-dist`, WEEK))
  routes.use('/', from(new URL('../../views/assets', import.meta.url).pathname, 0))
  return routes
}
