import { z } from 'zod'
import { code } from '../web/forms.ts'

/** The code is asked of those who have a second factor; closing looks whether it had to be there. */
export const closeForm = z.object({
  password: z.string({ error: 'form.password_missing' }).min(1, 'form.password_missing'),
  code: z.union([z.literal(''), code()]).default(''),
})
