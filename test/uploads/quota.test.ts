import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../server/db/ids.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { say } from '../../server/words/words.ts'
import { stored, ticketOf } from '../documents/support.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'

const GB = 1_000_000_000
const FORM = { subject: 'One more', body: 'An hour of writing', category: 'mail' }

describe('the quota of a vault', () => {
  let test: TestDesk
  let ann: Client
  let first: string
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
    first = await stored(test, await ticketOf(test, 'ann'))
  })
  afterAll(() => test.close())
  beforeEach(() => fill(0))

  /** Lets the first document count for so many bytes. */
  const fill = (cipherBytes: number) =>
    test.desk.db.transaction(async (tx) => {
      await tx.update(documents).set({ cipherBytes }).where(eq(documents.id, first))
    })
  const everything = async () => {
    const { keys, blobs } = await test.desk.vault.storedIds()
    return { rows: await test.desk.db.$count(documents), keys: keys.length, blobs: blobs.length }
  }
  const full = (used: number) => say('en', 'uploads.full', { used, most: 5 })

  it('is shown beside the field for documents', async () => {
    await fill(1.2 * GB)
    const path = await openTicket(ann)
    for (const page of ['/tickets/new', path])
      expect((await ann.get(page)).text).toContain(
        say('en', 'uploads.used', { used: '1.2\u00a0GB', most: '5\u00a0GB' }),
      )
    ann.cookies.set('language', 'fr')
    const french = say('fr', 'uploads.used', { used: '1,2\u00a0Go', most: '5\u00a0Go' })
    expect((await ann.get('/tickets/new')).text).toContain(french)
    ann.cookies.set('language', 'en')
  })

  it('refuses by its announced length what does not fit, before a byte of it is sealed', async () => {
    await fill(5 * GB - 100_000)
    const before = await everything()
    const answer = await ann.send('/tickets/new', '/tickets', FORM, [{ name: 'a.bin', content: randomBytes(200_000) }])
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('id="documents-error"')
    expect(answer.text).toContain(full(5))
    expect(answer.text).toContain('An hour of writing')
    expect(await everything()).toEqual(before)
    // A form without documents has nothing to do with it, however full the vault is.
    await fill(6 * GB)
    await openTicket(ann)
  })

  it('breaks off what does not say how long it is as soon as it does not fit', async () => {
    await fill(5 * GB - 100_000)
    const before = await everything()
    const token = csrfIn((await ann.get('/tickets/new')).text)
    const { status, text } = await streamed(token, 3, 150_000)
    expect([status, text.includes(full(5))]).toEqual([422, true])
    expect(await everything()).toEqual(before)
  })

  it('is shared by uploads that run at the same time', async () => {
    await fill(5 * GB - 500_000)
    const token = csrfIn((await ann.get('/tickets/new')).text)
    const answers = await Promise.all(Array.from({ length: 4 }, () => streamed(token, 10, 30_000)))
    expect(answers.filter(({ status }) => status === 303).length).toBeLessThanOrEqual(1)
    const rows = await test.desk.db.select().from(documents).where(eq(documents.accountId, test.cast.ann.id))
    expect(rows.reduce((sum, { cipherBytes }) => sum + (cipherBytes ?? 0), 0)).toBeLessThanOrEqual(5 * GB)
  })

  it('is of the owner, whoever puts something there, and counts what only waits', async () => {
    await fill(5 * GB)
    const ticket = await ticketOf(test, 'ann')
    const bea = await test.as('bea')
    const path = `/tickets/${ticket.number}`
    const answer = await bea.send(path, `${path}/replies`, { body: 'For you' }, [{ name: 'a.txt', content: 'abc' }])
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('For you')
    const carl = await test.as('carl')
    await openTicket(carl, {}, [{ name: 'a.txt', content: 'abc' }])
  })

  it('is of 500 documents too', async () => {
    const carl = test.cast.carl.id
    const client = await test.as('carl')
    const rows = Array.from({ length: 499 }, (_, at) => ({
      id: newId(),
      slip: 20_000 + at,
      accountId: carl,
      storedById: carl,
      kind: 'note' as const,
      state: 'stored' as const,
      cipherBytes: 1,
      storedAt: test.clock.now(),
    }))
    await test.desk.db.transaction(async (tx) => void (await tx.insert(documents).values(rows)))
    const count = await test.desk.db.$count(documents, eq(documents.accountId, carl))
    const path = `/tickets/${(await ticketOf(test, 'carl')).number}`
    const answer = await client.send(path, `${path}/documents`, { label: 'One more', secret: 'WX7Q' })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(say('en', 'uploads.full_documents', { most: 500, count }))
    await test.desk.db.transaction(
      async (tx) => void (await tx.delete(documents).where(eq(documents.id, rows[0]?.id ?? ''))),
    )
    expect((await client.send(path, `${path}/documents`, { label: 'One more', secret: 'WX7Q' })).status).toBe(303)
  })

  /** Opens a ticket with one document, sent in pieces and without its length. */
  function streamed(token: string, pieces: number, bytes: number): Promise<{ status: number; text: string }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
    const part = (disposition: string) => `--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`
    const headers = {
      cookie: `session=${ann.cookies.get('session')}; language=en`,
      'content-type': 'multipart/form-data; boundary=b',
    }
    const sent = request(`${test.url}/tickets`, { method: 'POST', headers }, (answer) => {
      let text = ''
      answer.on('data', (piece: Buffer) => (text += piece.toString()))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    sent.on('error', reject)
    const fields = { _csrf: token, ...FORM, key: newId() }
    for (const [name, value] of Object.entries(fields)) sent.write(`${part(`name="${name}"`)}${value}\r\n`)
    sent.write(part('name="documents"; filename="a.bin"'))
    const next = (left: number) => {
      if (left === 0) sent.end('\r\n--b--\r\n')
      else sent.write(randomBytes(bytes), () => next(left - 1))
    }
    next(pieces)
    return promise
  }
})
