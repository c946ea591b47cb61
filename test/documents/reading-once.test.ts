import { randomBytes } from 'node:crypto'
import { IncomingMessage, ServerResponse, request } from 'node:http'
import { Socket } from 'node:net'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { personIn } from '../../server/accounts/people.ts'
import { MINUTE } from '../../server/clock.ts'
import { hashToken } from '../../server/db/ids.ts'
import { documents, openTokens } from '../../server/db/vault-schema.ts'
import { deliver } from '../../server/documents/delivering.ts'
import { openWith } from '../../server/documents/opening.ts'
import type { Answer, Client } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'
import { lend, openPage, take, tokenIn } from './opening.ts'
import { deedsOf, lettersTo, openVaultDesk, rowOf, ticketOf, type Ticket } from './support.ts'

describe('a document that is there to be read once', () => {
  let test: TestDesk
  let ticket: Ticket
  beforeAll(async () => {
    test = await openVaultDesk()
    ticket = await ticketOf(test, 'ann')
  })
  afterAll(() => test.close())

  /** Stored by its owner through the form of the ticket, and lent to Bea. */
  async function once(content: Buffer | string = 'read me once'): Promise<string> {
    const ann = await test.as('ann')
    const path = `/tickets/${ticket.number}`
    const files = [{ name: 'once.bin', content }]
    expect((await ann.send(path, `${path}/documents`, { once: 'yes' }, files)).status).toBe(303)
    const [, id = ''] = [...(await ann.get(path)).text.matchAll(/\/documents\/([0-9a-f]{32})\/destroy/g)].at(-1) ?? []
    expect(await rowOf(test, id)).toMatchObject({ viewOnce: true, state: 'stored' })
    await lend(test, ticket, id, 'bea')
    return id
  }
  const page = (bea: Client, id: string): Promise<Answer> => openPage(test, bea, 'bea', id)
  const stateOf = async (id: string) => (await rowOf(test, id))?.state
  const ownDeedsOf = async (id: string) => (await deedsOf(test, id)).filter(({ deed }) => deed.startsWith('document.'))
  const linesOf = async (id: string) => (await ownDeedsOf(id)).map(({ deed }) => deed)
  const openerOf = async (shown: Answer, id: string) => {
    const token = String(tokenIn(shown, id)['token'])
    const [row] = await test.desk.db
      .select()
      .from(openTokens)
      .where(eq(openTokens.id, hashToken(token)))
    const person = personIn(test.cast.bea, test.clock.now())
    return { token, opener: { person, sessionId: row?.sessionId ?? '', documentId: id } }
  }

  it('is destroyed by being read, and says so to everybody', async () => {
    const id = await once()
    const bea = await test.as('bea')
    const ann = await test.as('ann')
    expect((await ann.get(`/documents/${id}`)).text).toContain('once: destroyed when support has read it')
    expect((await bea.get(`/tickets/${ticket.number}`)).text).toContain('To be read once')
    const shown = await page(bea, id)
    expect(shown.text).toContain('when you have opened it, it is destroyed')
    expect(await stateOf(id)).toBe('stored')
    expect((await take(bea, shown, id)).text).toBe('read me once')
    await vi.waitFor(async () => expect(await stateOf(id)).toBe('destroyed'))
    const ends = (await ownDeedsOf(id)).slice(-3).map(({ deed, actorId, facts }) => [deed, actorId, facts['reason']])
    expect(ends).toEqual([
      ['document.opened', test.cast.bea.id, 'to compare it'],
      ['document.destroying', null, 'viewed'],
      ['document.destroyed', null, 'viewed'],
    ])
    await vi.waitFor(async () => {
      const subjects = (await lettersTo(test, 'ann')).map(({ subject }) => subject.replace(/\d+/, '…'))
      expect(subjects.sort()).toEqual(['Slip S-… is destroyed', 'Slip S-… was opened'])
    })
    expect((await ann.get(`/documents/${id}`)).text).toContain('support has read it, and it was there to be read once')
    expect((await take(bea, shown, id)).status).toBe(410)
  })

  it('is not used up by its owner, by a HEAD, nor by whoever may not open it', async () => {
    const id = await once()
    const [ann, bea, noor] = [await test.as('ann'), await test.as('bea'), await test.as('noor')]
    for (let at = 0; at < 2; at++) expect((await ann.get(`/documents/${id}/content`)).text).toBe('read me once')
    const cookie = [...bea.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    for (const headers of [{ cookie }, { cookie, 'sec-purpose': 'prefetch' }]) {
      const head = await fetch(`${test.url}/documents/${id}/content`, { method: 'HEAD', headers })
      const got = await fetch(`${test.url}/documents/${id}/content`, { headers })
      expect([head.status, got.status]).toEqual([403, 403])
    }
    expect((await noor.get(`/documents/${id}`)).status).toBe(200)
    const opened = await page(bea, id)
    expect(opened.status).toBe(200)
    test.clock.advance(MINUTE)
    expect((await take(bea, opened, id)).status).toBe(409)
    await test.desk.jobs.runAll()
    expect(await stateOf(id)).toBe('stored')
  })

  it('is read by one of two who open it at the same time', async () => {
    const id = await once()
    await lend(test, ticket, id, 'noor', { kind: 'glass' })
    const [bea, noor] = [await test.as('bea'), await test.as('noor')]
    const pages = [await page(bea, id), await openPage(test, noor, 'noor', id)]
    const answers = await Promise.all([bea, noor].map((client, at) => take(client, pages[at] as Answer, id)))
    expect(answers.map(({ status }) => String(status)).sort()).toEqual(['200', '410'])
    await vi.waitFor(async () => expect(await stateOf(id)).toBe('destroyed'))
    expect((await linesOf(id)).filter((deed) => deed === 'document.opened').length).toBe(1)
  })

  it('is destroyed all the same when its reader hangs up in the middle', async () => {
    const id = await once(randomBytes(9 * 1024 * 1024))
    const bea = await test.as('bea')
    const body = new URLSearchParams(tokenIn(await page(bea, id), id) as Record<string, string>).toString()
    const cookie = [...bea.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' }
    const sent = request(`${test.url}/documents/${id}/content`, { method: 'POST', headers }, (response) => {
      response.once('data', () => response.destroy()).on('error', () => undefined)
    })
    sent.on('error', () => undefined).end(body)
    await vi.waitFor(async () => expect(await stateOf(id)).toBe('destroyed'), { timeout: 5000 })
    const ends = ['document.opened', 'document.aborted', 'document.destroying', 'document.destroyed']
    expect((await linesOf(id)).slice(-4)).toEqual(ends)
  })

  it('is still there when its reader hung up before the first byte', async () => {
    const id = await once()
    const bea = await test.as('bea')
    const { token, opener } = await openerOf(await page(bea, id), id)
    const content = await openWith(test.desk, opener, token, false)
    const gone = new ServerResponse(new IncomingMessage(new Socket()))
    gone.destroy()
    await deliver(test.desk, gone as Parameters<typeof deliver>[1], content)
    expect((await linesOf(id)).slice(-2)).toEqual(['document.opened', 'document.aborted'])
    test.clock.advance(2 * MINUTE)
    await test.desk.jobs.runAll()
    expect(await stateOf(id)).toBe('stored')
    expect((await take(bea, await page(bea, id), id)).text).toBe('read me once')
    await vi.waitFor(async () => expect(await stateOf(id)).toBe('destroyed'))
  })

  it('is still there when the vault could not give it out', async () => {
    const id = await once()
    const bea = await test.as('bea')
    const shown = await page(bea, id)
    const row = await rowOf(test, id)
    const set = (cipherSha256: string) =>
      test.desk.db.transaction(async (tx) => {
        await tx.update(documents).set({ cipherSha256 }).where(eq(documents.id, id))
      })
    await set('0'.repeat(64))
    expect((await take(bea, shown, id)).status).toBe(500)
    expect((await linesOf(id)).slice(-2)).toEqual(['document.opened', 'document.aborted'])
    await set(row?.cipherSha256 ?? '')
    expect(await stateOf(id)).toBe('stored')
    expect((await take(bea, await page(bea, id), id)).text).toBe('read me once')
  })

  it('is shut after a crash in the middle of its reading, and then destroyed', async () => {
    const id = await once()
    const shown = await page(await test.as('bea'), id)
    const { token, opener } = await openerOf(shown, id)
    const content = await openWith(test.desk, opener, token, false)
    test.clock.advance(2 * MINUTE)
    await test.desk.jobs.runAll() // it is still being read: nothing is taken from under its reader
    expect(await stateOf(id)).toBe('stored')
    content.stream.destroy() // and then the power goes: nobody says how it ended
    await test.restart()
    expect(await stateOf(id)).toBe('stored')
    const bea = await test.as('bea')
    expect((await take(bea, await page(bea, id), id)).status).toBe(410)
    test.clock.advance(2 * MINUTE)
    await test.desk.jobs.runAll()
    expect(await stateOf(id)).toBe('destroyed')
    expect((await deedsOf(test, id)).at(-1)).toMatchObject({ deed: 'document.destroyed', facts: { reason: 'viewed' } })
  })
})
