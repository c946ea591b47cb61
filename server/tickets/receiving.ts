import type { Request, Response } from 'express'
import type { Person } from '../accounts/people.ts'
import type { Desk } from '../desk.ts'
import { Conflict, Forbidden, Invalid } from '../problems.ts'
import { requireBytes, usageOf } from '../documents/quota.ts'
import { discard, sealUpload, waitingFor } from '../documents/storing.ts'
import { typed } from '../web/forms.ts'
import type { Limits } from '../web/limits.ts'
import { takeForm, takeText } from '../web/uploads.ts'
import type { Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { tell } from '../words/words.ts'

/** Counts one use. Whoever has used theirs up gets their text back, unless it comes with documents worth refusing unread. */
export async function within(
  limits: Limits,
  rule: 'tickets' | 'replies' | 'comments',
  who: string,
  request: Request,
  response: Response,
): Promise<void> {
  try {
    await limits.use(rule, who)
  } catch (problem) {
    await takeWords(request, response)
    throw problem
  }
}

/** Reads what was typed, to be given back with a refusal, unless it comes with documents worth refusing unread. */
export async function takeWords(request: Request, response: Response): Promise<void> {
  if (Number(request.get('content-length') ?? Infinity) < 1_000_000) await takeText(request, response)
}

type Whose = { person: Person; accountId: string | null }
type Shows = (form: Form, status: number, notice?: string) => unknown

/**
 * Reads a form, sealing its documents as they arrive, and does the deed with them. When the form is refused, what was
 * sealed waits for its author under `keep`, so that nothing has to be sent again. What will not fit into the quota by
 * its Content-Length is refused before the first byte of a document, but after the texts, which go back to their author.
 */
export async function withDocuments(
  desk: Desk,
  limits: Limits,
  request: Request,
  response: Response,
  { person, accountId }: Whose,
  deed: (ids: string[]) => Promise<void>,
  again: Shows,
): Promise<void> {
  const { locale } = visitOf(request)
  let ids: string[] = []
  let announced = Number(request.get('content-length') ?? 0)
  try {
    const sealed = await takeForm(
      request,
      response,
      async (file, content) => {
        if (!accountId) throw new Forbidden()
        await limits.use('documents', person.id)
        requireBytes(await usageOf(desk.db, accountId), announced)
        announced = 0 // of all documents together: looked at once
        return sealUpload(desk, { accountId, storedById: person.id, kind: 'file' }, file, content)
      },
      (document) => discard(desk, document.id),
    )
    const kept = await waitingFor(desk.db, desk, person, keptBefore(request))
    ids = [...sealed, ...kept].map(({ id }) => id)
    await deed(ids)
  } catch (problem) {
    if (!(problem instanceof Invalid || problem instanceof Conflict) || response.headersSent) throw problem
    const values = { ...typed(request.body), keep: (ids.length > 0 ? ids : keptBefore(request)).join(' ') }
    if (problem instanceof Conflict) return void (await again({ values, errors: {} }, 409, tell(locale, problem.why)))
    const errors = Object.fromEntries(
      Object.entries(problem.fields).map(([field, message]) => [field, tell(locale, message)]),
    )
    response.status(422)
    await again({ values, errors }, 422)
  }
}

/** What waits since the form was refused before, and is ticked. */
function keptBefore(request: Request): string[] {
  const { keep } = (request.body ?? {}) as { keep?: string | string[] }
  return [keep ?? []].flat()
}
