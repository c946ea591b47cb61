import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reports } from '../../server/db/public-schema.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, reply } from '../support/tickets.ts'
import { SAID, errorsIn, linesOn, publicTicket, report, reportsOn, send, everybody } from './support.ts'

describe('reporting public content', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, noor: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;({ ann, bea, carl, noor } = await everybody(test))
  })
  afterAll(() => test.close())
  const NOTICE = { legal: 'yes', name: 'Zoé Blanc', email: 'Zoe@example.org', role: 'the person named', faith: 'yes' }

  it('is open to anybody, from a link at the foot of every page and one that knows the ticket', async () => {
    const { path, number } = await publicTicket(ann)
    const visitor = test.visitor()
    expect((await visitor.get('/')).text).toContain('href="/report"')
    const seen = (await visitor.get(path)).text.replaceAll('&#x3D;', '=')
    expect(seen).toContain(`href="/report?ticket=${number}"`)
    const form = await visitor.get(`/report?ticket=${number}`)
    expect(form.text).toContain('You report: Calendar an hour late')
    const answer = await report(visitor, number)
    expect([answer.status, answer.location]).toEqual([303, expect.stringMatching(/^\/report\/[0-9a-f]{32}$/)])
    const [row] = await reportsOn(test, number)
    expect(row).toMatchObject({ reason: 'confidential', text: SAID, legal: false, reporterId: null, state: 'open' })
    expect(row).toMatchObject({ replyId: null, notifierName: null, notifierEmail: null, decidedAt: null })
    expect(await linesOn(test, number)).toEqual([
      {
        deed: 'content.reported',
        actorId: null,
        personId: null,
        facts: { report: row?.number, ground: 'confidential', legal: 0 },
      },
    ])
    const page = (await visitor.get(answer.location)).text
    expect(page).toContain(`Report R-${row?.number}`)
    expect(page).toContain('Nobody has decided yet.')
    expect(page).not.toContain(SAID)
  })

  it('takes a reply that is meant, and who has signed in', async () => {
    const { path, number } = await publicTicket(ann)
    await reply(bea, path, 'Restart it, then look again.')
    const page = (await carl.get(path)).text.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')
    const link = [...page.matchAll(/\/report\?ticket=\d+&reply=[0-9a-f]{32}/g)].at(-1)?.[0] ?? ''
    const meant = link.slice(-32)
    const answer = await carl.send(link, '/report', { reason: 'other', text: SAID })
    expect(answer.status).toBe(303)
    expect(await reportsOn(test, number)).toMatchObject([{ replyId: meant, reporterId: test.cast.carl.id }])
    const told = (await bea.get(`/reports/${(await reportsOn(test, number))[0]?.number}`)).text
    expect(told).toContain('This reply is meant')
    expect(told).toContain('Carl Petit')
    expect(told.indexOf('This reply is meant')).toBeLessThan(told.indexOf('Restart it, then look again.'))
    expect(told.indexOf('This reply is meant')).toBeGreaterThan(told.indexOf('Since the clocks changed.'))
  })

  it('is one report, however often the form is sent', async () => {
    const { number } = await publicTicket(ann)
    const visitor = test.visitor()
    const key = '0123456789abcdef0123456789abcdef'
    const twice = await Promise.all([1, 2].map(() => report(visitor, number, { key })))
    expect(twice.map(({ status, location }) => [status, location])).toEqual([
      [303, `/report/${key}`],
      [303, `/report/${key}`],
    ])
    expect(await reportsOn(test, number)).toHaveLength(1)
    expect((await linesOn(test, number)).map(({ deed }) => deed)).toEqual(['content.reported'])
  })

  it('as a notification under the law, says who makes it, in what capacity and in good faith', async () => {
    const { number } = await publicTicket(ann)
    const visitor = test.visitor()
    const bare = await report(visitor, number, { legal: 'yes', name: 'Zoé Blanc' })
    expect(bare.status).toBe(422)
    expect(errorsIn(bare.text)).toEqual({
      email: 'Tell us your e-mail address.',
      role: 'Tell us in what capacity you write.',
      faith: 'A notification under the law needs this statement.',
    })
    for (const kept of ['value="Zoé Blanc"', SAID, 'id="legal" name="legal" value="yes" checked', `value="${number}"`])
      expect(bare.text).toContain(kept)
    expect(await reportsOn(test, number)).toEqual([])
    const answer = await report(visitor, number, NOTICE)
    expect(answer.status).toBe(303)
    expect(await reportsOn(test, number)).toMatchObject([
      { legal: true, notifierName: 'Zoé Blanc', notifierEmail: 'zoe@example.org', notifierRole: 'the person named' },
    ])
    expect((await visitor.get(answer.location)).text).toContain('This page confirms that it has reached us.')
    const page = (await bea.get(`/reports/${(await reportsOn(test, number))[0]?.number}`)).text
    expect(page).toContain('Zoé Blanc, zoe@example.org, as: the person named')
    expect(page).toContain('under the law')
    expect((await ann.get(`/tickets/${number}`)).text).not.toContain('Zoé')
  })

  it('keeps who writes to itself where it is no such notification', async () => {
    const { number } = await publicTicket(ann)
    const { legal: _, ...rest } = NOTICE
    await report(test.visitor(), number, rest)
    expect(await reportsOn(test, number)).toMatchObject([{ legal: false, notifierName: null, notifierEmail: null }])
  })

  it('answers the same about what is private, suspended or not there', async () => {
    const priv = (await openTicket(ann, { subject: 'Nobody else’s business' })).replace('/tickets/', '')
    const hidden = await publicTicket(ann, { subject: 'Nobody else’s business' })
    await send(bea, `${hidden.path}/suspend`, { reason: 'spam', statement: '' })
    const told = []
    for (const number of [priv, hidden.number, '999999', '0', '1e3', 'x']) {
      expect((await test.visitor().get(`/report?ticket=${number}`)).text).not.toContain('Nobody else')
      const answer = await report(test.visitor(), number)
      told.push([answer.status, errorsIn(answer.text)])
    }
    const same = [422, { ticket: 'No public ticket has this number.' }]
    expect(told).toEqual([same, same, same, same, same, same])
    const { number } = await publicTicket(ann)
    const reply = 'f'.repeat(32)
    expect((await report(test.visitor(), number, { reply })).status).toBe(422)
    expect(await test.desk.db.$count(reports, eq(reports.replyId, reply))).toBe(0)
  })

  it('takes the address of a ticket for its number', async () => {
    const { path, number } = await publicTicket(ann)
    for (const address of [test.url + path, `${test.url}${path}?lang=fr#x`, ` ${number} `])
      expect((await report(test.visitor(), number, { ticket: address })).status).toBe(303)
    expect(await reportsOn(test, number)).toHaveLength(3)
  })

  it('asks for what is missing, in the language of who asks, and keeps what was typed', async () => {
    const { number } = await publicTicket(ann)
    const visitor = test.visitor()
    visitor.cookies.set('language', 'fr')
    const short = await report(visitor, number, { text: 'Non.', reason: 'nothing' })
    expect(short.status).toBe(422)
    expect(errorsIn(short.text)).toEqual({
      reason: 'Choisissez l’une des réponses proposées.',
      text: 'Quelques mots de plus\u202f: au moins dix caractères.',
    })
    expect(short.text).toContain('>Non.</textarea>')
    expect(errorsIn((await report(visitor, '', { text: '' })).text)).toEqual({
      ticket: 'Dites-nous de quel ticket il s’agit.',
      text: 'Dites-nous ce qui ne va pas.',
    })
    expect(errorsIn((await report(visitor, number, { text: 'x'.repeat(5001) })).text)).toHaveProperty('text')
    expect((await report(visitor, number, { key: 'guessed' })).status).toBe(422)
    expect((await send(ann, '/report', { ticket: number, reason: 'other', text: SAID, _csrf: 'x' })).status).toBe(403)
    expect(await reportsOn(test, number)).toEqual([])
  })

  it('stands in the staff’s queue, one group for each ticket, what waits longest first', async () => {
    const [one, two] = [await publicTicket(ann), await publicTicket(ann)]
    for (const number of [one.number, two.number, one.number]) await report(test.visitor(), number)
    const [first, third] = await reportsOn(test, one.number)
    const [second] = await reportsOn(test, two.number)
    const list = (await bea.get('/reports')).text
    const at = [first, third, second].map((row) => list.indexOf(`href="/reports/${row?.number}"`))
    expect(at).toEqual(at.toSorted((a, b) => a - b))
    expect(at[0]).toBeGreaterThan(0)
    expect((await bea.get('/desk')).text).toMatch(/href="\/reports">Reports <span>\d+<\/span>/)
    expect((await bea.get(`/reports/${first?.number}`)).text).toContain(`href="/reports/${third?.number}"`)
    expect((await carl.get('/reports')).status).toBe(403)
    expect((await carl.get(`/reports/${first?.number}`)).status).toBe(403)
    expect((await carl.get('/reports/999999')).status).toBe(403)
    expect((await test.visitor().get('/reports')).location).toBe('/login?next=%2Freports')
    for (const path of ['/reports/999999', '/reports/x', '/report/x', `/report/${'0'.repeat(32)}`])
      expect((await bea.get(path)).status).toBe(404)
  })

  it('is set aside or upheld by staff, once, with a reason that whoever made it can read', async () => {
    const { number } = await publicTicket(ann)
    const made = await report(test.visitor(), number)
    const [row] = await reportsOn(test, number)
    const page = `/reports/${row?.number}`
    const bare = await bea.send(page, page, { decision: 'dismiss' })
    expect(bare.status).toBe(422)
    expect(errorsIn(bare.text)).toEqual({ why: 'Say why.' })
    expect(bare.text).toContain('href="#why"')
    expect((await send(bea, page, { decision: 'burn', reason: 'x' })).status).toBe(422)
    expect((await send(carl, page, { decision: 'dismiss', reason: 'x' })).status).toBe(403)
    const reason = 'Nobody is named there.'
    const answers = await Promise.all([bea, noor].map((who) => send(who, page, { decision: 'dismiss', reason })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409])
    expect(await reportsOn(test, number)).toMatchObject([{ state: 'dismissed', decision: reason }])
    expect((await linesOn(test, number)).map(({ deed, facts }) => [deed, facts['reason']])).toEqual([
      ['content.reported', undefined],
      ['report.dismissed', reason],
    ])
    const told = (await test.visitor().get(made.location)).text
    expect(told).toContain('Set aside on')
    expect(told).toContain(reason)
    expect(told).not.toMatch(/Bea|Noor/)
    expect((await bea.get(page)).text).not.toContain(`action="${page}"`)
    expect((await test.visitor().get(`/tickets/${number}`)).status).toBe(200)

    await report(test.visitor(), number)
    const [, again] = await reportsOn(test, number)
    await send(noor, `/reports/${again?.number}`, { decision: 'uphold', reason: 'Its owner has mended it.' })
    expect(await reportsOn(test, number)).toMatchObject([
      { state: 'dismissed' },
      { state: 'upheld', decidedById: test.cast.noor.id },
    ])
  })

  it('is not poured in by the dozen', async () => {
    const { number } = await publicTicket(ann)
    const fields = { ticket: number, reason: 'spam', text: SAID }
    const statuses = new Set<number>()
    for (let i = 0; i < 60 && !statuses.has(429); i++)
      statuses.add((await test.visitor().post('/report', fields)).status)
    expect([...statuses]).toEqual([303, 429])
    expect((await reportsOn(test, number)).length).toBeLessThan(40)
  })
})
