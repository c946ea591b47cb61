import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { people } from '../../server/db/schema.ts'
import { sealText } from '../../server/documents/storing.ts'
import { csrfIn } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'
import { lend, setTicket } from './opening.ts'
import { deedsOf, file, lettersTo, openVaultDesk, rowOf, stored, ticketOf, type Ticket } from './support.ts'

const SECRET = 'WX7Q-KK21-0PLM-7719'

describe('reading a document', () => {
  let test: TestDesk
  let ticket: Ticket
  let id: string
  beforeAll(async () => {
    test = await openVaultDesk()
    ticket = await ticketOf(test, 'ann')
    id = await stored(test, ticket, SECRET, 'clé “été” 100%.txt')
    await lend(test, ticket, id, 'bea')
  })
  afterAll(() => test.close())

  const open = async (name: 'bea' | 'noor' | 'ada', more: Record<string, string> = {}, document = id) => {
    const client = await test.as(name)
    const fields = { reason: 'to compare it with the server', ...more, code: more['code'] ?? (await test.code(name)) }
    const csrf = csrfIn((await client.get(`/documents/${document}`)).text)
    return client.post(`/documents/${document}/open`, { _csrf: csrf, ...fields })
  }

  it('gives the owner the very bytes, as a download that can be no page of this desk', async () => {
    const ann = await test.as('ann')
    const card = await ann.get(`/documents/${id}`)
    expect(card.status).toBe(200)
    expect(card.text).toContain('clé “été” 100%.txt')
    expect(card.text).toContain('S-7001')
    const answer = await ann.get(`/documents/${id}/content`, { 'accept-encoding': 'gzip' })
    expect(answer.status).toBe(200)
    expect(answer.bytes.toString()).toBe(SECRET)
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="cl_ __t__ 100_.txt"; filename*=UTF-8''cl%C3%A9%20%E2%80%9C%C3%A9t%C3%A9%E2%80%9D%20100%25.txt`,
    )
    expect(answer.headers['content-length']).toBe(String(SECRET.length))
    expect(answer.headers['content-security-policy']).toBe("sandbox; default-src 'none'")
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect(answer.headers['accept-ranges']).toBe('none')
    expect(answer.headers['cache-control']).toContain('no-store')
    expect((await deedsOf(test, id)).at(-1)).toMatchObject({ deed: 'document.opened', facts: { own: 1 } })
    expect(await lettersTo(test, 'ann')).toEqual([])
    expect((await ann.get(`/documents/${id}`)).text).toContain('<td>you</td>')
  })

  it('opens for the agent who has leave, against a code and a reason, and tells the owner', async () => {
    const card = await (await test.as('bea')).get(`/documents/${id}`)
    expect(card.text).not.toContain('été')
    const answer = await open('bea')
    expect(answer.status).toBe(200)
    expect(answer.bytes.toString()).toBe(SECRET)
    expect((await deedsOf(test, id)).at(-1)).toMatchObject({
      deed: 'document.opened',
      actorId: test.cast.bea.id,
      personId: test.cast.ann.id,
      ticketId: ticket.id,
      facts: { reason: 'to compare it with the server' },
    })
    const [letter] = await lettersTo(test, 'ann')
    expect(letter?.subject).toBe('Slip S-7001 was opened')
    expect(letter?.text).toContain('Bea Rossi')
    expect(letter?.text).toContain(`/documents/${id}`)
    const shown = await (await test.as('ann')).get(`/documents/${id}`)
    expect(shown.text).toContain('Bea Rossi')
    expect(shown.text).toContain('to compare it with the server')
  })

  it('takes a code once, and writes down the refusal', async () => {
    const code = await test.code('bea')
    expect((await open('bea', { code })).status).toBe(200)
    const again = await open('bea', { code, reason: 'once more' })
    expect(again.status).toBe(422)
    expect(again.text).toContain('That code is wrong or has already been used')
    expect(again.text).toContain('value="once more"')
    expect(again.text).not.toContain(code)
    expect((await deedsOf(test, id)).at(-1)).toMatchObject({ deed: 'document.refused', actorId: test.cast.bea.id })
  })

  it('opens once for two that come with one code at the same time', async () => {
    const code = await test.code('bea')
    const answers = await Promise.all([open('bea', { code }), open('bea', { code })])
    expect(answers.map(({ status }) => String(status)).sort()).toEqual(['200', '422'])
  })

  it('shows a form without a reason or a code again', async () => {
    const answer = await open('bea', { code: '', reason: ' ' })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('Say why you need to open it.')
    expect(answer.text).toContain('Type the code.')
  })

  it('shows a text in the browser, as plain text', async () => {
    const ann = test.cast.ann.id
    const key = await sealText(test.desk, { accountId: ann, storedById: ann, kind: 'serial_key' }, 'Serial key', SECRET)
    await file(test, ticket, key.id)
    const answer = await (await test.as('ann')).get(`/documents/${key.id}/content`)
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(answer.headers['content-disposition']).toBe('inline')
    expect(answer.text).toBe(SECRET)
  })

  it('is not there for another customer, and asks every visitor to sign in', async () => {
    const carl = await test.as('carl')
    for (const path of ['', '/content', '/destroy'])
      expect((await carl.get(`/documents/${id}${path}`)).status).toBe(404)
    const csrf = csrfIn((await carl.get('/')).text)
    for (const path of ['/open', '/destroy'])
      expect((await carl.post(`/documents/${id}${path}`, { _csrf: csrf, confirm: 'yes' })).status).toBe(404)
    for (const some of [id, 'f'.repeat(32), '..%2f']) {
      const answer = await test.visitor().get(`/documents/${some}`)
      expect([answer.status, answer.location.slice(0, 12)]).toEqual([303, '/login?next='])
    }
    expect((await (await test.as('ann')).get('/documents/nonsense')).status).toBe(404)
  })

  it('stays shut for staff who do not have the ticket, administrators too, and says why', async () => {
    for (const name of ['noor', 'ada'] as const) {
      const client = await test.as(name)
      const card = await client.get(`/documents/${id}`)
      expect(card.status).toBe(200)
      expect(card.text).toContain('It is shut for you')
      expect(card.text).not.toContain(`/documents/${id}/open`)
      expect((await open(name)).status).toBe(403)
      expect((await client.get(`/documents/${id}/content`)).status).toBe(403)
    }
    expect((await (await test.as('bea')).get(`/documents/${id}/content`)).status).toBe(403)
    expect((await (await test.as('noor')).get(`/documents/${id}/destroy`)).status).toBe(403)
  })

  it('stays shut on a closed ticket', async () => {
    const closed = await ticketOf(test, 'ann', { status: 'closed' })
    const document = await stored(test, closed)
    await lend(test, closed, document, 'bea')
    expect((await (await test.as('bea')).get(`/documents/${document}`)).text).toContain('the ticket is closed')
    expect((await open('bea', {}, document)).status).toBe(403)
  })

  it('does not write down a HEAD', async () => {
    const before = (await deedsOf(test, id)).length
    const ann = await test.as('ann')
    const cookie = [...ann.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(`${test.url}/documents/${id}/content`, { method: 'HEAD', headers: { cookie } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe(String(SECRET.length))
    expect((await deedsOf(test, id)).length).toBe(before)
  })

  it('locks when the owner’s rights end, for everybody; destroying still works', async () => {
    const his = await ticketOf(test, 'carl')
    const document = await stored(test, his, 'x', 'carls.txt')
    await lend(test, his, document, 'bea')
    const rightsEndAt = new Date(test.clock.now().getTime() - 1)
    await test.desk.db.transaction(async (tx) => {
      await tx.update(people).set({ rightsEndAt }).where(eq(people.id, test.cast.carl.id))
    })
    const carl = await test.as('carl')
    const card = await carl.get(`/documents/${document}`)
    expect(card.status).toBe(200)
    expect(card.text).toContain('Locked: your access has ended')
    expect(card.text).not.toContain('carls.txt')
    expect((await carl.get(`/documents/${document}/content`)).status).toBe(403)
    expect((await open('bea', {}, document)).status).toBe(403)
    const gone = await carl.send(`/documents/${document}/destroy`, `/documents/${document}/destroy`, { confirm: 'yes' })
    expect([gone.status, gone.location]).toEqual([303, `/documents/${document}`])
    expect((await rowOf(test, document))?.state).toBe('destroyed')
  })

  it('stays shut once the ticket is given to somebody else', async () => {
    const moved = await ticketOf(test, 'ann')
    const document = await stored(test, moved)
    for (const name of ['bea', 'noor'] as const) await lend(test, moved, document, name)
    expect((await open('bea', {}, document)).status).toBe(200)
    await setTicket(test, moved, { assigneeId: test.cast.noor.id })
    expect((await open('bea', {}, document)).status).toBe(403)
    expect((await open('noor', {}, document)).status).toBe(200)
  })
})
