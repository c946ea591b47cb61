import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { letters } from '../../server/db/schema.ts'
import { PASSWORD } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'

// Behind a proxy that speaks https: what the browser is told must hold there.
describe('a desk whose address is https', () => {
  let test: TestDesk
  const origin = 'https://desk.example.org'
  beforeAll(async () => {
    test = await openTestDesk({ BASE_URL: origin, TRUST_PROXY: '1' })
  })
  afterAll(() => test.close())
  const signIn = (headers: Record<string, string>) =>
    test.visitor().post('/login', { email: 'ann@example.org', password: PASSWORD }, headers)

  it('binds the session to its host and to https', async () => {
    const { headers, status } = await signIn({ origin })
    expect(status).toBe(303)
    const [cookie] = headers['set-cookie'] as unknown as string[]
    expect(cookie).toMatch(/^__Host-session=/)
    for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(part)
    expect(cookie).not.toMatch(/Domain=/i)
  })

  it('tells browsers to come back by https only, and lets the page open its own socket', async () => {
    const { headers } = await test.visitor().get('/')
    expect(headers['strict-transport-security']).toContain('max-age=31536000')
    expect(headers['content-security-policy']).toContain('wss://desk.example.org')
  })

  it('takes forms of its own origin alone', async () => {
    for (const other of ['http://desk.example.org', 'https://desk.example.org.evil.example', 'null']) {
      expect((await signIn({ origin: other })).status, other).toBe(403)
    }
    expect((await signIn({ origin, 'sec-fetch-site': 'same-site' })).status).toBe(403)
  })

  it('writes its links with that address, whatever the Host header says', async () => {
    const form = { name: 'Dana Roux', email: 'dana@example.org', password: PASSWORD, acceptTerms: 'yes' }
    await test.visitor().post('/register', form, { host: 'evil.example', origin })
    const [letter] = await test.desk.db.select().from(letters)
    expect(letter?.text).toContain(`${origin}/confirm/`)
    expect(letter?.text).not.toContain('evil.example')
  })
})
