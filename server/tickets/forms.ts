import { z } from 'zod'
import { CATEGORIES, STATUSES, VISIBILITIES } from '../db/schema.ts'
import { KINDS } from '../db/vault-schema.ts'
import { choice, isOneLine, optionalText, text } from '../web/forms.ts'

/** May the agent who has the ticket open its documents: asked each time, or allowed in advance. */
const ACCESS = ['ask', 'assigned'] as const
const LONGEST_SUBJECT = 140
const LONGEST_BODY = 20_000

/** One submission, however often it is sent: made when the form is drawn. */
const submission = z
  .string({ error: 'form.repeated' })
  .regex(/^[\w-]{8,64}$/, 'form.choice')
  .optional()
/** The sealed documents of a form that was refused and is sent again. */
const keep = z.union([z.string().transform((id) => [id]), z.array(z.string()).max(10)]).optional()

export const ticketForm = z.object({
  subject: text(LONGEST_SUBJECT, 'form.subject_missing')
    .transform((subject) => subject.replaceAll('\n', ' '))
    .refine(isOneLine, 'form.encoding'),
  body: text(LONGEST_BODY, 'form.body_missing'),
  category: choice(CATEGORIES).default('other'),
  visibility: choice(VISIBILITIES).default('private'),
  // The page always sends it, with `ask` chosen. A script from before there was a choice was told that the assigned agent
  // opens documents with a code and a reason, and its tickets go on like that.
  access: choice(ACCESS).default('assigned'),
  key: submission,
  keep,
})

export const replyForm = z.object({
  body: text(LONGEST_BODY, 'form.reply_missing'),
  internal: z.string().optional().transform(Boolean),
  epoch: z.coerce.number().int().optional().catch(undefined),
  key: submission,
  keep,
})

/** What is being written, looked at before it is sent: for a ticket, or for one that the form would open. */
export const checkForm = z.object({
  ticket: z.string().max(20).optional(),
  visibility: choice(VISIBILITIES).default('private'),
  key: submission,
  subject: optionalText(LONGEST_SUBJECT),
  body: optionalText(LONGEST_BODY),
})
export type CheckForm = z.output<typeof checkForm>

const [, ...SECRETS] = KINDS
/** Files, or a text with its label; both may come in one form. `once`: destroyed when support has read it. */
export const documentForm = z.object({
  label: optionalText(140),
  secret: optionalText(10_000),
  kind: choice(SECRETS).default('note'),
  once: z.string().optional().transform(Boolean),
})

export const statusForm = z.object({ status: choice(STATUSES) })
export const accessForm = z.object({ access: choice(ACCESS) })
export const assignForm = z.object({ assignee: optionalText(254) })

const cursor = z
  .string()
  .regex(/^[\d-]{1,40}$/)
  .optional()
  .catch(undefined)
const words = z.string().trim().max(200).optional().catch(undefined)

export const listForm = z.object({ q: words, after: cursor })
export const queueForm = z.object({
  q: words,
  after: cursor,
  view: z.enum(['mine', 'unassigned', 'public']).optional().catch(undefined),
  status: z
    .enum([...STATUSES, 'any'])
    .optional()
    .catch(undefined),
  category: z.enum(CATEGORIES).optional().catch(undefined),
  assignee: z.string().max(254).optional().catch(undefined),
})
export type QueueForm = z.output<typeof queueForm>
