import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { Invalid } from '../problems.ts'
import { isWordKey, tell, type Message, type WordKey } from '../words/words.ts'
import type { Form } from './views.ts'
import { visitOf } from './visit.ts'

/** A text as it is kept: without spaces at its ends, its line ends unified. */
export const tidied = (value: string): string => value.replace(/\r\n?/g, '\n').trim()

/**
 * Text as people type it: trimmed, line ends unified, well-formed, without NUL and without the two signs around what is
 * covered in a text, which nobody but the desk writes; 1 to `most` characters.
 */
export function text(most: number, missing: WordKey = 'form.missing') {
  return z
    .string({ error: (issue) => (issue.input === undefined ? missing : 'form.repeated') })
    .transform(tidied)
    .refine((value) => value.isWellFormed() && !/[\0\uFFFD\uE000\uE001]/.test(value), 'form.encoding' satisfies WordKey)
    .refine((value) => value.length > 0, missing)
    .refine((value) => value.length <= most, `form.too_long:${most}`)
}

/** One line, and nothing that turns the direction of the text around it: `gnp.exe` would be read as `exe.png`. */
export const isOneLine = (value: string): boolean => !/[\n\u202A-\u202E\u2066-\u2069]/.test(value)

/** Text that may be left empty. */
export const optionalText = (most: number) =>
  z
    .union([z.literal(''), text(most)])
    .optional()
    .transform((value) => value ?? '')

/** A one-time or recovery code: six digits, or letters and digits in groups; spaces and dashes do not count. */
export const code = () => text(40, 'form.code_missing').transform((value) => value.replace(/[\s-]/g, '').toUpperCase())

/** One of the choices that the page offers. */
export const choice = <const T extends readonly [string, ...string[]]>(choices: T) =>
  z.enum(choices, { error: 'form.choice' satisfies WordKey })

/** A tick that must be there. */
export const ticked = (error: WordKey) => z.literal(['on', 'yes', 'true', '1'], { error })

/** Reads a form. Throws Invalid with a message per field. */
export function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  const fields: Record<string, Message> = {}
  for (const issue of parsed.error.issues) {
    const field = String(issue.path[0] ?? 'form')
    fields[field] ??= messageOf(deepest(issue))
  }
  throw new Invalid(fields)
}

/** Of a union that matched nothing, the last branch says what is wrong with a text that was typed. */
function deepest(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message
  const branch = issue.errors.at(-1)?.[0]
  return branch ? deepest(branch) : issue.message
}

function messageOf(text: string): Message {
  const [word, most] = text.split(':') as [string, string?]
  const key = isWordKey(word) ? word : 'form.choice' // a message of the library's own: a shape that no page sends
  return most === undefined ? { key } : { key, params: { count: Number(most) } }
}

type Deed = (request: Request, response: Response) => unknown
type Again = (request: Request, response: Response, form: Form) => unknown

/** Answers a form: does the deed, or, when what was sent is refused, shows it `again` with the errors beside the fields. */
export function answering(deed: Deed, again: Again): RequestHandler {
  return async (request: Request, response: Response, next: NextFunction) => {
    try {
      await deed(request, response)
    } catch (problem) {
      if (!(problem instanceof Invalid) || response.headersSent) return next(problem)
      const { locale } = visitOf(request)
      const errors = Object.fromEntries(
        Object.entries(problem.fields).map(([field, message]) => [field, tell(locale, message)]),
      )
      response.status(422)
      await again(request, response, { values: typed(request.body), errors })
    }
  }
}

/** What was typed, to be shown again; never a password, a code, or a text for the vault. */
export function typed(body: unknown): Record<string, unknown> {
  const kept = Object.entries((body ?? {}) as Record<string, unknown>).filter(
    ([field]) => !['password', 'current', 'code', 'secret', 'passphrase', '_csrf'].includes(field),
  )
  return Object.fromEntries(
    kept.map(([field, value]) => [field, Array.isArray(value) ? (value as unknown[]).join(' ') : value]),
  )
}
