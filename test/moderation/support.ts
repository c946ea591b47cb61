import { and, asc, desc, eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { reports, suspensions } from '../../server/db/public-schema.ts'
import { tickets } from '../../server/db/schema.ts'
import { audit } from '../../server/db/vault-schema.ts'
import { only } from '../../server/problems.ts'
import { lettersTo } from '../documents/support.ts'
import { CAST, type Name } from '../support/cast.ts'
import type { Client, Fields } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'
import { send } from '../grants/support.ts'
import { openTicket, publish } from '../support/tickets.ts'

/** A browser for each of the cast. */
export async function everybody(test: TestDesk): Promise<Record<Name, Client>> {
  const names = Object.keys(CAST) as Name[]
  const clients = await Promise.all(names.map(async (name) => [name, await test.as(name)]))
  return Object.fromEntries(clients) as Record<Name, Client>
}

/** The letters with this subject to somebody. */
export const lettersAbout = async (test: TestDesk, name: Name, subject: string) =>
  (await lettersTo(test, name)).filter((letter) => letter.subject === subject)

/** A ticket that its owner has opened to everybody: its path and its number. */
export async function publicTicket(owner: Client, fields: Fields = {}): Promise<{ path: string; number: string }> {
  const path = await openTicket(owner, {
    subject: 'Calendar an hour late',
    body: 'Since the clocks changed.',
    ...fields,
  })
  const answer = await publish(owner, path)
  expect(answer.status, answer.text).toBe(303)
  return { path, number: path.replace('/tickets/', '') }
}

export const SAID = 'This names a colleague of mine with her illness.'

/** Sends a report through its form, and answers what came back. */
export const report = (client: Client, number: string, fields: Fields = {}) =>
  client.send(`/report?ticket=${number}`, '/report', { reason: 'confidential', text: SAID, ...fields })

/** Suspends a ticket by its form on the page that staff see, with nothing changed in it. */
export const suspend = (client: Client, path: string, fields: Fields = {}) =>
  client.send(path, `${path}/suspend`, fields)

export async function ticketRow({ desk }: TestDesk, number: string) {
  return only(
    await desk.db
      .select()
      .from(tickets)
      .where(eq(tickets.number, Number(number))),
  )
}

/** The suspensions of a ticket, the latest first. */
export async function suspensionsOn(test: TestDesk, number: string) {
  const { id } = await ticketRow(test, number)
  return test.desk.db.select().from(suspensions).where(eq(suspensions.ticketId, id)).orderBy(desc(suspensions.at))
}

/** The reports on a ticket, the first one first. */
export async function reportsOn(test: TestDesk, number: string) {
  const { id } = await ticketRow(test, number)
  return test.desk.db.select().from(reports).where(eq(reports.ticketId, id)).orderBy(asc(reports.number))
}

/** What the record says of a ticket since it was opened to everybody. */
export async function linesOn(test: TestDesk, number: string) {
  const { id } = await ticketRow(test, number)
  const lines = await test.desk.db
    .select()
    .from(audit)
    .where(and(eq(audit.ticketId, id)))
    .orderBy(asc(audit.seq))
  const from = lines.findLastIndex(({ deed }) => deed === 'ticket.published')
  return lines.slice(from + 1).map(({ deed, actorId, personId, facts }) => ({ deed, actorId, personId, facts }))
}

/** The texts of the errors that stand beside the fields of a form. */
export const errorsIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<p class="error" id="([\w-]+)-error">([^<]*)<\/p>/g)].map(([, field = '', text = '']) => [
      field,
      text.replaceAll('&#x27;', "'"),
    ]),
  )

export { send }
