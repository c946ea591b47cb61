import { z } from 'zod'
import { KINDS } from '../db/vault-schema.ts'
import { choice, optionalText, text } from '../web/forms.ts'

const LONGEST_LABEL = 140
const LONGEST_WHY = 300
const inOneLine = (value: string) => value.replaceAll('\n', ' ')

export const askForm = z.object({
  label: text(LONGEST_LABEL, 'request.label_missing').transform(inOneLine),
  kind: choice(KINDS).default('file'),
  why: text(LONGEST_WHY, 'request.why_missing').transform(inOneLine),
  /** One request, however often its form is sent: made when the form is drawn. */
  key: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'form.choice')
    .optional(),
})
export type AskForm = z.output<typeof askForm>

/** A text with its label; files come beside it. */
export const answerForm = z.object({
  label: optionalText(LONGEST_LABEL),
  secret: z.union([z.literal(''), text(10_000, 'request.secret_missing')]).default(''),
})
export const decideForm = z.object({ decision: choice(['decline', 'withdraw']) })
