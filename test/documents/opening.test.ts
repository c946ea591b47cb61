import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { MINUTE, SECOND } from '../../server/clock.ts'
import { documents, grants, openTokens } from '../../server/db/vault-schema.ts'
import { hashToken } from '../../server/db/ids.ts'
import type { Name } from '../support/cast.ts'
import { csrfIn, type Client, type Fields } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'
import { lend, openPage, setTicket, take, takeBack, tokenIn } from './opening.ts'
import { deedsOf, lettersTo, openVaultDesk, stored, ticketOf, type Ticket } from './support.ts'

const CONTENT = 'what Ann has sealed'

describe('opening a document', () => {
  let test: TestDesk
  beforeAll(async () => {
    test = await openVaultDesk()
  })
  afterAll(() => test.close())

  /** A document on a ticket of Ann's that Bea has; lent to whom it says. */
  async function lent(...names: Name[]): Promise<{ ticket: Ticket; id: string }> {
    const ticket = await ticketOf(test, 'ann')
    const id = await stored(test, ticket, CONTENT, 'plan.pdf')
    for (const name of names) await lend(test, ticket, id, name)
    return { ticket, id }
  }
  const open = async (client: Client, id: string, fields: Fields) =>
    client.post(`/documents/${id}/open`, { _csrf: csrfIn((await client.get('/account')).text), ...fields })
  const linesOf = async (id: string) => (await deedsOf(test, id)).map(({ deed }) => deed)
  const opened = async (id: string) => (await linesOf(id)).filter((deed) => deed === 'document.opened').length

  describe('without leave', () => {
    it('is shut for the agent who has the ticket: the card says whom to ask, and nothing is spent', async () => {
      const { id } = await lent()
      const bea = await test.as('bea')
      const letters = (await lettersTo(test, 'ann')).length
      const card = await bea.get(`/documents/${id}`)
      expect(card.status).toBe(200)
      expect(card.text).toContain('nobody opens it before Ann Martin allows it')
      expect(card.text).not.toContain(`action="/documents/${id}/open"`)
      const code = await test.code('bea')
      const refused = await open(bea, id, { code, reason: 'to look' })
      expect(refused.status).toBe(403)
      expect(refused.text).toContain('Ask Ann Martin first.')
      expect(refused.text).not.toContain(CONTENT)
      const [line] = (await deedsOf(test, id)).slice(-1)
      expect(line).toMatchObject({ deed: 'document.refused', actorId: test.cast.bea.id, facts: { why: 'leave' } })
      expect((await lettersTo(test, 'ann')).length).toBe(letters)
      expect(await test.desk.db.$count(openTokens, eq(openTokens.documentId, id))).toBe(0)

      const other = await lent('bea')
      expect((await open(bea, other.id, { code, reason: 'the code was not spent' })).status).toBe(200)
    })

    it('is shut for colleagues and administrators, and is not there for other customers', async () => {
      const { id } = await lent('bea')
      for (const name of ['noor', 'ada'] as const) {
        const answer = await open(await test.as(name), id, { code: await test.code(name), reason: 'to look' })
        expect(answer.status).toBe(403)
        expect(answer.text).toContain('Whoever has the ticket can ask Ann Martin to open it.')
        const content = await (await test.as(name)).get(`/documents/${id}/content`)
        expect([content.status, content.text.includes(CONTENT)]).toEqual([403, false])
      }
      const carl = await test.as('carl')
      expect((await open(carl, id, { code: '000000', reason: 'x' })).status).toBe(404)
      expect((await carl.post(`/documents/${id}/content`, { _csrf: csrfIn((await carl.get('/')).text) })).status).toBe(
        404,
      )
      expect((await open(await test.as('ann'), id, { code: '000000', reason: 'mine' })).status).toBe(403)
      expect((await deedsOf(test, id)).filter(({ actorId }) => actorId === test.cast.ann.id).length).toBe(1)
    })

    it.each<[string, (ticket: Ticket, id: string) => Promise<void>]>([
      ['has ended', async (_, id) => takeBack(test, id)],
      ['is over', async () => test.clock.advance(61 * MINUTE)],
      ['was for a ticket that is closed now', async (ticket) => setTicket(test, ticket, { status: 'closed' })],
      [
        'was for a ticket that somebody else has now',
        async (ticket) => setTicket(test, ticket, { assigneeId: test.cast.noor.id }),
      ],
      [
        'is for malware',
        async (_, id) => {
          await test.desk.db.transaction(async (tx) => {
            await tx.update(documents).set({ scan: 'infected' }).where(eq(documents.id, id))
          })
        },
      ],
    ])('is shut when the leave %s', async (_, end) => {
      const { ticket, id } = await lent('bea')
      const bea = await test.as('bea')
      await end(ticket, id)
      expect((await open(bea, id, { code: await test.code('bea'), reason: 'to look' })).status).toBe(403)
      expect(await opened(id)).toBe(0)
    })
  })

  describe('in one step', () => {
    it('answers the content as mere bytes, writes the line and tells the owner', async () => {
      const { ticket, id } = await lent('bea')
      const answer = await open(await test.as('bea'), id, { code: await test.code('bea'), reason: 'to compare\nit' })
      expect(answer.status).toBe(200)
      expect(answer.text).toBe(CONTENT)
      expect(answer.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="plan.pdf"; filename*=UTF-8''plan.pdf`,
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store, no-transform',
      })
      expect((await deedsOf(test, id)).at(-1)).toMatchObject({
        deed: 'document.opened',
        actorId: test.cast.bea.id,
        personId: test.cast.ann.id,
        ticketId: ticket.id,
        facts: { reason: 'to compare it' },
      })
      const [letter] = await lettersTo(test, 'ann')
      expect(letter?.text).toContain('Bea Rossi')
      expect(letter?.text).toContain(`/documents/${id}`)
      expect(letter?.text).not.toContain('plan.pdf')
    })

    it('is enough where the owner has allowed it in advance; the leave is written down', async () => {
      const { ticket, id } = await lent()
      await setTicket(test, ticket, { access: 'assigned' })
      const noor = await open(await test.as('noor'), id, { code: await test.code('noor'), reason: 'to look' })
      expect(noor.status).toBe(403)
      const answer = await open(await test.as('bea'), id, { code: await test.code('bea'), reason: 'to compare' })
      expect([answer.status, answer.text]).toEqual([200, CONTENT])
      const [grant] = await test.desk.db.select().from(grants).where(eq(grants.documentId, id))
      expect(grant).toMatchObject({ agentId: test.cast.bea.id, state: 'allowed', decidedById: null })
      expect((await linesOf(id)).slice(-2)).toEqual(['grant.allowed', 'document.opened'])
    })

    it('is enough for whoever broke the glass, without the ticket', async () => {
      const { ticket, id } = await lent()
      await lend(test, ticket, id, 'ada', { kind: 'glass' })
      const answer = await open(await test.as('ada'), id, { code: await test.code('ada'), reason: 'an emergency' })
      expect([answer.status, answer.text]).toEqual([200, CONTENT])
    })
  })

  describe('asks for a code', () => {
    it('that is not older than five minutes, in this session', async () => {
      const { id } = await lent('bea')
      const [bea, elsewhere] = [await test.as('bea'), await test.as('bea')]
      expect((await bea.get(`/documents/${id}`)).text).toContain('name="code"')
      expect((await open(bea, id, { code: await test.code('bea'), reason: 'first' })).status).toBe(200)

      test.clock.advance(5 * MINUTE)
      expect((await bea.get(`/documents/${id}`)).text).not.toContain('name="code"')
      expect((await bea.get(`/documents/${id}`)).text).toContain('No code is needed')
      expect((await open(bea, id, { reason: 'second' })).status).toBe(200)
      expect((await elsewhere.get(`/documents/${id}`)).text).toContain('name="code"')
      const other = await open(elsewhere, id, { reason: 'in another session' })
      expect([other.status, other.text.includes('Type the code.')]).toEqual([422, true])

      test.clock.advance(1)
      expect((await bea.get(`/documents/${id}`)).text).toContain('name="code"')
      const stale = await open(bea, id, { reason: 'third' })
      expect([stale.status, stale.text.includes('Type the code.')]).toEqual([422, true])
      expect(await opened(id)).toBe(2)
    })

    it('and leaves one alone that it did not ask for', async () => {
      const { id } = await lent('bea')
      const [bea, elsewhere] = [await test.as('bea'), await test.as('bea')]
      expect((await open(bea, id, { code: await test.code('bea'), reason: 'first' })).status).toBe(200)
      const code = await test.code('bea')
      expect((await open(bea, id, { code, reason: 'not asked for' })).status).toBe(200)
      expect((await open(elsewhere, id, { code, reason: 'still good' })).status).toBe(200)
    })

    it('and writes a wrong one down', async () => {
      const { id } = await lent('bea')
      const bea = await test.as('bea')
      const wrong = await open(bea, id, { code: '000000', reason: 'a "reason"' })
      expect(wrong.status).toBe(422)
      expect(wrong.text).toContain('That code is wrong or has already been used')
      expect(wrong.text).toContain('value="a &quot;reason&quot;"')
      expect((await deedsOf(test, id)).at(-1)).toMatchObject({ deed: 'document.refused', facts: { why: 'code' } })
      expect((await bea.get(`/documents/${id}`)).text).toContain('name="code"')
    })
  })

  describe('with the token of the page', () => {
    it('gives the content once, tells so in the page, and keeps the token out of every address', async () => {
      const { id } = await lent('bea')
      const bea = await test.as('bea')
      const letters = (await lettersTo(test, 'ann')).length
      const page = await openPage(test, bea, 'bea', id)
      expect(page.status).toBe(200)
      expect(page.text).toContain('It opens once, within a minute from now. Ann Martin is told when you do it.')
      const { token } = tokenIn(page, id)
      expect(token).toMatch(/^[\w-]{43}$/)
      expect(page.text).not.toMatch(/(?:href|src|action)="[^"]*[\w-]{43}/)
      const row = await test.desk.db.select().from(openTokens).where(eq(openTokens.documentId, id))
      expect(row).toMatchObject([{ id: hashToken(String(token)), usedAt: null }])
      expect([await opened(id), (await lettersTo(test, 'ann')).length]).toEqual([0, letters])

      expect((await take(bea, page, id)).text).toBe(CONTENT)
      expect((await deedsOf(test, id)).at(-1)).toMatchObject({ facts: { reason: 'to compare it' } })
      expect((await lettersTo(test, 'ann')).length).toBe(letters + 1)

      const again = await take(bea, page, id)
      expect(again.status).toBe(409)
      expect(again.text).toContain('This was used already, or its minute is over.')
      expect(again.text).toContain(`action="/documents/${id}/open"`)
      expect(again.text).not.toContain(CONTENT)
      expect((await deedsOf(test, id)).at(-1)).toMatchObject({ deed: 'document.refused', facts: { why: 'token' } })
      expect(await opened(id)).toBe(1)
    })

    it('is taken once of two at the same time', async () => {
      const { id } = await lent('bea')
      const bea = await test.as('bea')
      const page = await openPage(test, bea, 'bea', id)
      const answers = await Promise.all([1, 2, 3].map(() => take(bea, page, id)))
      expect(answers.map(({ status }) => String(status)).sort()).toEqual(['200', '409', '409'])
      expect(await opened(id)).toBe(1)
    })

    it('is good for a minute', async () => {
      const { id } = await lent('bea')
      const bea = await test.as('bea')
      const early = await openPage(test, bea, 'bea', id)
      test.clock.advance(MINUTE - 1)
      expect((await take(bea, early, id)).status).toBe(200)
      const late = await openPage(test, bea, 'bea', id)
      test.clock.advance(MINUTE)
      expect((await take(bea, late, id)).status).toBe(409)
    })

    it('is good in its own session and for its own document alone', async () => {
      const [one, two] = [await lent('bea', 'noor'), await lent('bea')]
      const [bea, elsewhere] = [await test.as('bea'), await test.as('bea')]
      const page = await openPage(test, bea, 'bea', one.id)
      const { token } = tokenIn(page, one.id)
      const csrf = csrfIn((await elsewhere.get('/account')).text)
      const there = await elsewhere.post(`/documents/${one.id}/content`, { _csrf: csrf, token: String(token) })
      expect(there.status).toBe(409)
      expect((await bea.post(`/documents/${two.id}/content`, tokenIn(page, one.id))).status).toBe(409)
      expect((await bea.post(`/documents/${one.id}/content`, { ...tokenIn(page, one.id), token: 'no' })).status).toBe(
        409,
      )
      const without = await bea.post(`/documents/${one.id}/content`, { _csrf: String(tokenIn(page, one.id)['_csrf']) })
      expect(without.status).toBe(409)
      expect((await take(bea, page, one.id)).status).toBe(200)
      expect([await opened(one.id), await opened(two.id)]).toEqual([1, 0])
    })

    it.each<[string, (ticket: Ticket, id: string) => Promise<void>]>([
      ['taken back', async (_, id) => takeBack(test, id)],
      [
        'the ticket given to somebody else',
        async (ticket) => setTicket(test, ticket, { assigneeId: test.cast.noor.id }),
      ],
      ['the ticket closed', async (ticket) => setTicket(test, ticket, { status: 'closed' })],
    ])('ends with the leave: %s', async (_, end) => {
      const { ticket, id } = await lent('bea')
      const bea = await test.as('bea')
      const page = await openPage(test, bea, 'bea', id)
      await end(ticket, id)
      const answer = await take(bea, page, id)
      expect([answer.status, await opened(id)]).toEqual([403, 0])
      expect(answer.text).toContain('It is shut')
      expect((await deedsOf(test, id)).at(-1)).toMatchObject({ deed: 'document.refused', facts: { why: 'leave' } })
      expect(await test.desk.db.select().from(openTokens).where(eq(openTokens.documentId, id))).toMatchObject([
        { usedAt: null },
      ])
    })

    it('ends with the session', async () => {
      const { id } = await lent('bea')
      const bea = await test.as('bea')
      const page = await openPage(test, bea, 'bea', id)
      const cookies = new Map(bea.cookies)
      await bea.send('/account', '/logout')
      for (const [name, value] of cookies) bea.cookies.set(name, value)
      const answer = await take(bea, page, id)
      expect([answer.status, answer.location.slice(0, 7)]).toEqual([303, '/login?'])
      expect(await opened(id)).toBe(0)
    })

    it('does not open what was destroyed meanwhile', async () => {
      const { id } = await lent('bea')
      const bea = await test.as('bea')
      const page = await openPage(test, bea, 'bea', id)
      await (await test.as('ann')).send(`/documents/${id}/destroy`, `/documents/${id}/destroy`, { confirm: 'yes' })
      expect((await take(bea, page, id)).status).toBe(410)
    })

    it('needs the form of one’s own page', async () => {
      const { id } = await lent('bea')
      const bea = await test.as('bea')
      const { token } = tokenIn(await openPage(test, bea, 'bea', id), id)
      expect((await bea.post(`/documents/${id}/content`, { token: String(token) })).status).toBe(403)
      expect(await opened(id)).toBe(0)
    })
  })

  describe('how it ended', () => {
    /** Reads the first piece of an answer, then hangs up. */
    const hangUp = async (client: Client, method: string, path: string, body = '') => {
      const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' }
      await new Promise<void>((done, fail) => {
        const sent = request(`${test.url}${path}`, { method, headers }, (response) => {
          expect(response.statusCode).toBe(200)
          response.once('data', () => response.destroy()).on('error', () => undefined)
          response.once('close', () => done())
        })
        sent.on('error', fail)
        sent.end(body)
      })
    }

    it('is written down when a reader hangs up, and only then', async () => {
      const ticket = await ticketOf(test, 'ann')
      const id = await stored(test, ticket, randomBytes(9 * 1024 * 1024))
      await lend(test, ticket, id, 'bea')
      const bea = await test.as('bea')
      const page = await openPage(test, bea, 'bea', id)
      const body = new URLSearchParams(tokenIn(page, id) as Record<string, string>).toString()
      await hangUp(bea, 'POST', `/documents/${id}/content`, body)
      await vi.waitFor(async () => expect((await linesOf(id)).at(-1)).toBe('document.aborted'))
      expect((await deedsOf(test, id)).at(-1)).toMatchObject({ actorId: test.cast.bea.id, ticketId: ticket.id })
      expect((await take(bea, page, id)).status).toBe(409) // it was used all the same

      const ann = await test.as('ann')
      await hangUp(ann, 'GET', `/documents/${id}/content`)
      await vi.waitFor(async () =>
        expect((await linesOf(id)).slice(-2)).toEqual(['document.opened', 'document.aborted']),
      )
      expect((await deedsOf(test, id)).at(-1)).toMatchObject({ actorId: test.cast.ann.id })

      expect((await ann.get(`/documents/${id}/content`)).status).toBe(200)
      expect((await linesOf(id)).at(-1)).toBe('document.opened')
    })
  })

  it('speaks French', async () => {
    const { id } = await lent('bea')
    const bea = await test.as('bea')
    bea.cookies.set('language', 'fr')
    expect((await bea.get(`/documents/${id}`)).text).toContain('Votre motif')
    const page = await openPage(test, bea, 'bea', id)
    expect(page.text).toContain('Il s’ouvre une seule fois, dans la minute qui vient.')
    test.clock.advance(90 * SECOND)
    expect((await take(bea, page, id)).text).toContain('Cela a déjà servi, ou la minute est passée.')
    await takeBack(test, id)
    expect((await bea.get(`/documents/${id}`)).text).toContain('personne ne l’ouvre sans l’accord de Ann Martin')
  })
})
