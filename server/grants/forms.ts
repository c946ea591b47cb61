import { z } from 'zod'
import { choice, code, text } from '../web/forms.ts'

const LONGEST_PURPOSE = 300

const purpose = () => text(LONGEST_PURPOSE, 'grants.purpose_missing').transform((why) => why.replaceAll('\n', ' '))
/** From the shortest to the longest that may be asked for. */
const minutes = (most: number) =>
  z.coerce.number({ error: 'form.choice' }).int('form.choice').min(15, 'form.choice').max(most, 'form.choice')

export const askForm = z.object({ purpose: purpose(), minutes: minutes(480) })
export const glassForm = z
  .object({ reason: purpose(), minutes: minutes(60) })
  .transform(({ reason, minutes }) => ({ purpose: reason, minutes }))
export const decisionForm = z.object({ decision: choice(['allow', 'refuse', 'end']) })
export const approveForm = z.object({ code: code() })
