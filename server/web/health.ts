import { Router } from 'express'
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'
import type { Desk } from '../desk.ts'
import { people } from '../db/schema.ts'
import { NotFound } from '../problems.ts'

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** Is the desk alive, can it work, and its figures (Prometheus text; loopback or a bearer token). */
export function healthRoutes(desk: Desk): Router {
  const routes = Router()
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const answers = new Counter({
    name: 'http_responses_total',
    help: 'Answers by status',
    labelNames: ['status'],
    registers: [registry],
  })
  const seconds = new Histogram({ name: 'http_request_seconds', help: 'Time to answer', registers: [registry] })

  routes.use((_, response, next) => {
    const stop = seconds.startTimer()
    response.once('finish', () => {
      stop()
      answers.inc({ status: response.statusCode })
    })
    next()
  })
  routes.get('/healthz', (_, response) => void response.json({ status: 'ok' }))
  routes.get('/readyz', async (_, response) => {
    try {
      await desk.db.select({ id: people.id }).from(people).limit(1)
      response.json({ status: 'ok' })
    } catch {
      response.status(503).json({ status: 'unavailable' })
    }
  })
  routes.get('/metrics', async (request, response) => {
    const { metricsToken } = desk.config
    const bearer = metricsToken !== undefined && request.get('authorization') === `Bearer ${metricsToken}`
    if (!bearer && !LOOPBACK.has(request.socket.remoteAddress ?? '')) throw new NotFound()
    response.type(registry.contentType).send(await registry.metrics())
  })
  return routes
}
