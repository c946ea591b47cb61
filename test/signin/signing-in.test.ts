import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'

describe('signing in', () => {
  let test: TestDesk
  beforeAll(async () => {
    test = await openTestDesk()
  })
  afterAll(() => test.close())

  it('lets a customer in with the password', async () => {
    const ann = test.visitor()
    const answer = await ann.send('/login', '/login', { email: 'Ann@Example.org', password: PASSWORD })
    expect(answer.status).toBe(303)
    expect(answer.location).toBe('/')
    expect(ann.cookies.has('session')).toBe(true)
  })

  it('asks staff for the second factor before anything else answers', async () => {
    const bea = test.visitor()
    await bea.send('/login', '/login', { email: 'bea@example.org', password: PASSWORD })
    expect((await bea.get('/account/recovery-codes')).location).toBe('/login/totp')
    const waiting = bea.cookies.get('session')
    const code = await test.code('bea')
    expect((await bea.send('/login/totp', '/login/totp', { code })).status).toBe(303)
    expect(bea.cookies.get('session')).not.toBe(waiting)
    expect((await bea.get('/account/recovery-codes')).status).toBe(200)
  })

  it('takes a code once', async () => {
    const code = await test.code('noor')
    for (const expected of [303, 422]) {
      const noor = test.visitor()
      await noor.send('/login', '/login', { email: 'noor@example.org', password: PASSWORD })
      expect((await noor.send('/login/totp', '/login/totp', { code })).status).toBe(expected)
    }
  })

  it('answers a wrong password and an unknown address alike, and keeps the address that was typed', async () => {
    const texts = []
    for (const email of ['ann@example.org', 'nobody@example.org']) {
      const answer = await test.visitor().send('/login', '/login', { email, password: 'wrong-wrong-wrong' })
      expect(answer.status).toBe(422)
      expect(answer.text).toContain(`value="${email}"`)
      texts.push(answer.text.replaceAll(email, ''))
    }
    expect(texts[0]).toBe(texts[1])
  })

  it('takes ten wrong passwords for an address, then none for a while, and says for how long', async () => {
    const guess = (password: string) => test.visitor().send('/login', '/login', { email: 'carl@example.org', password })
    for (let at = 0; at < 10; at++) expect((await guess(`wrong-${at}`)).status).toBe(422)
    const refused = await guess(PASSWORD)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.text).toMatch(/Wait \d+ minutes/)
    const ann = await test.visitor().send('/login', '/login', { email: 'ann@example.org', password: PASSWORD })
    expect(ann.status).toBe(303)
  })
})
