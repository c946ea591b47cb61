import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY } from '../../server/clock.ts'
import { letters, people } from '../../server/db/schema.ts'
import { audit } from '../../server/db/vault-schema.ts'
import { PASSWORD } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'

const FORM = { name: 'Dana Roux', email: 'Dana@Example.org', password: PASSWORD, acceptTerms: 'yes' }

describe('registering', () => {
  let test: TestDesk
  beforeAll(async () => {
    test = await openTestDesk()
  })
  afterAll(() => test.close())
  const register = (fields: Record<string, string> = {}) =>
    test.visitor().send('/register', '/register', { ...FORM, ...fields })
  const lettersTo = (to: string) => test.desk.db.select().from(letters).where(eq(letters.to, to))
  const account = async (email: string) => (await test.desk.db.select().from(people).where(eq(people.email, email)))[0]

  it('sends a letter, and opens the account when the address is confirmed', async () => {
    expect((await register()).location).toBe('/register/sent')
    const dana = await account('dana@example.org')
    expect(dana).toMatchObject({ state: 'unconfirmed', role: 'customer', rightsEndAt: null })
    const early = test.visitor()
    expect((await early.send('/login', '/login', { email: 'dana@example.org', password: PASSWORD })).status).toBe(422)
    const link = /\/confirm\/\S+/.exec((await lettersTo('dana@example.org'))[0]?.text ?? '')?.[0] ?? ''
    const visitor = test.visitor()
    expect((await visitor.get(link)).status).toBe(200)
    expect((await account('dana@example.org'))?.state).toBe('unconfirmed')
    expect((await visitor.post(link)).status).toBe(303)
    expect(await account('dana@example.org')).toMatchObject({ state: 'active' })
    expect((await account('dana@example.org'))?.rightsEndAt?.getTime()).toBeGreaterThan(
      test.clock.now().getTime() + 364 * DAY,
    )
    expect((await visitor.post(link)).status).toBe(404)
    const entered = await visitor.send('/login', '/login', { email: 'dana@example.org', password: PASSWORD })
    expect(entered.status).toBe(303)
    const deeds = await test.desk.db
      .select()
      .from(audit)
      .where(eq(audit.personId, dana?.id ?? ''))
    const expected = ['account.registered', 'signin.refused', 'account.confirmed', 'signin.succeeded']
    expect(deeds.map(({ deed }) => deed)).toEqual(expected)
  })

  it('does not tell a stranger who has an account, but tells its owner', async () => {
    const before = (await lettersTo('ann@example.org')).length
    const known = await register({ email: 'ann@example.org' })
    const unknown = await register({ email: 'erin@example.org' })
    expect([known.status, known.location]).toEqual([unknown.status, unknown.location])
    expect((await lettersTo('ann@example.org')).length).toBe(before + 1)
  })

  it.each([
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(101) }],
    ['name', { name: 'Dana\u202eRoux' }],
    ['email', { email: 'not an address' }],
    ['password', { password: 'short' }],
    ['password', { password: 'password1234' }],
    ['acceptTerms', { acceptTerms: '' }],
  ])('refuses a wrong %s beside its field and keeps the rest', async (field, wrong) => {
    const answer = await register({ email: 'kept@example.org', ...wrong })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(`id="${field}-error"`)
    if (field !== 'email') expect(answer.text).toContain('value="kept@example.org"')
    expect(answer.text).not.toContain(PASSWORD)
  })

  it('answers in the language of the visitor', async () => {
    const french = test.visitor()
    expect((await french.get('/register', { 'accept-language': 'fr-FR,fr;q=0.9' })).text).toContain('lang="fr"')
    const chosen = await french.get('/register?lang=fr')
    expect([chosen.status, chosen.location]).toEqual([303, '/register'])
    expect((await french.get('/register')).text).toContain('Ouvrir un compte')
  })

  it('measures a password in words, without keeping it', async () => {
    const weak = await test.visitor().post('/password-strength', { password: 'azertyuiop' })
    const strong = await test.visitor().post('/password-strength', { password: PASSWORD })
    expect((weak.body as { score: number }).score).toBeLessThan((strong.body as { score: number }).score)
  })
})
