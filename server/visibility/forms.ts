import { z } from 'zod'
import { LICENCES, VISIBILITIES } from '../db/schema.ts'
import { choice } from '../web/forms.ts'

const id = z
  .string()
  .regex(/^[\da-f]{32}$/)
  .optional()
  .catch(undefined)

/** The switch: `seen` is the last reply that was on the page, `epoch` the visibility that it was drawn under. */
export const visibilityForm = z.object({
  visibility: choice(VISIBILITIES),
  licence: choice(LICENCES).optional(),
  epoch: z.coerce.number().int().optional().catch(undefined),
  seen: id,
  save: z
    .string()
    .optional()
    .transform((save) => save === 'draft'),
  confirm: z.string().optional().transform(Boolean),
})
export type Switching = z.output<typeof visibilityForm>

export const previewForm = z.object({ as: z.enum(['stranger', 'customer', 'agent']).catch('stranger') })
