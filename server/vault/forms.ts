import { z } from 'zod'
import { code, text, ticked } from '../web/forms.ts'

const LONGEST_REASON = 300

export const openForm = z.object({
  code: code(),
  reason: text(LONGEST_REASON, 'slip.reason_missing').transform((reason) => reason.replaceAll('\n', ' ')),
})

export const destroyForm = z.object({ confirm: ticked('slip.destroy_confirm_missing') })
