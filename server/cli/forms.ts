import { z } from 'zod'
import { staffForm } from '../admin/forms.ts'
import { LOCALES } from '../db/schema.ts'
import { email } from '../signin/forms.ts'
import { choice, text } from '../web/forms.ts'

export const staffAddForm = staffForm.extend({
  clearance: z.coerce
    .number({ error: 'form.choice' })
    .int('form.choice')
    .min(0, 'form.choice')
    .max(9, 'form.choice')
    .default(0),
  locale: choice(LOCALES).default('en'),
})
export const addressForm = z.object({ email: email() })
/** The language is told for whoever reads the file; the review looks for both. */
export const reviewLineForm = z.object({ id: z.union([z.string(), z.number()]), text: z.string() })
export const expireForm = z.object({ email: email(), on: text(10, 'form.date') })
