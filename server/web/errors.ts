import type { NextFunction, Request, Response } from 'express'
import multer from 'multer'
import type { Logger } from 'pino'
import { isUnwritable } from '../db/errors.ts'
import {
  Conflict,
  Forbidden,
  Gone,
  Invalid,
  NotFound,
  RightsEnded,
  SignInNeeded,
  TooLarge,
  TooMany,
  Unreadable,
} from '../problems.ts'
import { say, type Message, type WordKey } from '../words/words.ts'
import { pageOf } from './addresses.ts'
import { typed } from './forms.ts'
import { page } from './views.ts'
import { visitOf } from './visit.ts'

type Answer = { status: number; title: WordKey; text: Message; retryAfter?: number }

/** The last middleware: the only place where a problem becomes an HTTP answer. */
export function answerProblems(log: Logger) {
  return (problem: unknown, request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      // Half an answer is out: only cutting the line tells the other side that it is not whole.
      request.socket.destroy()
      return next()
    }
    if (problem instanceof SignInNeeded) return toSignIn(request, response)
    if (problem instanceof RightsEnded && request.method === 'GET') return response.redirect(303, '/account')
    const answer = answerTo(problem)
    if (answer.status >= 500) log.error({ err: problem, id: request.id }, 'a request failed')
    if (answer.retryAfter) response.set('Retry-After', String(answer.retryAfter))
    show(request, response, answer)
  }
}

function toSignIn(request: Request, response: Response): void {
  const { session } = visitOf(request)
  if (session?.kind === 'password') return response.redirect(303, '/login/totp')
  if (session?.kind === 'enrol') return response.redirect(303, '/account/totp')
  const next = request.method === 'GET' ? request.originalUrl : pageOf(request)
  response.redirect(303, `/login?next=${encodeURIComponent(next)}`)
}

function answerTo(problem: unknown): Answer {
  if (problem instanceof NotFound) return plain(404, 'problem.not_found')
  if (problem instanceof Gone) return plain(410, 'problem.gone')
  if (problem instanceof RightsEnded) return plain(403, 'problem.expired')
  if (problem instanceof Forbidden) return plain(403, 'problem.forbidden')
  if (problem instanceof Conflict) return { ...plain(409, 'problem.conflict'), text: problem.why }
  if (problem instanceof Invalid) {
    const [message] = Object.values(problem.fields)
    return { ...plain(422, 'problem.invalid'), ...(message && { text: message }) }
  }
  if (problem instanceof TooMany) {
    const minutes = Math.ceil(problem.seconds / 60)
    const text: Message = { key: 'problem.too_many.text', params: { count: minutes } }
    return { status: 429, title: 'problem.too_many', text, retryAfter: problem.seconds }
  }
  if (problem instanceof TooLarge) return plain(413, 'problem.too_large')
  if (problem instanceof multer.MulterError)
    return plain(problem.code === 'LIMIT_FILE_SIZE' ? 413 : 400, 'problem.unreadable')
  if (isUnwritable(problem)) return plain(503, 'problem.unwritable')
  if (problem instanceof Unreadable) return plain(400, 'problem.unreadable')
  const status = statusOf(problem)
  if (status === 413) return plain(413, 'problem.too_large')
  return status && status < 500 ? plain(status, 'problem.unreadable') : plain(500, 'problem.ours')
}

/** The status that Express and its body parsers give to what they cannot read. */
const statusOf = (problem: unknown): number | undefined =>
  problem instanceof Error && 'status' in problem && typeof problem.status === 'number' ? problem.status : undefined

const plain = (status: number, title: WordKey): Answer => ({ status, title, text: { key: `${title}.text` as WordKey } })

/** The texts of the form that could not be taken, to be given back: nobody types a page twice for our sake. */
function writtenIn(body: unknown): string[] {
  const { subject, body: text } = typed(body)
  return [subject, text].filter((value): value is string => typeof value === 'string' && value.trim() !== '')
}

function show(request: Request, response: Response, { status, title, text }: Answer): void {
  const { locale } = visitOf(request)
  if (!request.accepts('html') && request.accepts('json')) {
    response.status(status).json({ error: say(locale, title), id: request.id })
    return
  }
  page(
    request,
    response,
    'problem',
    {
      title: say(locale, title),
      text: say(locale, text.key, text.params),
      id: status >= 500 ? request.id : undefined,
      written: writtenIn(request.body),
      // Letters lead here too: whoever has signed out finds the way back, whether or not there is anything.
      signIn: status === 404 && !visitOf(request).session && `/login?next=${encodeURIComponent(request.path)}`,
      status,
    },
    status,
  )
}
