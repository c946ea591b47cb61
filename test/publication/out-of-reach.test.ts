import { eq } from 'drizzle-orm'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { follows, publications, publishedReplies, searchRows } from '../../server/db/public-schema.ts'
import { people, tickets } from '../../server/db/schema.ts'
import { PASSWORD } from '../support/cast.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply, unpublish } from '../support/tickets.ts'

describe('a public ticket, once it is out of reach', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, nobody: Client, path: string
  beforeAll(async () => {
    test = await openTestDesk()
    await test.desk.jobs.stop()
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    nobody = test.visitor()
    path = await openTicket(ann, { subject: 'Mail from the scanner', body: 'Nothing arrives.' })
    await publish(ann, path)
  })
  afterAll(() => test.close())

  it('was never kept by a browser or a proxy, and no browser is told that its copy is good', async () => {
    const seen = await nobody.get(path)
    expect(seen.headers['cache-control']).toBe('no-store')
    expect(seen.headers['vary']).toMatch(/Cookie, Accept-Language/)
    expect([seen.headers['etag'], seen.headers['last-modified']]).toEqual([undefined, undefined])
    const since = { 'if-none-match': '*', 'if-modified-since': new Date(2030, 0).toUTCString() }
    for (const one of [path, `${path}/replies?after=`, '/', '/?q=scanner']) {
      expect((await nobody.get(one, since)).status, one).toBe(200)
      expect((await nobody.get(one)).headers['etag'], one).toBe(undefined)
    }
    await unpublish(ann, path)
    for (const one of [path, `${path}/replies?after=`]) expect((await nobody.get(one, since)).status, one).toBe(404)
    for (const one of ['/', '/?q=scanner']) {
      const { status, text } = await nobody.get(one, since)
      expect([status, text.includes('Mail from the scanner')], one).toEqual([200, false])
    }
    const gone = await nobody.get(path)
    const never = (await nobody.get('/tickets/999999')).text.replaceAll('999999', path.slice(9))
    expect(gone.text).toBe(never)
    await publish(ann, path)
  })

  it('is gone from open pages in the same moment, and nothing is told to them any more', async () => {
    const socket = io(test.url, { transports: ['websocket'], reconnection: false })
    const number = Number(path.slice(9))
    const heard: string[] = []
    socket.onAny((name: string) => heard.push(name))
    const gone = new Promise((done) => socket.once('gone', done))
    expect(await socket.emitWithAck('watch', { ticket: number })).toEqual({ ok: true })
    const waiting = new Promise((done) => socket.once('reply', done))
    await reply(bea, path, 'We look into it')
    await waiting
    await unpublish(ann, path)
    expect(await gone).toEqual({ ticket: number })
    const before = heard.length
    await reply(bea, path, 'In private')
    expect(await socket.emitWithAck('watch', { ticket: number })).toMatchObject({ ok: false })
    expect(heard.slice(before)).toEqual([])
    socket.disconnect()
    await publish(ann, path)
  })

  it('closes behind one tab what another one shows', async () => {
    const second = await test.as('ann')
    const shown = (await second.get(path)).text
    const form = { _csrf: csrfIn(shown), comments: 'off', indexable: 'on', licence: 'cc0' }
    await unpublish(ann, path)
    expect((await second.post(`${path}/terms`, form)).status).toBe(303) // kept for the next time
    expect((await nobody.get(path)).status).toBe(404)
    expect(await test.desk.db.$count(publications)).toBe(0)
    expect(await test.desk.db.$count(publishedReplies)).toBe(0)
    expect(await test.desk.db.$count(searchRows, eq(searchRows.scope, 'public'))).toBe(0)
    await publish(ann, path)
    expect((await nobody.get(path)).text).toContain('CC0')
    await second.post(`${path}/terms`, { ...form, comments: 'on', indexable: 'off', licence: 'reserved' })
  })

  it('is named beside similar public tickets, and beside none once it is private', async () => {
    const twin = await openTicket(carl, { subject: 'Mail from the second scanner' })
    expect((await nobody.get(path)).text).not.toContain(twin)
    await publish(carl, twin)
    expect((await nobody.get(path)).text).toContain(`href="${twin}"`)
    await unpublish(carl, twin)
    for (const who of [nobody, carl]) expect((await who.get(path)).text).not.toContain(`href="${twin}"`)
  })

  it('has told robots to read its header, and those that gather texts to stay away', async () => {
    const { status, text, headers } = await nobody.get('/robots.txt')
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8'])
    const groups = text.split('\n\n')
    const rules = (name: string) => groups.find((group) => group.includes(`User-agent: ${name}\n`)) ?? ''
    expect(rules('*')).toContain('Allow: /\n'.trim())
    expect(rules('*')).not.toMatch(/^Disallow: \/(tickets)?$/m)
    for (const name of ['GPTBot', 'CCBot', 'Google-Extended', 'ClaudeBot', 'PerplexityBot', 'Bytespider'])
      expect(rules(name), name).toMatch(/^Disallow: \/$/m)
  })

  it('still stands when its owner leaves, without the name, and with what was covered', async () => {
    const text = 'I am Ann Martin, ann@example.org, and nothing arrives.'
    const mine = await openTicket(ann, { subject: 'The scanner of Ann Martin', body: text })
    const other = await openTicket(carl, { subject: 'Printer', body: 'It hums.' })
    for (const [who, one] of [
      [ann, mine],
      [carl, other],
    ] as const)
      await publish(who, one)
    await reply(ann, other, 'Mine hums too')
    const csrf = csrfIn((await ann.get('/account')).text)
    await ann.post('/account/profile', { name: 'Ann Martin', locale: 'en', publicName: 'Blue Heron', _csrf: csrf })
    await ann.post(`${other}/follow`, { what: 'same', on: 'yes', _csrf: csrf })
    await ann.post(`${other}/follow`, { what: 'follow', on: 'yes', _csrf: csrf })
    expect((await nobody.get(other)).text).toContain('1 other customer has this problem.')
    expect((await ann.send('/account/close', '/account/close', { password: PASSWORD })).status).toBeLessThan(400)
    const [left] = await test.desk.db.select().from(people).where(eq(people.id, test.cast.ann.id))
    expect(left).toMatchObject({ state: 'closed', publicName: null })
    expect(await test.desk.db.$count(follows)).toBe(0)
    for (const one of [mine, other]) {
      const seen = await nobody.get(one)
      expect([one, seen.status, seen.text.includes('A former customer')]).toEqual([one, 200, true])
      for (const word of ['Ann Martin', 'Martin', 'Blue Heron', 'ann@example.org'])
        expect(seen.text.includes(word), `${word} in ${one}`).toBe(false)
    }
    expect((await nobody.get(mine)).text).toContain('and nothing arrives.')
    expect((await nobody.get(other)).text).toContain('Nobody else has said yet')
    expect((await nobody.get('/?q=Martin')).text).not.toContain(mine)
    const [ticket] = await test.desk.db
      .select()
      .from(tickets)
      .where(eq(tickets.number, Number(mine.slice(9))))
    expect(ticket).toMatchObject({ status: 'closed', visibility: 'public' })
  })
})
