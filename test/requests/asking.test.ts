import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { people, tickets } from '../../server/db/schema.ts'
import { newId } from '../../server/db/ids.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { lettersTo, ticketOf, type Ticket } from '../documents/support.ts'
import { ask, asked, linesOn, requestsOn } from './support.ts'

describe('“Please send us…”', () => {
  let test: TestDesk
  let ann: Client, bea: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
    bea = await test.as('bea')
  })
  afterAll(() => test.close())

  const decide = async (client: Client, id: string, decision: string) =>
    client.post(`/requests/${id}`, { _csrf: csrfIn((await client.get('/')).text), decision })
  const ticketNow = async ({ id }: Ticket) => (await test.desk.db.select().from(tickets).where(eq(tickets.id, id)))[0]

  it('asks the owner on the ticket, for something named, with a reason, and by a letter that tells none of it', async () => {
    const ticket = await ticketOf(test, 'ann')
    const answer = await ask(bea, ticket, { label: 'Invoice of\nthe licence', why: 'To see its date', kind: 'file' })
    expect([answer.status, answer.location]).toEqual([303, `/tickets/${ticket.number}`])
    expect(await requestsOn(test, ticket)).toMatchObject([
      { label: 'Invoice of the licence', why: 'To see its date', kind: 'file', state: 'open', documentId: null },
    ])
    expect(await linesOn(test, ticket)).toMatchObject([
      { deed: 'request.made', actorId: test.cast.bea.id, personId: test.cast.ann.id },
      { deed: 'ticket.status', facts: { status: 'pending', turn: 1 } },
    ])
    const shown = (await ann.get(`/tickets/${ticket.number}`)).text
    for (const words of [
      'Support asks you for something',
      'Invoice of the licence',
      'To see its date',
      'Bea Rossi',
      'Bea Rossi asked for “Invoice of the licence”',
      'Waiting for you',
    ])
      expect(shown).toContain(words)
    const [letter] = await lettersTo(test, 'ann')
    expect(letter?.subject).toBe(`Ticket ${ticket.number}: support asks you for something`)
    expect(letter?.text).toContain(`/tickets/${ticket.number}`)
    for (const words of ['Invoice', 'date', 'Bea']) expect(letter?.text).not.toContain(words)
    expect((await bea.get(`/tickets/${ticket.number}`)).text).toContain('“Invoice of the licence”, asked by Bea Rossi')
  })

  it('is asked in every kind, and read in French', async () => {
    const ticket = await ticketOf(test, 'carl')
    for (const kind of ['file', 'serial_key', 'credential', 'note']) await asked(test, bea, ticket, { kind })
    expect((await requestsOn(test, ticket)).map(({ kind }) => kind)).toEqual([
      'file',
      'serial_key',
      'credential',
      'note',
    ])
    const carl = await test.as('carl')
    carl.cookies.set('language', 'fr')
    const shown = (await carl.get(`/tickets/${ticket.number}`)).text
    expect(shown).toContain('L’assistance vous demande quelque chose')
    expect(shown).toContain('Bea Rossi\u202f: demande de «\u202fInvoice\u202f»')
    const [letter] = await lettersTo(test, 'carl')
    expect(letter?.subject).toContain('l’assistance vous demande quelque chose')
  })

  it('is asked once, however often its form is sent', async () => {
    const ticket = await ticketOf(test, 'ann')
    const key = newId()
    const answers = await Promise.all([1, 2].map(() => ask(bea, ticket, { key })))
    expect(answers.map(({ status }) => status)).toEqual([303, 303])
    expect(await requestsOn(test, ticket)).toHaveLength(1)
  })

  it('is not asked with a wrong form, which comes back with what was typed', async () => {
    const ticket = await ticketOf(test, 'ann')
    for (const [fields, words] of [
      [{ label: ' ' }, 'Say what should be sent.'],
      [{ label: 'x'.repeat(141) }, 'at most 140 characters'],
      [{ why: '' }, 'Say what it is needed for.'],
      [{ why: 'x'.repeat(301) }, 'at most 300 characters'],
      [{ kind: 'passport' }, 'Choose'],
      [{ key: '../1' }, 'Choose'],
    ] as const) {
      const answer = await ask(bea, ticket, { label: 'The key', why: 'Because', ...fields })
      expect([answer.status, answer.text.includes(words)]).toEqual([422, true])
      expect(answer.text).toContain('label' in fields ? 'value="Because"' : 'value="The key"')
    }
    expect(await requestsOn(test, ticket)).toEqual([])
  })

  it('is asked by staff alone, on a ticket that is not closed, of an owner who can answer', async () => {
    const [hidden, open] = [await ticketOf(test, 'ann'), await ticketOf(test, 'ann', { visibility: 'public' })]
    const carl = await test.as('carl')
    const csrf = async (client: Client) => csrfIn((await client.get('/')).text)
    const post = async (client: Client, { number }: Ticket) =>
      client.post(`/tickets/${number}/requests`, { _csrf: await csrf(client), label: 'x', why: 'y' })
    expect([(await post(carl, hidden)).status, (await post(carl, open)).status]).toEqual([404, 403])
    expect((await post(ann, hidden)).status).toBe(403)
    expect((await test.visitor().post(`/tickets/${open.number}/requests`, {})).location).toMatch(/^\/login/)
    expect((await bea.post(`/tickets/${open.number}/requests`, { label: 'x', why: 'y' })).status).toBe(403)
    expect((await post(bea, { ...hidden, number: 999_999 })).status).toBe(404)
    expect((await post(await test.as('noor'), hidden)).status).toBe(303)
    const closed = await ticketOf(test, 'ann', { status: 'closed' })
    expect((await post(bea, closed)).status).toBe(403)
    expect((await bea.get(`/tickets/${closed.number}`)).text).not.toContain('/requests"')
    const his = await ticketOf(test, 'carl')
    const set = (fields: Partial<typeof people.$inferInsert>) =>
      test.desk.db.transaction((tx) => tx.update(people).set(fields).where(eq(people.id, test.cast.carl.id)))
    await set({ rightsEndAt: test.clock.now() })
    expect((await post(bea, his)).status).toBe(409)
    await set({ rightsEndAt: test.cast.carl.rightsEndAt })
    for (const ticket of [open, closed, his]) expect(await requestsOn(test, ticket)).toEqual([])
  })

  it('is declined by the owner and withdrawn by staff, once, and by nobody else', async () => {
    const ticket = await ticketOf(test, 'ann', { visibility: 'public' })
    const carl = await test.as('carl')
    const [first, second] = [await asked(test, bea, ticket), await asked(test, bea, ticket, { label: 'Licence' })]
    for (const decision of ['decline', 'withdraw']) {
      expect((await decide(carl, first, decision)).status).toBe(404)
      expect((await decide(ann, newId(), decision)).status).toBe(404)
      expect((await test.visitor().post(`/requests/${first}`, { decision })).location).toMatch(/^\/login/)
    }
    expect((await carl.get(`/tickets/${ticket.number}`)).text).not.toContain('Invoice')
    expect((await test.visitor().get(`/tickets/${ticket.number}`)).text).not.toContain('Invoice')
    expect((await decide(bea, first, 'decline')).status).toBe(403)
    expect((await decide(ann, first, 'withdraw')).status).toBe(403)
    expect((await decide(ann, first, 'burn')).status).toBe(422)
    expect((await decide(ann, first, 'decline')).location).toBe(`/tickets/${ticket.number}`)
    expect((await ticketNow(ticket))?.status).toBe('open')
    expect((await lettersTo(test, 'bea')).at(0)?.subject).toContain('an answer to your request')
    expect((await decide(await test.as('noor'), second, 'withdraw')).status).toBe(303)
    for (const id of [first, second])
      expect([(await decide(ann, id, 'decline')).status, (await decide(bea, id, 'withdraw')).status]).toEqual([
        409, 409,
      ])
    expect((await requestsOn(test, ticket)).map(({ state }) => state)).toEqual(['declined', 'withdrawn'])
    const talk = (await ann.get(`/tickets/${ticket.number}`)).text
    for (const words of ['You will not send “Invoice”', 'Noor Haddad no longer asks for “Licence”'])
      expect(talk).toContain(words)
    expect(talk).not.toContain(`/requests/${first}`)
  })
})
