import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expiredCustomers } from '../../server/accounts/access-rights.ts'
import { DAY, HOUR, MINUTE } from '../../server/clock.ts'
import { people } from '../../server/db/schema.ts'
import { audit, documents } from '../../server/db/vault-schema.ts'
import { previewPurge, purge, sweepExpiries } from '../../server/leaving/purging.ts'
import { say } from '../../server/words/words.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish } from '../support/tickets.ts'
import { deedsAbout, expire, lettersTo, rowOf } from './support.ts'

const files = ['one', 'two'].map((name) => ({ name: `${name}.txt`, content: `content of ${name}` }))

describe('purging expired accounts', () => {
  let test: TestDesk
  let ada: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ada = await test.as('ada')
    const [ann, carl] = [await test.as('ann'), await test.as('carl')]
    await openTicket(ann, { subject: 'Ann’s own' }, files)
    await openTicket(carl, { subject: 'Carl’s own' }, [{ name: 'three.txt', content: 'content of three' }])
    await publish(carl, await openTicket(carl, { subject: 'Carl’s public one' }))
  })
  afterAll(() => test.close())
  const send = (fields: Record<string, string>) => ada.send('/admin/accounts', '/admin/accounts/purge', fields)
  const destroyed = () => test.desk.db.$count(documents, eq(documents.state, 'destroyed'))

  it('has nothing to rehearse while everybody’s access runs', async () => {
    const { status, text } = await ada.get('/admin/accounts')
    expect(status, text).toBe(200)
    expect(text).toContain('There is nothing to purge.')
    expect(text).not.toContain('action="/admin/accounts/purge"')
  })

  it('rehearses: who, how much, in which order, and destroys nothing', async () => {
    await expire(test, 'carl')
    await expire(test, 'ann', 1)
    const { accounts, totals } = await previewPurge(test.desk)
    expect(accounts.map(({ number }) => number)).toEqual([test.cast.carl.number, test.cast.ann.number])
    expect(totals).toMatchObject({ accounts: 2, tickets: 2, publicTickets: 1, documents: 3 })
    expect(totals.bytes).toBeGreaterThan(0)
    const { text } = await ada.get('/admin/accounts')
    for (const part of ['This is a rehearsal', 'Carl Petit', '20 Nov 2026', 'Destroy 3 documents and 2 tickets']) {
      expect(text).toContain(part)
    }
    expect(text).toContain('1 public ticket closes and loses its name')
    expect(await destroyed()).toBe(0)
    await ada.get('/admin/accounts?lang=fr')
    expect((await ada.get('/admin/accounts')).text).toContain('Ceci est une répétition.')
    await ada.get('/admin/accounts?lang=en')
  })

  it('is nobody’s but an administrator’s', async () => {
    for (const name of ['ann', 'bea'] as const) {
      const client = await test.as(name)
      expect((await client.get('/admin/accounts')).status).toBe(403)
      const csrf = csrfIn((await client.get('/account')).text)
      expect((await client.post('/admin/accounts/purge', { _csrf: csrf, confirm: '3', code: '123456' })).status).toBe(
        403,
      )
    }
    expect((await test.visitor().post('/admin/accounts/purge', { confirm: '3' })).location).toMatch(/^\/login/)
    expect(await destroyed()).toBe(0)
  })

  it('asks for the number that was read and, unless one was just given, a fresh code', async () => {
    expect((await ada.get('/admin/accounts')).text).not.toContain('name="code"')
    test.clock.advance(16 * MINUTE)
    const wrongNumber = await send({ confirm: '2', code: await test.code('ada') })
    expect(wrongNumber.status).toBe(422)
    expect(wrongNumber.text).toContain(say('en', 'form.purge_number'))
    expect((await send({ confirm: 'three', code: '000000' })).status).toBe(422)
    const wrongCode = await send({ confirm: '3', code: '000000' })
    expect(wrongCode.status).toBe(422)
    expect(wrongCode.text).toContain('value="3"')
    expect((await send({ confirm: '3' })).status).toBe(422)
    expect(await destroyed()).toBe(0)
  })

  it('destroys nothing when things have changed since the rehearsal', async () => {
    const page = await ada.get('/admin/accounts')
    const hidden = (name: string) =>
      new RegExp(`name="${name}" value="([^"]+)"`).exec(page.text.slice(page.text.indexOf('confirm stack')))?.[1] ?? ''
    const read = { _csrf: hidden('_csrf'), mark: hidden('mark'), confirm: '3' }
    await test.desk.db.transaction(async (tx) => {
      const rightsEndAt = new Date(test.clock.now().getTime() + DAY)
      await tx.update(people).set({ rightsEndAt }).where(eq(people.id, test.cast.carl.id))
    })
    const answer = await ada.post('/admin/accounts/purge', { ...read, code: await test.code('ada') })
    expect(answer.status).toBe(409)
    expect(answer.text).toContain('Something has changed since this rehearsal.')
    expect(await destroyed()).toBe(0)
    await expire(test, 'carl')
  })

  it('sweeps the documents of accounts that ended more than a day ago, and nothing else', async () => {
    expect((await expiredCustomers(test.desk.db, test.clock.now())).length).toBe(2)
    expect(await sweepExpiries(test.desk), 'a date that was set today can still be mended').toBe(0)
    await test.desk.db.transaction(async (tx) => {
      const at = new Date(test.clock.now().getTime() - 2 * DAY)
      await tx.update(audit).set({ at }).where(eq(audit.personId, test.cast.carl.id))
    })
    expect(await sweepExpiries(test.desk)).toBe(1)
    expect(await sweepExpiries(test.desk)).toBe(0)
    const [carls] = await test.desk.db.select().from(documents).where(eq(documents.accountId, test.cast.carl.id))
    expect(carls).toMatchObject({ state: 'destroyed' })
    expect(await rowOf(test, 'carl')).toMatchObject({ state: 'active', name: 'Carl Petit' })
    test.clock.advance(13 * HOUR)
    expect(await sweepExpiries(test.desk)).toBe(0)
  })

  it('closes and destroys what was rehearsed', async () => {
    ada = await test.as('ada')
    const answer = await send({ confirm: '2', code: await test.code('ada') })
    expect(answer.status, answer.text).toBe(303)
    expect(await destroyed()).toBe(3)
    expect(await test.desk.vault.storedIds()).toEqual({ blobs: [], keys: [] })
    for (const name of ['ann', 'carl'] as const) {
      expect(await rowOf(test, name)).toMatchObject({ state: 'closed', name: '' })
      expect(await deedsAbout(test, name)).toContain('account.purged')
      expect((await lettersTo(test, test.cast[name].email)).length).toBe(1)
    }
    const [line] = await test.desk.db.select().from(audit).where(eq(audit.deed, 'account.purged'))
    expect(line?.actorId).toBe(test.cast.ada.id)
    expect((await ada.get('/admin/accounts')).text).toContain('There is nothing to purge.')
    expect(await purge(test.desk, null)).toMatchObject({ totals: { accounts: 0, documents: 0 } })
  })
})
