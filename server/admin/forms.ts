import { z } from 'zod'
import { personName } from '../accounts/forms.ts'
import { email } from '../signin/forms.ts'
import { choice, code, text } from '../web/forms.ts'

const cursor = z.coerce.number().int().positive().optional().catch(undefined)

export const accountsForm = z.object({ q: z.string().trim().max(200).optional().catch(undefined), after: cursor })
export const auditForm = z.object({ deed: z.string().max(60).optional().catch(undefined), before: cursor })

/** `mark` names the rehearsal that the administrator read; without it the number alone must agree with what is there. */
export const purgeForm = z.object({
  confirm: text(12, 'form.purge_number').pipe(
    z.union([
      z.literal(['yes', 'on', 'true']).transform(() => 'yes' as const),
      z.string().regex(/^\d+$/, 'form.purge_number').transform(Number),
    ]),
  ),
  code: code().or(z.literal('')).default(''),
  mark: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional()
    .catch(undefined),
})
export const clockForm = z.object({ code: code().or(z.literal('')).default('') })
export const expiryForm = z.object({ email: email(), date: text(10, 'form.date') })
export const staffForm = z.object({ name: personName(), email: email(), role: choice(['agent', 'admin']) })
export const resetForm = z.object({ email: email() })
