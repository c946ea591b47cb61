import { z } from 'zod'
import type { WordKey } from '../words/words.ts'
import { choice, text } from '../web/forms.ts'
import { UNTIL } from './ending.ts'

const LONGEST_LABEL = 80
const SHORTEST_PASSPHRASE = 8
const LONGEST_PASSPHRASE = 200

const typed = () => z.string({ error: 'form.repeated' }).trim()

/** As it is typed on any keyboard, and copied with a space before or after it. */
const passphrase = typed()
  .transform((value) => value.normalize('NFKC').trim())
  .refine((value) => value.isWellFormed(), 'form.encoding' satisfies WordKey)
  .refine((value) => value.length <= LONGEST_PASSPHRASE, `form.too_long:${LONGEST_PASSPHRASE}`)

const ending = { until: choice(UNTIL).default('1d'), date: typed().max(20, 'share.no_date').default('') }

export const shareForm = z.object({
  label: text(LONGEST_LABEL, 'share.label_missing').transform((label) => label.replaceAll('\n', ' ')),
  ...ending,
  passphrase: passphrase
    .refine(({ length }) => length === 0 || length >= SHORTEST_PASSPHRASE, 'share.passphrase_short' satisfies WordKey)
    .optional(),
  views: typed()
    .regex(/^([1-9]|1\d|20)$/, 'share.views_range' satisfies WordKey)
    .default('1')
    .transform(Number),
  /** One link, however often its form is sent: made when the form is drawn. */
  key: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'form.choice')
    .optional(),
})
export type ShareForm = z.output<typeof shareForm>

export const decisionForm = z.object({ decision: choice(['revoke', 'extend']) })
export const endForm = z.object(ending)
export const visitForm = z.object({ passphrase: passphrase.default('') })
