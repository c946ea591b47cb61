import { z } from 'zod'
import { LICENCES } from '../db/schema.ts'
import { choice } from '../web/forms.ts'

const onOff = choice(['on', 'off']).transform((value) => value === 'on')

/** What others may do with a public ticket. A box that is not ticked is not sent, so each comes with a hidden `off`. */
const lastOf = z.union([z.string(), z.array(z.string()).transform((values) => values.at(-1))], { error: 'form.choice' })
export const termsForm = z.object({
  comments: lastOf.pipe(onOff),
  indexable: lastOf.pipe(onOff),
  licence: choice(LICENCES),
})
export type Terms = z.output<typeof termsForm>

export const followForm = z.object({
  what: choice(['follow', 'same']),
  on: choice(['yes', 'no']).transform((value) => value === 'yes'),
})
export type Following = z.output<typeof followForm>
