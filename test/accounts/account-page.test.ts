import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD } from '../support/cast.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { deedsAbout, expire, lettersTo, rowOf } from './support.ts'

const NEW = 'granite-whistle-harbour-moss'

describe('the account page', () => {
  let test: TestDesk
  let ann: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
  })
  afterAll(() => test.close())

  it('shows who one is and until when the access runs', async () => {
    const { status, text } = await ann.get('/account')
    expect(status, text).toBe(200)
    expect(text).toContain(`customer ${test.cast.ann.number}`)
    expect(text).toContain('365 days are left.')
    expect(text).toContain('22 November 2027')
    expect(text).toContain('href="/account/totp"')
    const french = await ann.get('/account?lang=fr')
    expect(french.status).toBe(303)
    expect((await ann.get('/account')).text).toContain('Il reste 365 jours.')
    await ann.get('/account?lang=en')
  })

  it('sends a visitor to sign in', async () => {
    expect((await test.visitor().get('/account')).location).toBe('/login?next=%2Faccount')
    expect((await test.visitor().post('/account/profile', { name: 'X', locale: 'en' })).location).toMatch(/^\/login/)
  })

  it('has no rights to show for staff', async () => {
    const { status, text } = await (await test.as('bea')).get('/account')
    expect(status, text).toBe(200)
    expect(text).not.toContain('/account/renew')
    expect(text).not.toContain('/account/close')
    expect(text).toContain('Make new recovery codes')
  })

  it('keeps a new name and the language of letters, and writes that down', async () => {
    const answer = await ann.send('/account', '/account/profile', { name: ' Ann M. ', locale: 'fr' })
    expect(answer.status, answer.text).toBe(303)
    expect(await rowOf(test, 'ann')).toMatchObject({ name: 'Ann M.', locale: 'fr' })
    expect((await deedsAbout(test, 'ann'))[0]).toBe('account.changed')
  })

  it('shows a refused profile again with what was typed', async () => {
    const answer = await ann.send('/account', '/account/profile', { name: '', locale: 'de' })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('Tell us your name.')
    expect(answer.text).toContain('Choose one of the answers')
    const turned = await ann.send('/account', '/account/profile', { name: 'A\u202Enn', locale: 'en' })
    expect(turned.status).toBe(422)
    expect((await rowOf(test, 'ann')).name).toBe('Ann M.')
  })

  it('changes the password: the old one is asked for, other sessions end, a letter says so', async () => {
    const elsewhere = await test.as('ann')
    const wrong = await ann.send('/account', '/account/password', { current: 'not-the-old-one', password: NEW })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('This is not your password.')
    expect(wrong.text).not.toContain('not-the-old-one')
    expect(wrong.text).not.toContain(NEW)
    const weak = await ann.send('/account', '/account/password', { current: PASSWORD, password: 'password12' })
    expect(weak.status).toBe(422)
    const answer = await ann.send('/account', '/account/password', { current: PASSWORD, password: NEW })
    expect(answer.status, answer.text).toBe(303)
    expect((await ann.get('/account')).status).toBe(200)
    expect((await elsewhere.get('/account')).status).toBe(303)
    const visitor = test.visitor()
    const signIn = (password: string) => visitor.send('/login', '/login', { email: 'ann@example.org', password })
    expect((await signIn(PASSWORD)).status).toBe(422)
    expect((await signIn(NEW)).status).toBe(303)
    expect(await deedsAbout(test, 'ann')).toContain('password.changed')
    expect((await lettersTo(test, 'ann@example.org'))[0]?.subject).toContain('mot de passe')
  })

  it('ends one session, or all the others', async () => {
    const [phone, tablet] = [await test.as('carl'), await test.as('carl')]
    const carl = await test.as('carl')
    const shown = await carl.get('/account')
    const key = /name="session" value="([0-9a-f]{12})"/.exec(shown.text)?.[1] ?? ''
    const csrf = csrfIn(shown.text)
    expect((await carl.post('/account/sessions/end', { _csrf: csrf, session: key })).status).toBe(303)
    const left = await Promise.all([phone, tablet].map((one) => one.get('/account')))
    expect(new Set(left.map(({ status }) => status))).toEqual(new Set([200, 303]))
    expect((await carl.post('/account/sessions/end', { _csrf: csrf, session: 'f'.repeat(12) })).status).toBe(404)
    expect((await carl.post('/account/sessions/end', { _csrf: csrf, session: 'others' })).status).toBe(303)
    expect((await phone.get('/account')).status).toBe(303)
    expect((await tablet.get('/account')).status).toBe(303)
    expect((await carl.get('/account')).status).toBe(200)
    expect(await deedsAbout(test, 'carl')).toContain('signin.ended')
  })

  it('makes new recovery codes for a fresh code, shown once', async () => {
    const bea = await test.as('bea')
    const refused = await bea.send('/account', '/account/recovery-codes', { code: '000000' })
    expect(refused.status).toBe(422)
    const code = await test.code('bea')
    const answer = await bea.send('/account', '/account/recovery-codes', { code })
    expect(answer.location).toBe('/account/recovery-codes')
    const codes = (await bea.get(answer.location)).text.match(/[A-Z2-9]{4}(-[A-Z2-9]{4}){3}/g)
    expect(codes).toHaveLength(10)
    expect((await bea.send('/account', '/account/recovery-codes', { code })).status).toBe(422)
    expect(await deedsAbout(test, 'bea')).toContain('second_factor.codes_made')
  })

  it('leaves somebody whose access has ended only export, renewal and closure', async () => {
    await expire(test, 'carl')
    const carl = await test.as('carl')
    const { status, text } = await carl.get('/account')
    expect(status).toBe(200)
    expect(text).toContain('Your access ended on')
    expect(text).toContain('20 November 2026')
    for (const kept of ['/account/export', '/account/renew', '/account/close']) expect(text).toContain(kept)
    for (const gone of ['/account/profile', '/account/password', '/account/sessions']) expect(text).not.toContain(gone)
    const csrf = csrfIn(text)
    expect((await carl.post('/account/profile', { _csrf: csrf, name: 'C', locale: 'fr' })).status).toBe(403)
    expect((await carl.get('/account/privacy')).status).toBe(200)
  })
})
