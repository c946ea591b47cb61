import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SECOND } from '../../server/clock.ts'
import { letters, people, sessions } from '../../server/db/schema.ts'
import { makeLink } from '../../server/signin/links.ts'
import { PASSWORD, codeAt } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { csrfIn, type Client } from '../support/client.ts'

describe('the second factor', () => {
  let test: TestDesk
  beforeAll(async () => {
    test = await openTestDesk()
  })
  afterAll(() => test.close())

  async function enrol(client: Client): Promise<{ seed: string; codes: string[] }> {
    const page = await client.get('/account/totp')
    const seed = (/class="key secret"[^>]*>([^<]+)</.exec(page.text)?.[1] ?? '').replace(/\s/g, '')
    test.clock.advance(30 * SECOND)
    const code = await codeAt(seed, test.clock.now())
    const done = await client.send('/account/totp', '/account/totp', { code })
    expect(done.location).toBe('/account/recovery-codes')
    const shown = await client.get('/account/recovery-codes')
    return { seed, codes: [...shown.text.matchAll(/<code class="key">([^<]+)</g)].map(([, one]) => one as string) }
  }
  const passwordOf = async (client: Client, email: string) =>
    client.send('/login', '/login', { email, password: PASSWORD })

  it('can be fitted by a customer, ends their other sessions, and is asked for from then on', async () => {
    const [ann, elsewhere] = [await test.as('ann'), await test.as('ann')]
    const { codes } = await enrol(ann)
    expect(codes.length).toBe(10)
    expect((await ann.get('/account/recovery-codes')).text).not.toContain(codes[0])
    expect((await elsewhere.get('/tickets')).status).toBe(303)
    const again = test.visitor()
    await passwordOf(again, 'ann@example.org')
    expect((await again.get('/tickets')).location).toBe('/login/totp')
    const first = await again.send('/login/totp', '/login/totp', { code: codes[0] ?? '' })
    expect(first.status).toBe(303)
    expect((await again.get('/tickets')).status).toBe(200)
    const second = test.visitor()
    await passwordOf(second, 'ann@example.org')
    expect((await second.send('/login/totp', '/login/totp', { code: codes[0] ?? '' })).status).toBe(422)
    expect((await test.desk.db.select().from(letters).where(eq(letters.to, 'ann@example.org'))).length).toBeGreaterThan(
      0,
    )
  })

  it('is fitted and replaced only shortly after signing in', async () => {
    const carl = await test.as('carl')
    expect((await carl.get('/account/totp')).status).toBe(200)
    test.clock.advance(16 * 60 * SECOND)
    const stale = await carl.get('/account/totp')
    expect(stale.status).toBe(403)
    expect(stale.text).not.toContain('otpauth://')
    const csrf = csrfIn(stale.text)
    expect((await carl.post('/account/totp', { _csrf: csrf, code: '123456' })).status).toBe(403)
  })

  it('is not fitted with a wrong code, and shows the same seed again', async () => {
    const carl = await test.as('carl')
    const seed = (text: string) => /class="key secret"[^>]*>([^<]+)</.exec(text)?.[1]
    const before = seed((await carl.get('/account/totp')).text)
    const refused = await carl.send('/account/totp', '/account/totp', { code: '000000' })
    expect(refused.status).toBe(422)
    expect(seed(refused.text)).toBe(before)
  })

  it('takes one of two simultaneous tries with the same code', async () => {
    const code = await test.code('bea')
    const clients = await Promise.all(
      [0, 1, 2].map(async () => {
        const client = test.visitor()
        await passwordOf(client, 'bea@example.org')
        return client
      }),
    )
    const answers = await Promise.all(clients.map((client) => client.send('/login/totp', '/login/totp', { code })))
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([303, 422, 422])
  })

  it('refuses after ten wrong codes, also once the desk was started again', async () => {
    for (let at = 0; at < 10; at++) {
      const noor = test.visitor()
      await passwordOf(noor, 'noor@example.org')
      expect((await noor.send('/login/totp', '/login/totp', { code: '123456' })).status).toBe(422)
    }
    await test.restart()
    const noor = test.visitor()
    await passwordOf(noor, 'noor@example.org')
    const answer = await noor.send('/login/totp', '/login/totp', { code: await test.code('noor') })
    expect(answer.status).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('stays when the password is forgotten, and every older session ends', async () => {
    const ada = await test.as('ada')
    const token = await test.desk.db.transaction((tx) => makeLink(tx, 'reset', test.cast.ada.id, test.clock.now()))
    const visitor = test.visitor()
    const chosen = await visitor.send(`/reset/${token}`, `/reset/${token}`, {
      password: 'another-violet-kettle-harbour',
    })
    expect(chosen.status).toBe(303)
    expect((await visitor.get('/admin/accounts')).location).toBe('/login/totp')
    expect((await ada.get('/admin/accounts')).status).toBe(303)
    expect((await test.visitor().get(`/reset/${token}`)).status).toBe(404)
    const [row] = await test.desk.db.select().from(people).where(eq(people.id, test.cast.ada.id))
    expect(row?.totpEnrolledAt).not.toBeNull()
  })

  it('keeps no token: the table of sessions opens nothing', async () => {
    const carl = await test.as('carl')
    const token = carl.cookies.get('session') ?? ''
    const rows = await test.desk.db.select().from(sessions)
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain(token)
    const thief = test.visitor()
    thief.cookies.set('session', rows[0]?.id ?? '')
    expect((await thief.get('/tickets')).status).toBe(303)
  })
})
