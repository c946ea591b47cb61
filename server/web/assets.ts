import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Router, type RequestHandler } from 'express'
import sirv from 'sirv'
import { forFrames, isolate } from './security.ts'

const require = createRequire(import.meta.url)
const packaged = (name: string) => dirname(require.resolve(`${name}/package.json`))

/** What draws a PDF, as built for older browsers too, and what it draws with. Nothing else of that package is served. */
const PDFJS = {
  'legacy/build': /^\/pdf(\.worker)?\.min\.mjs$/,
  wasm: /^\/(jbig2|openjpeg)_nowasm_fallback\.js$/,
  standard_fonts: /^\/(Foxit(Dingbats|Symbol)\.pfb|LiberationSans-\w+\.ttf)$/,
}

/** Style, scripts, fonts and marks. They hold nothing of anybody, so a browser may keep them, if it asks each time. */
export function assets(): Router {
  const routes = Router()
  const from = (folder: string, maxAge: number): RequestHandler => {
    const serve = sirv(folder, {
      etag: true,
      maxAge,
      dotfiles: false,
      extensions: [], // each goes by its whole name
      setHeaders: (response) => void response.removeHeader('X-Robots-Tag'),
    })
    return (request, response, next) => {
      response.removeHeader('Cache-Control')
      response.removeHeader('Vary')
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
  routes.use('/hashes', from(dirname(require.resolve('@noble/hashes/sha2.js')), WEEK))
  routes.use('/socket.io', from(`${packaged('socket.io')}/client-dist`, WEEK))
  for (const [folder, wanted] of Object.entries(PDFJS)) {
    routes.use('/pdfjs', only(wanted, from(`${packaged('pdfjs-dist')}/${folder}`, 0)))
  }
  routes.use(['/pdf-frame.js', '/pdf-frame.css'], forFrames)
  routes.use('/pdf-frame.html', isolate)
  routes.use('/', from(new URL('../../views/assets', import.meta.url).pathname, 0))
  return routes
}

const only =
  (wanted: RegExp, serve: RequestHandler): RequestHandler =>
  (request, response, next) => {
    if (wanted.test(request.path)) forFrames(request, response, () => serve(request, response, next))
    else next()
  }
