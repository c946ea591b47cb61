import { Router } from 'express'
import { found } from '../problems.ts'
import { page, trusted } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { DOCUMENTS, legalText, versionsOf } from './texts.ts'

/** The legal texts: the current one at an address of its own, older ones by `?version=` (R86). */
export function legalRoutes(): Router {
  const routes = Router()
  routes.get('/legal/:document', (request, response) => {
    const name = found(DOCUMENTS.find((document) => document === request.params.document))
    const asked = request.query['version']
    const version = asked === undefined ? undefined : Number(asked)
    const text = found(legalText(name, visitOf(request).locale, version))
    page(request, response, 'legal/text', {
      title: text.title,
      dated: text.dated,
      text: trusted(text.html),
      name,
      versions: versionsOf(name).map((number) => ({ number, current: number === text.version })),
    })
  })
  return routes
}
