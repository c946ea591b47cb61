import { z } from 'zod'
import { code, text, ticked } from '../web/forms.ts'

const LONGEST_REASON = 300

/** A code is there where one is asked for; `view` asks for the page instead of the content. */
export const openForm = (asksCode: boolean) =>
  z.object({
    code: asksCode ? code() : z.string().catch(''),
    reason: text(LONGEST_REASON, 'slip.reason_missing').transform((reason) => reason.replaceAll('\n', ' ')),
    view: z.literal('page').optional().catch(undefined),
  })

/** `as` asks for a picture to be shown in a frame; anything else is saved. */
export const contentForm = z.object({
  token: z.string().max(100).catch(''),
  as: z.literal('shown').optional().catch(undefined),
})

export const destroyForm = z.object({ confirm: ticked('slip.destroy_confirm_missing') })
