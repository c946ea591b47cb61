import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE } from '../../server/clock.ts'
import { eq } from 'drizzle-orm'
import { newId } from '../../server/db/ids.ts'
import { replies, tickets } from '../../server/db/schema.ts'
import { audit } from '../../server/db/vault-schema.ts'
import { index } from '../../server/search/indexing.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'
import { csrfIn, type Client } from '../support/client.ts'

const MANY = 500

describe('the queue', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    // As many as a busy desk has, put there at once; every fifth is solved.
    const start = test.clock.now().getTime() - MANY * MINUTE
    const rows = Array.from({ length: MANY }, (_, at) => ({
      id: newId(),
      number: 2000 + at,
      ownerId: test.cast.carl.id,
      category: at % 2 ? ('mail' as const) : ('network' as const),
      subject: `Ticket ${at} of many`,
      status: at % 5 ? ('open' as const) : ('solved' as const),
      visibility: 'private' as const,
      epoch: 1,
      submission: newId(),
      replyCount: 0,
      openedAt: new Date(start + at * MINUTE),
      touchedAt: new Date(start + at * MINUTE),
    }))
    await test.desk.db.transaction(async (tx) => {
      await tx.insert(tickets).values(rows)
      await tx.insert(replies).values(
        rows.map(({ id, openedAt }) => ({
          id: newId(),
          ticketId: id,
          seq: 0,
          authorId: test.cast.carl.id,
          body: 'text',
          internal: false,
          submission: newId(),
          createdAt: openedAt,
        })),
      )
      for (const { id, number, subject } of rows)
        await index(tx, { scope: 'whole', ticketId: id, replyId: null, number, text: subject })
    })
  })
  afterAll(() => test.close())
  /** A page with its addresses as a browser reads them. */
  const read = async (who: Client, path: string) =>
    (await who.get(path)).text.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')
  const numbers = (html: string) =>
    [...html.matchAll(/<h3><a href="\/tickets\/(\d+)"/g)].map(([, number]) => Number(number))

  it('shows who has waited longest first, a page at a time, each ticket once', async () => {
    const seen: number[] = []
    let next: string | undefined = '/desk'
    while (next) {
      const text = await read(bea, next)
      seen.push(...numbers(text))
      next = /href="(\/desk\?[^"]*after=[^"]*)"/.exec(text)?.[1]
    }
    expect(seen.length).toBe((MANY * 4) / 5)
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
  })

  it('pages through a customer’s own tickets too', async () => {
    const first = await read(carl, '/tickets')
    expect(first).toContain('/tickets/2499')
    expect(first).toMatch(/href="\/tickets\?after=2480"/)
    const second = await carl.get('/tickets?after=2480')
    expect(second.text).toContain('/tickets/2479"')
    expect(second.text).not.toContain('/tickets/2480"')
  })

  it('is filtered by status, category, words, number and customer', async () => {
    expect((await bea.get('/desk?status=solved&category=mail')).text).toContain('of many')
    expect(numbers((await bea.get('/desk?q=2123')).text)).toEqual([2123])
    expect(numbers((await bea.get('/desk?q=Ticket 77 of')).text)).toEqual([2077])
    expect(numbers((await bea.get('/desk?q=carl@example.org&status=solved')).text).length).toBe(50)
    expect((await bea.get('/desk?q=%25%27%22')).text).toContain('Nothing here')
    expect((await bea.get('/desk?status=weather&category=none&after=x')).status).toBe(200)
  })

  it('is for staff', async () => {
    expect((await ann.get('/desk')).status).toBe(403)
    expect((await test.visitor().get('/desk')).location).toBe('/login?next=%2Fdesk')
  })

  it('gives a ticket to a member of staff, and says so to its owner', async () => {
    const path = await openTicket(ann, { subject: 'To be given' })
    expect((await bea.send(path, `${path}/assign`, { assignee: 'noor@example.org' })).status).toBe(303)
    expect((await ann.get(path)).text).toContain('Bea Rossi gave the ticket to Noor Haddad')
    expect((await bea.send(path, `${path}/assign`, { assignee: 'me' })).status).toBe(303)
    expect((await ann.get(path)).text).toContain('Bea Rossi took the ticket')
    expect(numbers((await bea.get('/desk?view=mine')).text)).toEqual([Number(path.slice(9))])
    expect((await bea.send(path, `${path}/assign`, { assignee: 'ann@example.org' })).status).toBe(422)
    const csrf = csrfIn((await ann.get(path)).text)
    expect((await ann.post(`${path}/assign`, { _csrf: csrf, assignee: test.cast.bea.id })).status).toBe(403)
    const [ticket] = await test.desk.db
      .select()
      .from(tickets)
      .where(eq(tickets.number, Number(path.slice(9))))
    const lines = await test.desk.db
      .select()
      .from(audit)
      .where(eq(audit.ticketId, ticket?.id ?? ''))
    expect(lines.filter(({ deed }) => deed === 'ticket.assigned').length).toBe(2)
  })

  it('takes a ticket for one of two who want it at the same moment, and ends with one of them', async () => {
    const path = await openTicket(ann, { subject: 'Wanted by two' })
    const noor = await test.as('noor')
    const answers = await Promise.all([bea, noor].map((who) => who.send(path, `${path}/assign`, { assignee: 'me' })))
    expect(answers.map(({ status }) => status)).toEqual([303, 303])
    const [ticket] = await test.desk.db
      .select()
      .from(tickets)
      .where(eq(tickets.number, Number(path.slice(9))))
    expect([test.cast.bea.id, test.cast.noor.id]).toContain(ticket?.assigneeId)
  })
})
