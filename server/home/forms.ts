import { z } from 'zod'
import { CATEGORIES } from '../db/schema.ts'
import { listForm } from '../tickets/forms.ts'

export const homeForm = listForm.extend({ category: z.enum(CATEGORIES).optional().catch(undefined) })
export type HomeForm = z.output<typeof homeForm>

export const similarForm = z.object({ subject: z.string().trim().max(200).optional().catch(undefined) })
