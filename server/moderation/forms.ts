import { z } from 'zod'
import { REPORT_REASONS } from '../db/public-schema.ts'
import { email } from '../signin/forms.ts'
import { choice, code, optionalText, text, ticked } from '../web/forms.ts'
import { hostOf } from '../web/sites.ts'

const LONGEST = 5000
const SHORTEST = 10
const id = z.string().regex(/^[0-9a-f]{32}$/, 'form.choice')
const inOneLine = (value: string) => value.replaceAll('\n', ' ')

/** A number, or the address of a ticket as a browser shows it. */
const ticket = text(300, 'report.ticket_missing')
  .transform((value) => /^(?:\S*\/tickets\/)?([1-9]\d{0,8})(?:[/?#]\S*)?$/.exec(value)?.[1] ?? '')
  .refine((number) => number !== '', 'report.not_public')

export const reportForm = z.object({
  ticket,
  reply: z.union([z.literal(''), id]).optional(),
  reason: choice(REPORT_REASONS),
  text: text(LONGEST, 'report.text_missing').refine(({ length }) => length >= SHORTEST, 'report.text_short'),
  legal: z.string().optional().transform(Boolean),
  /** One report, however often its form is sent: made when the form is drawn. */
  key: id.optional(),
})

/**
 * A notification under the law says where exactly the content stands, why it is illegal, who says so, and that it is
 * said in good faith (Regulation (EU) 2022/2065, art. 16(2); loi n° 2004-575, art. 6).
 */
export const noticeForm = reportForm.extend({
  name: text(140, 'form.name_missing').transform(inOneLine),
  email: email(),
  role: text(140, 'report.role_missing').transform(inOneLine),
  faith: ticked('report.faith_missing'),
})
export type Report = z.output<typeof reportForm> & Partial<z.output<typeof noticeForm>>

/** What is prefilled in the links to the form; anything else counts for nothing. */
export const aboutForm = z.object({
  ticket: z.string().max(300).catch(''),
  reply: id.optional().catch(undefined),
})

export const decisionForm = z.object({
  decision: choice(['dismiss', 'uphold']),
  reason: text(1000, 'reports.reason_missing'),
})

/** Left empty, the statement is the usual one for the reason. */
export const suspendForm = z.object({ reason: choice(REPORT_REASONS), statement: optionalText(LONGEST) })
export const appealForm = z.object({ text: text(LONGEST, 'appeal.text_missing') })
export const answerForm = z.object({
  outcome: choice(['lift', 'uphold']),
  answer: text(LONGEST, 'appeal.answer_missing'),
})

/** A code is there where one is asked for. */
export const evidenceForm = (asksCode: boolean) => z.object({ code: asksCode ? code() : z.string().catch('') })

/** Where the name that is left would be all that a registry gives out, `www` is a site of its own: www.co.uk. */
const WWW = /^www\.(?=[^.]+\.)(?!(?:ac|co|com|edu|gouv|gov|net|org)\.[a-z]{2}$)/

/**
 * The site of whatever was pasted: a name, an address, a name with a star or in capitals; empty where there is none. What
 * is called www is the same site as what is not, and a site is listed with all below it.
 */
const hostIn = (pasted: string): string =>
  (hostOf(pasted.includes('//') ? pasted : `//${pasted}`) ?? '').replace(/^\*\./, '').replace(WWW, '')

export const siteForm = z.object({
  // A name without a dot is a whole country, or the machine itself.
  host: text(500, 'links.host_missing')
    .transform(hostIn)
    .refine((host) => /[.:]/.test(host), 'links.host'),
  reason: text(300, 'links.reason_missing').transform(inOneLine),
})
export const allowForm = z.object({ host: z.string().max(500) })
export const awayForm = z.object({ to: z.string().max(4000) })
