import type { Request, Response } from 'express'
import { personIn } from '../accounts/people.ts'
import { DEEDS, deedWords, factWords } from '../accounts/deeds.ts'
import { staffList } from '../accounts/staff.ts'
import type { Desk } from '../desk.ts'
import { markOf, previewPurge } from '../leaving/purging.ts'
import { blockedList } from '../moderation/sites.ts'
import { latestLetters } from '../mail/outbox.ts'
import { slipName } from '../documents/documents.ts'
import { parse } from '../web/forms.ts'
import { page, type Form } from '../web/views.ts'
import { isFresh } from '../signin/guard.ts'
import { visitOf } from '../web/visit.ts'
import { say, type WordKey } from '../words/words.ts'
import { customers } from './customers.ts'
import { accountsForm, auditForm } from './forms.ts'
import { legalOverview } from './legal.ts'
import { recordLines } from './record.ts'
import { effectiveSettings, runningOn } from './settings.ts'
import { alarmsWithSlips, vaultFacts } from './vault.ts'
import { alarmInWords, factsInWords } from './vault-words.ts'

const CHAPTERS = ['accounts', 'staff', 'vault', 'audit', 'links', 'outbox', 'settings', 'legal'] as const
type Chapter = (typeof CHAPTERS)[number]

/** A page of the administration, with its neighbours beside it. */
function show(request: Request, response: Response, chapter: Chapter, context: Record<string, unknown>): void {
  const { locale } = visitOf(request)
  const chapters = CHAPTERS.map((name) => ({
    name,
    label: say(locale, `admin.${name}`),
    current: name === chapter,
  }))
  const title = say(locale, `admin.${chapter}.title`)
  page(
    request,
    response,
    `admin/${chapter}`,
    { title, section: 'admin', wide: true, chapters, ...context },
    response.statusCode,
  )
}

export type AccountsForms = Partial<Record<'purge' | 'expiry', Form>>

/** Customers; first, as a rehearsal, those whose access rights have ended. */
export async function accountsPage(desk: Desk, request: Request, response: Response, forms: AccountsForms = {}) {
  const { locale } = visitOf(request)
  const { q, after } = parse(accountsForm, request.query)
  const now = desk.clock.now()
  const rehearsal = await previewPurge(desk)
  const { rows, more } = await customers(desk.db, q || undefined, after)
  const { documents, tickets } = rehearsal.totals
  show(request, response, 'accounts', {
    forms,
    now,
    fresh: isFresh(request, now),
    rehearsal,
    mark: markOf(rehearsal),
    destroys: `${say(locale, 'purge.act', { count: documents })} ${say(locale, 'purge.act_tickets', { count: tickets })}`,
    q: q ?? '',
    customers: rows.map((row) => ({
      ...personIn(row, now),
      state: say(locale, row.state === 'active' && personIn(row, now).expired ? 'state.expired' : `state.${row.state}`),
    })),
    more: more === null ? null : `/admin/accounts?${new URLSearchParams({ ...(q && { q }), after: String(more) })}`,
  })
}

/** Who works here, and the form that invites another. */
export async function staffPage(desk: Desk, request: Request, response: Response, form?: Form): Promise<void> {
  const { locale } = visitOf(request)
  const rows = await staffList(desk.db)
  show(request, response, 'staff', {
    form,
    staff: rows.map(({ name, email, role, state, clearance, totpEnrolledAt }) => ({
      ...{ name, email, clearance, totpEnrolledAt },
      role: say(locale, `role.${role}`),
      state: say(locale, `state.${state}`),
      active: state === 'active',
    })),
    roles: (['agent', 'admin'] as const).map((value) => ({
      value,
      label: say(locale, `role.${value}`),
      chosen: form?.values['role'] === value,
    })),
    invited: 'invited' in request.query,
    reset: 'reset' in request.query,
  })
}

/** The record: who did what. */
export async function auditPage(desk: Desk, request: Request, response: Response): Promise<void> {
  const { locale } = visitOf(request)
  const asked = parse(auditForm, request.query)
  const deed = DEEDS.find((known) => known === asked.deed)
  const { rows, more } = await recordLines(desk.db, deed, asked.before)
  const named = (person: { name: string; number: number } | null, missing: WordKey | null) =>
    person
      ? person.name || say(locale, 'person.former', { number: String(person.number) })
      : missing && say(locale, missing)
  show(request, response, 'audit', {
    deeds: DEEDS.map((value) => ({ value, label: deedWords(locale, value), chosen: value === deed })),
    lines: rows.map(({ line, actor, person, ticket, slip }) => ({
      ...{ seq: line.seq, at: line.at, ticket, ticketNumber: String(ticket) },
      deed: deedWords(locale, line.deed),
      actor: named(actor, 'by.desk'),
      person: line.personId === line.actorId ? null : named(person, null),
      slip: slip === null ? null : slipName(slip),
      documentId: line.documentId,
      facts: factWords(locale, line.facts),
    })),
    more: more === null ? null : `/admin/audit?${new URLSearchParams({ ...(deed && { deed }), before: String(more) })}`,
  })
}

/** The latest letters, with their text while it is kept. */
export async function outboxPage(desk: Desk, request: Request, response: Response): Promise<void> {
  const { locale } = visitOf(request)
  const letters = await latestLetters(desk.db, 100)
  show(request, response, 'outbox', {
    smtp: desk.config.smtpUrl !== undefined,
    letters: letters.map(({ to, subject, text, state, writtenAt }) => ({
      ...{ to, subject, text, writtenAt },
      state: say(locale, `letter.${state}`),
    })),
  })
}

/** How the vault stands, and what in it needs a person. */
export async function vaultPage(desk: Desk, request: Request, response: Response, form?: Form): Promise<void> {
  const { locale } = visitOf(request)
  const now = desk.clock.now()
  const facts = await vaultFacts(desk)
  const begun = (['scrub', 'rotation', 'cleared', 'clock'] as const).find((name) => name in request.query)
  show(request, response, 'vault', {
    ...{ form, now, fresh: isFresh(request, now) },
    begun: begun && say(locale, begun === 'clock' ? 'upkeep.clock_confirmed' : `upkeep.begun.${begun}`),
    alarms: (await alarmsWithSlips(desk.db)).map((alarm) => alarmInWords(locale, alarm)),
    leapt: facts.clock === 'right' ? null : say(locale, `upkeep.clock_${facts.clock}`),
    rows: factsInWords(locale, facts),
  })
}

/** The settings as they hold, and what the desk runs on. Nothing is changed here: that takes the variables. */
export async function settingsPage(desk: Desk, request: Request, response: Response): Promise<void> {
  show(request, response, 'settings', { settings: effectiveSettings(desk.config), on: await runningOn(desk) })
}

/** Sites that no link leads to. */
export async function linksPage(desk: Desk, request: Request, response: Response, form?: Form): Promise<void> {
  show(request, response, 'links', { form, sites: await blockedList(desk.db) })
}

/** The legal texts and their versions. */
export async function legalPage(desk: Desk, request: Request, response: Response): Promise<void> {
  show(request, response, 'legal', { texts: await legalOverview(desk.db, visitOf(request).locale) })
}
