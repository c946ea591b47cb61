import type { Request, Response } from 'express'
import { isStaff } from '../accounts/policy.ts'
import { SECOND } from '../clock.ts'
import type { Desk } from '../desk.ts'
import { Conflict, Forbidden, Gone } from '../problems.ts'
import { signedIn } from '../signin/guard.ts'
import { allowFrame } from '../web/security.ts'
import { page } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say, tell, type Message } from '../words/words.ts'
import { slipName, type Document } from './documents.ts'
import { PDF, isPicture } from './looks.ts'
import { lookInto } from './reading.ts'
import { TOKEN_LASTS } from './tokens.ts'

export const sectionOf = (request: Request): string => (isStaff(visitOf(request).person) ? 'desk' : 'tickets')

/** The page on which a document is looked at. Support gets there with a token for one reading; its owner needs none. */
export async function viewPage(
  desk: Desk,
  request: Request,
  response: Response,
  document: Document,
  token?: string,
): Promise<void> {
  const { id, kind, viewOnce, owner } = document
  const slip = slipName(document.slip)
  const type = await lookInto(desk, document)
  const [picture, pdf] = [isPicture(type), type === PDF]
  const framed = picture || pdf
  const ticket = document.ticketNumber === null ? '' : String(document.ticketNumber)
  const mark = { who: signedIn(request).name, at: desk.clock.now(), ticket, slip }
  if (framed) allowFrame(response)
  page(request, response, 'documents/view', {
    title: say(visitOf(request).locale, 'viewing.title', { slip }),
    section: sectionOf(request),
    ...{ id, slip, ticket, kind, token, mark, owner: owner.name, once: viewOnce && Boolean(token) },
    ...{ picture, pdf, framed },
    seconds: TOKEN_LASTS / SECOND,
  })
}

/** Says why it is not shown in a frame, where it would have been; false for what is no refusal. */
export function refusedInFrame(request: Request, response: Response, problem: unknown): boolean {
  const refusal = refusalOf(problem)
  if (refusal === null) return false
  const { locale } = visitOf(request)
  response
    .status(refusal.status)
    .set('Content-Security-Policy', "sandbox; default-src 'none'; frame-ancestors 'self'")
    .type('text/plain')
    .send(tell(locale, refusal.words))
  return true
}

function refusalOf(problem: unknown): { status: number; words: Message } | null {
  if (problem instanceof Conflict) return { status: 409, words: problem.why }
  if (problem instanceof Forbidden) return { status: 403, words: { key: 'viewing.leave_ended' } }
  return problem instanceof Gone ? { status: 410, words: { key: 'problem.gone.text' } } : null
}
