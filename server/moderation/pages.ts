import type { Request, Response } from 'express'
import { newId } from '../db/ids.ts'
import type { Desk } from '../desk.ts'
import { found } from '../problems.ts'
import { publicationOf, publishedThread } from '../publication/looking.ts'
import { administrator, staff } from '../signin/guard.ts'
import { parse } from '../web/forms.ts'
import { page, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say, type Locale } from '../words/words.ts'
import { asksCode, type Evidence } from './evidence.ts'
import { aboutForm, awayForm } from './forms.ts'
import { awaitsAnswer, mayAnswerAppeal, mayDecideReport, mayLift, mayOpenEvidence } from './policy.ts'
import { reportBehind } from './reporting.ts'
import { besides, decidedReports, openReports, reportNumbered, type Reported } from './reports.ts'
import { reasonChoices, suspendingOn } from './showing.ts'
import { siteBlocking } from './sites.ts'
import { standing, standingOn, suspensionFor } from './suspensions.ts'

/** The form with which anybody reports public content. Of what is not public it shows no more than was typed. */
export async function reportPage(desk: Desk, request: Request, response: Response, form?: Form): Promise<void> {
  const { locale } = visitOf(request)
  const values: Form['values'] = form?.values ?? parse(aboutForm, request.query)
  const publication = await publicationOf(desk.db, values['ticket'])
  const context = {
    title: say(locale, 'report.title'),
    form: { values: { key: newId(), ...values }, errors: form?.errors },
    subject: publication?.subject,
    reasons: reasonChoices(locale, values['reason']),
  }
  page(request, response, 'moderation/report', context, response.statusCode)
}

/** What has become of a report, for whoever has its address. */
export async function receiptPage(desk: Desk, request: Request, response: Response): Promise<void> {
  const { report, ticket } = await reportBehind(desk.db, String(request.params['id']))
  const { number, legal, at, state, decision, decidedAt } = report
  const title = say(visitOf(request).locale, 'report.received', { number: String(number) })
  const context = { title, ticket: String(ticket), legal, at, state, decision, decidedAt }
  page(request, response, 'moderation/receipt', context)
}

/** A report in a list or on its page: its number, its reason in words, and who made it. */
const carded = (locale: Locale, { report, ticket, reporter, decider }: Reported) => ({
  ...report,
  name: `R-${report.number}`,
  path: `/reports/${report.number}`,
  ground: say(locale, `report.reason.${report.reason}`),
  outcome: say(locale, `reports.state.${report.state}`),
  ticketNumber: String(ticket.number),
  who: reporter ? reporter.name || say(locale, 'person.former', { number: String(reporter.number) }) : null,
  decider,
})

/** What waits for staff: reports by ticket, suspended tickets with their appeals; and what was decided last. */
export async function reportsPage(desk: Desk, request: Request, response: Response): Promise<void> {
  staff(request)
  const { locale } = visitOf(request)
  const [open, suspended, decided] = await Promise.all([
    openReports(desk.db),
    standing(desk.db),
    decidedReports(desk.db),
  ])
  const context = {
    title: say(locale, 'reports.title'),
    section: 'desk',
    wide: true,
    open: open.map(([first, ...rest]) => ({
      ticket: String(found(first).ticket.number),
      subject: found(first).ticket.subject,
      reports: [found(first), ...rest].map((one) => carded(locale, one)),
    })),
    suspended: suspended.map(({ suspension, ticket, by }) => ({
      ...{ ...suspension, by, ticket: String(ticket.number), subject: ticket.subject },
      ground: say(locale, `report.reason.${suspension.reason}`),
      appealed: awaitsAnswer(suspension),
    })),
    decided: decided.map((one) => carded(locale, one)),
  }
  page(request, response, 'moderation/reports', context)
}

/** A report, what it is about as the world reads it now, and the two ways to decide. */
export async function decidingPage(
  desk: Desk,
  request: Request,
  response: Response,
  number: unknown,
  form?: Form,
): Promise<void> {
  const person = staff(request)
  const { locale } = visitOf(request)
  const reported = await reportNumbered(desk.db, number)
  const { report, ticket } = reported
  const publication = await publicationOf(desk.db, ticket.number)
  const said = publication ? await publishedThread(desk.db, publication, null, locale) : []
  const suspending = await suspendingOn(desk, locale, person, ticket, form, report.reason)
  const suspension = await standingOn(desk.db, ticket.id)
  const context = {
    ...{ title: say(locale, 'reports.one', { number: String(report.number) }), section: 'desk' },
    ...(suspending?.form ? { form } : { form: form && renamed(form) }),
    report: carded(locale, reported),
    besides: (await besides(desk.db, report)).map((one) => carded(locale, one)),
    ...{ publication, suspending, suspended: suspension?.id },
    replies: said.map((reply) => ({ ...reply, reported: reply.id === report.replyId })),
    mayDecide: mayDecideReport(person, report),
  }
  page(request, response, 'moderation/deciding', context, response.statusCode)
}

/** Two forms on the page have a reason; the one that decides calls it `why` where its errors lead. */
const renamed = ({ values, errors: { reason, ...errors } = {} }: Form): Form => ({
  values,
  errors: { ...errors, ...(reason !== undefined && { why: reason }) },
})

/** A suspension for staff: what the owner was told and answered, and what can be done about it. */
export async function suspensionPage(desk: Desk, request: Request, response: Response, form?: Form): Promise<void> {
  const person = staff(request)
  const { locale, session } = visitOf(request)
  const suspension = await suspensionFor(desk.db, String(request.params['id']))
  const number = String(suspension.ticket.number)
  const context = {
    ...{ title: say(locale, 'suspension.title', { number }), section: 'desk', form, number, suspension },
    ground: say(locale, `report.reason.${suspension.reason}`),
    mayAnswer: mayAnswerAppeal(person, suspension),
    waits: awaitsAnswer(suspension),
    mayLift: mayLift(person, suspension),
    mayOpen: mayOpenEvidence(person, suspension),
    asksCode: await asksCode(desk, found(session).id),
  }
  page(request, response, 'moderation/suspension', context, response.statusCode)
}

/** What was public when a ticket was suspended, as plain text that nothing is made of. */
export async function evidencePage(
  desk: Desk,
  request: Request,
  response: Response,
  { head, replies }: Evidence,
): Promise<void> {
  administrator(request)
  const { locale } = visitOf(request)
  const { id, ticket } = await suspensionFor(desk.db, String(request.params['id']))
  const title = say(locale, 'evidence.title', { number: String(ticket.number) })
  page(request, response, 'moderation/evidence', { title, section: 'desk', id, head, replies })
}

/** Where a link to a blocked site leads: it says why, and goes no further. Nothing else has a page here. */
export async function awayPage(desk: Desk, request: Request, response: Response): Promise<void> {
  const { to } = parse(awayForm, request.query)
  const { host, reason } = found(await siteBlocking(desk.db, to))
  const title = say(visitOf(request).locale, 'away.title')
  page(request, response, 'moderation/away', { title, to, host, reason })
}
