import { z } from 'zod'
import { code, isOneLine, optionalText, text, ticked } from '../web/forms.ts'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './passwords.ts'

/** An address as it is compared: lower case. RFC 5321 allows 254 characters. */
export const email = () =>
  text(254, 'form.email_missing')
    .transform((value) => value.toLowerCase())
    .pipe(z.email('form.email'))

/** A password to be chosen; spaces at its ends are part of it. */
export const newPassword = () =>
  z
    .string({ error: 'form.password_missing' })
    .refine((value) => value.isWellFormed() && !value.includes('\0'), 'form.encoding')
    .refine((value) => value.length > 0, 'form.password_missing')
    .refine(
      (value) => value.length === 0 || value.length >= SHORTEST_PASSWORD,
      `form.password_short:${SHORTEST_PASSWORD}`,
    )
    .refine((value) => value.length <= LONGEST_PASSWORD, `form.too_long:${LONGEST_PASSWORD}`)

export const registerForm = z.object({
  name: text(100, 'form.name_missing').refine(isOneLine, 'form.encoding'),
  email: email(),
  password: newPassword(),
  acceptTerms: ticked('form.terms'),
})

export const loginForm = z.object({
  email: text(254, 'form.email_missing').transform((value) => value.toLowerCase()),
  password: z.string({ error: 'form.password_missing' }).min(1, 'form.password_missing'),
})

export const codeForm = z.object({ code: code() })
export const forgotForm = z.object({ email: email() })
/** Name and address are asked of the first administrator only, whom nobody invited. */
export const passwordForm = z.object({
  password: newPassword(),
  name: optionalText(100),
  email: z.union([z.literal(''), email()]).optional(),
})
