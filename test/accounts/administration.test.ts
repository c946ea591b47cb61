import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { masked } from '../../server/admin/settings.ts'
import { people, recoveryCodes } from '../../server/db/schema.ts'
import { PASSWORD } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'
import { deedsAbout, lettersTo, rowOf } from './support.ts'

const PAGES = ['accounts', 'staff', 'audit', 'outbox', 'settings', 'legal'] as const

describe('the administration', () => {
  let test: TestDesk
  let ada: Client
  beforeAll(async () => {
    test = await openTestDesk({ MAIL_FROM: 'desk@example.org', METRICS_TOKEN: 'a-very-secret-token' })
    ada = await test.as('ada')
    await openTicket(await test.as('ann'), {}, [{ name: 'one.txt', content: 'first' }])
  })
  afterAll(() => test.close())

  it.each(PAGES)('opens /admin/%s to administrators alone, in both languages', async (name) => {
    for (const lang of ['fr', 'en']) {
      await ada.get(`/admin/${name}?lang=${lang}`)
      const { status, text } = await ada.get(`/admin/${name}`)
      expect(status, text).toBe(200)
      expect(text).toContain(`<html lang="${lang}">`)
      expect(text).toContain(`href="/admin/${name}" aria-current="page"`)
    }
    expect((await (await test.as('bea')).get(`/admin/${name}`)).status).toBe(403)
    expect((await (await test.as('ann')).get(`/admin/${name}`)).status).toBe(403)
    expect((await test.visitor().get(`/admin/${name}`)).location).toBe(`/login?next=%2Fadmin%2F${name}`)
  })

  it('finds customers by number, name and address, page by page', async () => {
    const found = async (q: string) => (await ada.get(`/admin/accounts?q=${encodeURIComponent(q)}`)).text
    for (const q of ['CARL@', 'petit', String(test.cast.carl.number)]) {
      expect(await found(q), q).toContain('carl@example.org')
      expect(await found(q), q).not.toContain('ann@example.org')
    }
    expect(await found('%')).toContain('No customer found.')
    const after = await ada.get(`/admin/accounts?after=${test.cast.ann.number}`)
    expect(after.text).not.toContain('ann@example.org')
    expect((await ada.get('/admin/accounts?after=x')).text).toContain('ann@example.org')
  })

  it('invites staff by letter; the link opens the account', async () => {
    const form = { name: 'Ivo Novak', email: 'Ivo@example.org', role: 'agent' }
    const answer = await ada.send('/admin/staff', '/admin/staff', form)
    expect(answer.status, answer.text).toBe(303)
    const [letter] = await lettersTo(test, 'ivo@example.org')
    const path = /\/activate\/[\w-]+/.exec(letter?.text ?? '')?.[0] ?? ''
    expect((await ada.get('/admin/outbox')).text).toContain(path)
    const ivo = test.visitor()
    expect((await ivo.send(path, path, { password: 'granite-whistle-harbour-moss' })).location).toBe('/account/totp')
    const [row] = await test.desk.db.select().from(people).where(eq(people.email, 'ivo@example.org'))
    expect(row).toMatchObject({ role: 'agent', state: 'active' })
    expect((await ada.get('/admin/staff')).text).toContain('Ivo Novak')
  })

  it('refuses an invitation that is incomplete, for a customer’s address, or for another role', async () => {
    const refused = await ada.send('/admin/staff', '/admin/staff', {
      name: '',
      email: 'new@example.org',
      role: 'customer',
    })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('value="new@example.org"')
    const taken = await ada.send('/admin/staff', '/admin/staff', {
      name: 'Ann',
      email: 'ann@example.org',
      role: 'admin',
    })
    expect(taken.text).toContain('Somebody has an account with this address already.')
    expect((await rowOf(test, 'ann')).role).toBe('customer')
  })

  it('takes a second lock off: sessions end, and the next sign-in fits a new one first', async () => {
    const noor = await test.as('noor')
    expect((await ada.send('/admin/staff', '/admin/staff/reset-2fa', { email: 'ann@example.org' })).status).toBe(422)
    const answer = await ada.send('/admin/staff', '/admin/staff/reset-2fa', { email: 'noor@example.org' })
    expect(answer.status, answer.text).toBe(303)
    expect(await rowOf(test, 'noor')).toMatchObject({ totpSeed: null, totpEnrolledAt: null })
    expect(await test.desk.db.$count(recoveryCodes, eq(recoveryCodes.personId, test.cast.noor.id))).toBe(0)
    expect((await noor.get('/account')).status).toBe(303)
    expect((await deedsAbout(test, 'noor'))[0]).toBe('staff.second_factor_reset')
    expect((await lettersTo(test, 'noor@example.org')).length).toBe(1)
    await noor.send('/login', '/login', { email: 'noor@example.org', password: PASSWORD })
    expect((await noor.get('/desk')).location).toBe('/account/totp')
  })

  it('shows the record with names, by deed and page by page', async () => {
    const all = await ada.get('/admin/audit')
    expect(all.text).toContain('second lock taken off')
    expect(all.text).toContain('Noor Haddad')
    const some = await ada.get('/admin/audit?deed=document.stored')
    expect(some.text).toContain('S-7001')
    expect(some.text).not.toContain('<td>second lock taken off</td>')
    const earlier = await ada.get('/admin/audit?before=2')
    expect(earlier.text.match(/<tr><td class="number">/g)).toHaveLength(1)
    expect((await ada.get('/admin/audit?before=1')).text).toContain('No such line.')
    expect((await ada.get('/admin/audit?deed=nonsense&before=-4')).status).toBe(200)
  })

  it('goes through the record page by page without losing a line', async () => {
    for (let i = 0; i < 60; i++)
      await ada.send('/admin/accounts', '/admin/accounts/expiry', { email: 'carl@example.org', date: '2027-01-01' })
    const seen: string[] = []
    for (let path = '/admin/audit?deed=account.expiry_set'; path;) {
      const { text } = await ada.get(path)
      seen.push(...[...text.matchAll(/<tr><td class="number">(\d+)/g)].map(([, seq = '']) => seq))
      path = (/href="(\/admin\/audit\?[^"]+)" rel="next"/.exec(text)?.[1] ?? '')
        .replaceAll('&amp;', '&')
        .replaceAll('&#x3D;', '=')
    }
    expect(seen).toHaveLength(60)
    expect(new Set(seen).size).toBe(60)
  })

  it('shows settings without secrets', async () => {
    const { text } = await ada.get('/admin/settings')
    for (const part of ['STORAGE_DIR', test.storageDir, process.version, 'METRICS_TOKEN']) expect(text).toContain(part)
    expect(text).not.toContain('a-very-secret-token')
    expect(masked('smtp://desk:hunter2@mail.example.org:587')).toBe('smtp://desk:•••@mail.example.org:587')
    expect(masked('postgres://desk:p%40ss@db/desk')).not.toContain('p%40ss')
  })

  it('counts who accepted which version of the terms', async () => {
    expect((await ada.get('/admin/legal')).text).toMatch(/terms\?version(&#x3D;|=)2[\s\S]*?<td class="number">2<\/td>/)
  })

  it('says so when letters go to a mail server', async () => {
    const other = await openTestDesk({ SMTP_URL: 'smtp://desk:hunter2@127.0.0.1:1', MAIL_FROM: 'desk@example.org' })
    const admin = await other.as('ada')
    expect((await admin.get('/admin/outbox')).text).toContain('Letters go to the mail server.')
    expect((await admin.get('/admin/settings')).text).not.toContain('hunter2')
    await other.close()
  })
})
