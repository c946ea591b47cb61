import { z } from 'zod'
import { LOCALES, SECRET_RULES } from '../db/schema.ts'
import { newPassword } from '../signin/forms.ts'
import { choice, isOneLine, text } from '../web/forms.ts'

/** A name as others read it. */
const nameOf = (most: number) => text(most, 'form.name_missing').refine(isOneLine, 'form.encoding')
export const personName = () => nameOf(100)

/** The display name left empty is none; left out, it stays as it is. */
const publicName = z.union([z.literal('').transform(() => null), nameOf(40)]).optional()
export const profileForm = z.object({ name: personName(), locale: choice(LOCALES), publicName })
/** What the desk does with a secret that is typed into a message. */
export const secretsForm = z.object({ secretRule: choice(SECRET_RULES) })
export const passwordChangeForm = z.object({
  current: z.string({ error: 'form.password_missing' }).min(1, 'form.password_missing'),
  password: newPassword(),
})

/** A session by the beginning of its id, or all but the one that asks. */
export const sessionForm = z.object({
  session: z.string({ error: 'form.missing' }).regex(/^(others|[0-9a-f]{12})$/, 'form.choice'),
})
