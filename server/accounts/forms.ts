import { z } from 'zod'
import { LOCALES } from '../db/schema.ts'
import { newPassword } from '../signin/forms.ts'
import { choice, text } from '../web/forms.ts'

/** A name as others read it: one line, and nothing that turns the direction of the text around it. */
export const personName = () =>
  text(100, 'form.name_missing').refine((name) => !/[\n\u202A-\u202E\u2066-\u2069]/.test(name), 'form.encoding')

export const profileForm = z.object({ name: personName(), locale: choice(LOCALES) })
export const passwordChangeForm = z.object({
  current: z.string({ error: 'form.password_missing' }).min(1, 'form.password_missing'),
  password: newPassword(),
})

/** A session by the beginning of its id, or all but the one that asks. */
export const sessionForm = z.object({
  session: z.string({ error: 'form.missing' }).regex(/^(others|[0-9a-f]{12})$/, 'form.choice'),
})
