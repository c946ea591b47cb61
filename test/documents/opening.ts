import { eq } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { HOUR, after } from '../../server/clock.ts'
import { newId } from '../../server/db/ids.ts'
import { tickets } from '../../server/db/schema.ts'
import { grants } from '../../server/db/vault-schema.ts'
import type { Name } from '../support/cast.ts'
import { filledIn, formIn, type Answer, type Client, type Fields } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'
import type { Ticket } from './support.ts'

/** Leave for a member of staff to open a document for an hour, as if its owner had allowed it. */
export async function lend(
  { desk, cast, clock }: TestDesk,
  ticket: Ticket,
  documentId: string,
  name: Name,
  more: Partial<typeof grants.$inferInsert> = {},
): Promise<void> {
  const now = clock.now()
  const whose = { documentId, ticketId: ticket.id, agentId: cast[name].id, decidedById: ticket.ownerId }
  const how = { kind: 'asked' as const, state: 'allowed' as const, purpose: 'to compare', minutes: 60 }
  const times = { askedAt: now, decidedAt: now, expiresAt: after(now, HOUR) }
  await desk.db.transaction(async (tx) => {
    await tx.insert(grants).values({ id: newId(), ...whose, ...how, ...times, ...more })
  })
}

/** The owner takes back what was lent. */
export async function takeBack({ desk, clock }: TestDesk, documentId: string): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const ended = { state: 'ended' as const, endedAt: clock.now() }
    await tx.update(grants).set(ended).where(eq(grants.documentId, documentId))
  })
}

export async function setTicket({ desk }: TestDesk, { id }: Ticket, values: Partial<Ticket>): Promise<void> {
  await desk.db.transaction(async (tx) => {
    await tx.update(tickets).set(values).where(eq(tickets.id, id))
  })
}

/** Fills in the card of a document as a person does, and answers the page from which it is opened. */
export async function openPage(test: TestDesk, client: Client, name: Name, id: string, more: Fields = {}) {
  const asked = (await client.get(`/documents/${id}`)).text.includes('name="code"')
  const code = asked ? { code: await test.code(name) } : {}
  return client.send(`/documents/${id}`, `/documents/${id}/open`, { reason: 'to compare it', ...code, ...more })
}

/** Does the same in a browser, as Bea. */
export async function openInBrowser(test: TestDesk, page: Page, id: string): Promise<void> {
  await page.goto(`/documents/${id}`)
  await page.fill('[name="reason"]', 'to compare it')
  if (await page.locator('[name="code"]').count()) await page.fill('[name="code"]', await test.code('bea'))
  await page.locator('form[action$="/open"] button').click()
  await page.getByText('It opens once').waitFor()
}

/** What the forms of that page send: with `as`, the one that shows a picture. */
export function tokenIn({ text }: Answer, id: string): Fields {
  const { _csrf = '', token = '' } = filledIn(formIn(text, `/documents/${id}/content`))
  return { _csrf, token }
}

/** Sends the form of the page. */
export const take = (client: Client, page: Answer, id: string, more: Fields = {}): Promise<Answer> =>
  client.post(`/documents/${id}/content`, { ...tokenIn(page, id), ...more })
