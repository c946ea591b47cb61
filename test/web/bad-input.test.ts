import { request } from 'node:http'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replies, tickets } from '../../server/db/schema.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'
import { csrfIn, type Client } from '../support/client.ts'

describe('bad input', () => {
  let test: TestDesk
  let ann: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
  })
  afterAll(() => test.close())
  const csrf = async () => csrfIn((await ann.get('/tickets/new')).text)
  const cookie = () => `session=${ann.cookies.get('session')}`
  const port = () => Number(new URL(test.url).port)

  /** Sends bytes as they are and answers the status, or `cut` when the line was closed. */
  function raw(method: string, path: string, headers: Record<string, string>, body: Buffer | string, end = true) {
    return new Promise<{ status: number | 'cut'; text: string }>((done) => {
      const sent = request(
        { port: port(), host: '127.0.0.1', method, path, headers: { cookie: cookie(), ...headers } },
        (answer) => {
          let text = ''
          answer.on('data', (part: Buffer) => (text += part.toString()))
          answer.on('end', () => done({ status: answer.statusCode ?? 0, text }))
        },
      )
      sent.on('error', () => done({ status: 'cut', text: '' }))
      sent.write(body)
      if (end) sent.end()
      else setImmediate(() => sent.destroy())
    })
  }
  const part = (disposition: string, content: string) => [
    '--b',
    `Content-Disposition: form-data; ${disposition}`,
    '',
    content,
  ]
  const multipart = (token: string, files: string | string[], close = true) =>
    [
      ...part('name="_csrf"', token),
      ...[files].flat().flatMap((file) => part('name="documents"; filename="a.txt"', file)),
      ...(close ? ['--b--', ''] : []),
    ].join('\r\n')
  const type = { 'content-type': 'multipart/form-data; boundary=b' }
  const incoming = () => readdir(join(test.storageDir, 'vault', 'incoming'))

  it('answers unknown addresses and methods in words', async () => {
    expect((await ann.get('/nothing/here')).status).toBe(404)
    const wrong = await raw('PUT', '/tickets', {}, '')
    expect([wrong.status, /cannot|does not take/.test(wrong.text)]).toEqual([403, false])
    expect((await ann.post('/healthz', { _csrf: await csrf() })).status).toBe(405)
    expect((await ann.get('/logout')).status).toBe(405)
  })

  it.each([
    ['malformed JSON', 'application/json', '{"a":'],
    ['a malformed form', 'application/x-www-form-urlencoded; charset=utf-7', 'a=%'],
    [
      'too many fields',
      'application/x-www-form-urlencoded',
      Array.from({ length: 200 }, (_, at) => `f${at}=1`).join('&'),
    ],
    ['a body that is too large', 'application/x-www-form-urlencoded', `body=${'x'.repeat(600_000)}`],
    ['multipart without a boundary', 'multipart/form-data', 'x'],
  ])('refuses %s without a stack', async (_, contentType, body) => {
    for (const path of ['/login', '/tickets', '/tickets/1001/status']) {
      const { status, text } = await raw('POST', path, { 'content-type': contentType }, body)
      expect(status === 'cut' || (status >= 400 && status < 500), `${path} ${status}`).toBe(true)
      expect(text).not.toMatch(/node_modules|at .+\.ts:\d+|Error:/)
    }
  })

  it('leaves nothing of an upload that was cut, incomplete, empty, or without its token', async () => {
    const token = await csrf()
    const before = await test.desk.db.$count(documents)
    const cut = raw(
      'POST',
      '/tickets',
      { ...type, 'content-length': '10000000' },
      multipart(token, 'x'.repeat(100_000), false),
      false,
    )
    expect((await cut).status).toBe('cut')
    const results = [
      await raw('POST', '/tickets', type, multipart(token, 'half', false)),
      await raw('POST', '/tickets', type, multipart(token, ['whole', 'half'], false)),
      await raw('POST', '/tickets', type, multipart(token, '')),
      await raw('POST', '/tickets', type, multipart('wrong', 'x'.repeat(1000))),
    ]
    expect(results.map(({ status }) => status)).toEqual([400, 400, 422, 403])
    await expect.poll(incoming).toEqual([])
    await expect.poll(() => test.desk.db.$count(documents)).toBe(before)
    expect(
      (await readdir(join(test.storageDir, 'vault', 'blobs'), { recursive: true })).filter((name) => name.length > 20),
    ).toEqual([])
  })

  it('takes at most ten documents at a time', async () => {
    const files = Array.from({ length: 11 }, (_, at) => ({ name: `${at}.txt`, content: 'x' }))
    const form = { subject: 'Eleven', body: 'Too many', category: 'mail' }
    const answer = await ann.send('/tickets/new', '/tickets', form, files)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('id="documents-error"')
    expect(answer.text).toContain('Too many')
    expect(await test.desk.db.$count(documents)).toBe(0)
  })

  it('gives back what was to be sealed when its form is refused, beside its field', async () => {
    const path = await openTicket(ann, { subject: 'A key to seal' })
    const fields = { label: 'One seat', secret: `WX7Q${'x'.repeat(10_000)}` }
    const answer = await ann.send(path, `${path}/documents`, fields)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('id="secret-error"')
    expect(answer.text).toContain('value="One seat"')
    expect(answer.text).toContain(fields.secret)
    expect((await ann.send(path, `${path}/documents`, {})).text).toContain('id="vault-documents-error"')
    expect((await ann.send(path, `${path}/documents`, { label: 'One seat', secret: 'WX7Q' })).status).toBe(303)
    expect((await ann.get(path)).text).not.toContain('WX7Q')
  })

  it('refuses texts that cannot be kept, and loses none of the rest', async () => {
    const path = await openTicket(ann, { subject: 'A place to write' })
    const before = await test.desk.db.$count(replies)
    const form = new URLSearchParams({ _csrf: await csrf(), epoch: '1' }).toString()
    for (const body of ['a%00b', '\xff\xfe', 'x'.repeat(20_001), '%20%20']) {
      const { status, text } = await raw(
        'POST',
        `${path}/replies`,
        { 'content-type': 'application/x-www-form-urlencoded' },
        Buffer.from(`${form}&body=${body}`, 'latin1'),
      )
      expect(status).toBe(422)
      expect(text).toContain('id="body-error"')
    }
    expect(await test.desk.db.$count(replies)).toBe(before)
  })

  it('keeps what looks like a query, a path or a page from being one', async () => {
    const number = await test.desk.db.$count(tickets)
    for (const path of [
      '/tickets/1e3',
      '/tickets/-1',
      '/tickets/0x3E9',
      "/tickets/1'--",
      '/tickets/99999999999999999999',
      '/documents/..%2f..',
      '/legal/..%2fterms',
    ]) {
      expect((await ann.get(path)).status, path).toBe(404)
    }
    for (const q of ["'", '"', '%', '_', '\\', '<script>alert(1)</script>', 'x'.repeat(5000)]) {
      const answer = await ann.get(`/?q=${encodeURIComponent(q)}`)
      expect(answer.status).toBe(200)
      expect(answer.text).not.toContain('<script>alert')
    }
    expect((await ann.get('/login?next=//evil.example')).text).not.toContain('value="//evil.example"')
    expect(await test.desk.db.$count(tickets)).toBe(number)
  })

  it('sends every page with the headers that keep it to itself', async () => {
    const { headers } = await ann.get('/tickets')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-robots-tag']).toContain('noindex')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-powered-by']).toBeUndefined()
  })

  it('is what looks like something covered, in an address and in the name of a file', async () => {
    const mark = '\uE000nothing\uE001'
    for (const path of ['/?q=', '/tickets?q=', '/report?ticket=', '/similar?subject='])
      expect((await ann.get(path + encodeURIComponent(mark))).status, path).toBe(200)
    const refused = await ann.post('/tickets', { _csrf: await csrf(), subject: 'Marks', body: mark })
    expect(refused.status).toBe(422)
    const path = await openTicket(ann, {}, [{ name: `a${mark}.txt`, content: 'x' }])
    expect((await ann.get(path)).text).toContain('anothing.txt')
  })
})
