import { eq } from 'drizzle-orm'
import type { Request, Response } from 'express'
import { SECRET_RULES, people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { found, only } from '../problems.ts'
import { signedIn } from '../signin/guard.ts'
import { codesLeft } from '../signin/recovery.ts'
import { slipName } from '../documents/documents.ts'
import { openedBy } from '../publication/opened.ts'
import { page, type Form } from '../web/views.ts'
import { visitOf } from '../web/visit.ts'
import { say } from '../words/words.ts'
import { daysLeft, isRenewable } from './access-rights.ts'
import { deedWords, factWords } from './deeds.ts'
import { keptAbout } from './kept.ts'
import { linesAbout } from './lines.ts'
import type { Person } from './people.ts'
import { mayChooseSecretRule, mayCloseAccount, mayRenew } from './policy.ts'
import { shownSessions } from './sessions.ts'

/** The forms of the account page, each with what was wrong with it. */
export type AccountForms = Partial<Record<'profile' | 'password' | 'codes' | 'secrets', Form>>

/** A person's own page. Once their access rights have ended: export, renewal, closure, and making private, no more. */
export async function accountPage(
  desk: Desk,
  request: Request,
  response: Response,
  forms: AccountForms = {},
): Promise<void> {
  const person = signedIn(request)
  const { locale, session } = visitOf(request)
  const account = only(await desk.db.select().from(people).where(eq(people.id, person.id)))
  const sessions = await shownSessions(desk, person, found(session).id)
  const chosen = forms.profile?.values['locale'] ?? person.locale
  const context = {
    title: say(locale, 'account.title'),
    person,
    customerNumber: String(person.number),
    publicName: account.publicName,
    mayBeCalled: person.role === 'customer',
    forms,
    rights: await rightsOf(desk, person),
    closed: person.expired && 'closed' in request.query,
    enrolledAt: account.totpEnrolledAt,
    codes: await codesLeft(desk.db, person.id),
    sessions,
    others: sessions.length > 1,
    locales: (['en', 'fr'] as const).map((value) => ({
      value,
      label: say(locale, `language.${value}`),
      chosen: value === chosen,
    })),
    secretRules:
      mayChooseSecretRule(person) &&
      SECRET_RULES.map((rule) => ({
        rule,
        chosen: rule === (forms.secrets?.values['secretRule'] ?? account.secretRule),
      })),
    mayClose: mayCloseAccount(person),
    saved: 'saved' in request.query,
  }
  page(request, response, 'accounts/account', context, response.statusCode)
}

/** How a customer's access rights stand; null for staff, whose do not end. */
async function rightsOf(desk: Desk, person: Person) {
  if (!mayRenew(person) || !person.rightsEndAt) return null
  const left = daysLeft(person.rightsEndAt, desk.clock.now())
  return {
    endAt: person.rightsEndAt,
    ended: person.expired,
    opened: person.expired ? await openedBy(desk.db, person.id) : [],
    left,
    lastDay: left === 0,
    soon: !person.expired && left <= 30,
    renewable: isRenewable(person.rightsEndAt, desk.clock.now()),
  }
}

/** Everything that is kept about a person, for their eyes (R5, R8). */
export async function privacyPage(desk: Desk, request: Request, response: Response): Promise<void> {
  const person = signedIn(request)
  const { locale } = visitOf(request)
  const lines = await linesAbout(desk.db, person.id)
  page(request, response, 'accounts/privacy', {
    title: say(locale, 'privacy.title'),
    wide: true,
    kept: await keptAbout(desk, person, locale),
    lines: lines.map(({ at, deed, by, name, ticket, slip, facts }) => ({
      ...{ at, ticket, ticketNumber: String(ticket) },
      slip: slip === null ? null : slipName(slip),
      words: deedWords(locale, deed),
      who: name ?? say(locale, `by.${by}`),
      facts: factWords(locale, facts),
    })),
    expired: person.expired,
    mayClose: mayCloseAccount(person),
  })
}
