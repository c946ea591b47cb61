import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { daysLeft } from '../../server/accounts/access-rights.ts'
import { csrfIn } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { deedsAbout, expire, rowOf } from './support.ts'

describe('access rights', () => {
  let test: TestDesk
  beforeAll(async () => {
    test = await openTestDesk()
  })
  afterAll(() => test.close())

  it('counts the midnights that are left', () => {
    const end = new Date('2026-11-30T22:59:59.999Z')
    expect(daysLeft(end, new Date('2026-11-22T09:00:00Z'))).toBe(8)
    expect(daysLeft(end, new Date('2026-11-30T22:00:00Z'))).toBe(0)
  })

  it('renews for one year from the day on which they end, once', async () => {
    const ann = await test.as('ann')
    const answer = await ann.send('/account', '/account/renew')
    expect(answer.status, answer.text).toBe(303)
    expect((await rowOf(test, 'ann')).rightsEndAt).toEqual(new Date('2028-11-22T22:59:59.999Z'))
    const shown = await ann.get('/account')
    expect(shown.text).toContain('the following year is already in it')
    const csrf = csrfIn(shown.text)
    expect((await ann.post('/account/renew', { _csrf: csrf })).status).toBe(409)
    expect((await rowOf(test, 'ann')).rightsEndAt).toEqual(new Date('2028-11-22T22:59:59.999Z'))
    expect(await deedsAbout(test, 'ann')).toContain('account.renewed')
  })

  it('lets a customer back in whose rights had ended, for a year from today', async () => {
    await expire(test, 'carl', 40)
    const carl = await test.as('carl')
    expect((await carl.get('/tickets')).location).toBe('/account')
    await carl.send('/account', '/account/renew')
    expect((await rowOf(test, 'carl')).rightsEndAt).toEqual(new Date('2027-11-22T22:59:59.999Z'))
    expect((await carl.get('/tickets')).status).toBe(200)
  })

  it('has nothing to renew for staff', async () => {
    const bea = await test.as('bea')
    const csrf = csrfIn((await bea.get('/account')).text)
    expect((await bea.post('/account/renew', { _csrf: csrf })).status).toBe(403)
  })

  it('are ended by an administrator, who is told of a day that is none and of an address that is nobody’s', async () => {
    const ada = await test.as('ada')
    const set = (email: string, date: string) => ada.send('/admin/accounts', '/admin/accounts/expiry', { email, date })
    expect((await set('nobody@example.org', '2026-12-31')).text).toContain('No customer has this address.')
    const noDay = await set('ann@example.org', '2026-02-30')
    expect(noDay.status).toBe(422)
    expect(noDay.text).toContain('value="ann@example.org"')
    expect((await set('bea@example.org', '2026-12-31')).status).toBe(422)
    expect((await set('Ann@example.org', '2026-12-31')).status).toBe(303)
    expect((await rowOf(test, 'ann')).rightsEndAt).toEqual(new Date('2026-12-31T22:59:59.999Z'))
    expect((await deedsAbout(test, 'ann'))[0]).toBe('account.expiry_set')
  })
})
