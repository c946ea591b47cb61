import { and, eq } from 'drizzle-orm'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publications, publishedReplies, searchRows } from '../../server/db/public-schema.ts'
import { tickets } from '../../server/db/schema.ts'
import { audit } from '../../server/db/vault-schema.ts'
import { only } from '../../server/problems.ts'
import { startSession } from '../../server/signin/sessions.ts'
import { expire } from '../accounts/support.ts'
import { PASSWORD } from '../support/cast.ts'
import { csrfIn, filledIn, formIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply } from '../support/tickets.ts'

const PHONE = '06 12 34 56 78'
const CLOSED = '/account?closed'

describe('whose access rights have ended', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client
  /** What Ann opened while she could, by what became of it; the last two are not hers to close here. */
  const at = { open: '', second: '', third: '', closed: '', suspended: '', own: '', others: '', theirs: '' }
  let suspension = ''
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    at.open = await openTicket(ann, { subject: `Ring ${PHONE} about the scanner` })
    for (const name of ['second', 'third', 'closed', 'suspended'] as const) {
      at[name] = await openTicket(ann, { subject: `Public subject, ${name}` })
    }
    at.own = await openTicket(ann, { subject: 'Never opened' })
    at.others = await openTicket(carl, { subject: 'Open to all' })
    at.theirs = await openTicket(carl, { subject: 'Between Carl and support' })
    for (const path of [at.open, at.second, at.third, at.closed, at.suspended]) {
      expect((await publish(ann, path)).status, path).toBe(303)
    }
    await publish(carl, at.others)
    await reply(bea, at.open, 'Is the lamp on?')
    await bea.send(at.closed, `${at.closed}/status`, { status: 'closed' })
    suspension = (await bea.send(at.suspended, `${at.suspended}/suspend`, { reason: 'spam', statement: 'x' })).location
    await expire(test, 'ann')
    ann = await test.as('ann')
  })
  afterAll(() => test.close())

  const numberOf = (path: string) => Number(path.slice('/tickets/'.length))
  const rowOf = async (path: string) =>
    only(
      await test.desk.db
        .select()
        .from(tickets)
        .where(eq(tickets.number, numberOf(path))),
    )
  const linesOn = async (path: string) => {
    const { id } = await rowOf(path)
    const lines = await test.desk.db
      .select({ actorId: audit.actorId, personId: audit.personId, facts: audit.facts })
      .from(audit)
      .where(and(eq(audit.ticketId, id), eq(audit.deed, 'ticket.unpublished')))
    return lines
  }
  /** How many rows the world could read or find something of this ticket in. */
  const shownOf = async (path: string) => {
    const [{ db }, { id }] = [test.desk, await rowOf(path)]
    return Promise.all([
      db.$count(publications, eq(publications.ticketId, id)),
      db.$count(publishedReplies, eq(publishedReplies.ticketId, id)),
      db.$count(searchRows, and(eq(searchRows.ticketId, id), eq(searchRows.scope, 'public'))),
    ])
  }
  const csrf = async (who: Client) => csrfIn((await who.get('/account')).text)
  const post = async (who: Client, path: string, fields: Record<string, string>) =>
    who.post(`${path}/visibility`, { _csrf: await csrf(who), ...fields })
  const close = (path: string) => ann.send('/account', `${path}/visibility`)

  it('is told which of their tickets everyone can read, in the words that everyone reads', async () => {
    const { text } = await ann.get('/account')
    expect(text).toContain('Your public tickets')
    expect(text).toContain('Ring <span class="gone">a phone number</span> about the scanner')
    expect(text).not.toContain(PHONE)
    for (const path of [at.open, at.second, at.third, at.closed]) expect(text).toContain(`href="${path}"`)
    expect(text).toContain('public since 22 Nov 2026')
    expect(text).toContain(`aria-label="Make private: ticket ${numberOf(at.open)}"`)
    expect(text).toContain('Make all 5 private')
    // What is suspended has no public words: its number says which it is.
    expect(text).toContain('Suspended by support')
    expect(text).toContain(`action="${at.suspended}/visibility"`)
    for (const word of ['Public subject, suspended', 'Never opened', 'Open to all']) expect(text).not.toContain(word)
  })

  it('is told in French', async () => {
    ann.cookies.set('language', 'fr')
    const { text } = await ann.get('/account')
    expect(text).toContain('Vos tickets publics')
    expect(text).toContain('Ring <span class="gone">un numéro de téléphone</span>')
    expect(text).toContain('Rendre privé</button>')
    expect(text).toContain('Rendre les 5 tickets privés')
    expect((await ann.get(at.open)).text).toContain('Il est à vous\u202f: rendez-le privé')
    ann.cookies.set('language', 'en')
  })

  it('finds the way there from the public page, the page of closing and the refusal', async () => {
    expect((await ann.get(at.open)).text).toContain('<a href="/account#opened">It is yours')
    expect((await ann.get('/account')).text).toContain('id="opened"')
    expect((await ann.get('/account/close')).text).toContain('<a href="/account#opened">Your public tickets</a>')
    expect((await post(ann, at.own, { visibility: 'public' })).text).toContain('make public tickets private')
    for (const who of [carl, test.visitor()]) expect((await who.get(at.open)).text).not.toContain('/account#opened')
    expect((await ann.get(at.others)).text).not.toContain('/account#opened')
    for (const who of [carl, bea]) expect((await who.get('/account')).text).not.toContain('id="opened"')
  })

  it('publishes nothing, and sees nothing of what lies behind', async () => {
    for (const path of [at.own, at.open, at.suspended, at.theirs, '/tickets/999999']) {
      const answer = await post(ann, path, { visibility: 'public', confirm: 'yes', save: 'draft' })
      expect(answer.status, path).toBe(403)
      for (const page of ['visibility', 'history', 'preview']) {
        expect((await ann.get(`${path}/${page}`)).location, page).toBe('/account')
      }
    }
    expect((await post(ann, at.own, { visibility: 'everyone' })).status).toBe(403)
    for (const path of [at.own, at.suspended]) expect((await ann.get(path)).status).toBe(404)
    expect(await rowOf(at.own)).toMatchObject({ visibility: 'private', epoch: 1 })
  })

  it('moves the shutter of nobody else', async () => {
    const [there, nowhere] = await Promise.all(
      [at.theirs, '/tickets/999999'].map((path) => post(ann, path, { visibility: 'private' })),
    )
    expect([there?.status, nowhere?.status]).toEqual([404, 404])
    const main = (text = '') => /<main[\s\S]*<\/main>/.exec(text)?.[0]?.replaceAll(/\d{4,}/g, 'N')
    expect(main(there?.text)).toBe(main(nowhere?.text))
    expect((await post(ann, at.others, { visibility: 'private' })).status).toBe(403)
    for (const who of [bea, carl]) expect((await post(who, at.open, { visibility: 'private' })).status).toBe(403)
    expect((await post(carl, at.suspended, { visibility: 'private' })).status).toBe(404)
    expect((await test.visitor().post(`${at.open}/visibility`, { visibility: 'private' })).location).toMatch(/^\/login/)
    expect((await ann.post(`${at.open}/visibility`, { visibility: 'private' })).status).toBe(403) // without the token
    expect((await bea.post('/account/unpublish', { _csrf: await csrf(bea) })).status).toBe(303)
    for (const path of [at.open, at.others]) expect((await test.visitor().get(path)).status, path).toBe(200)
  })

  it('has passed the second lock as well, if there is one', async () => {
    const input = { personId: test.cast.ann.id, kind: 'password', userAgent: 'test', now: test.clock.now() } as const
    const half = test.visitor()
    half.cookies.set('session', await test.desk.db.transaction((tx) => startSession(tx, input)))
    const _csrf = csrfIn((await half.get('/login/totp')).text)
    for (const path of [`${at.open}/visibility`, '/account/unpublish']) {
      expect((await half.post(path, { _csrf, visibility: 'private' })).location).toBe('/login/totp')
    }
    expect(await rowOf(at.open)).toMatchObject({ visibility: 'public' })
  })

  it('makes one private: nothing of it is left for the world, and the record says so', async () => {
    const stranger = io(test.url, { transports: ['websocket'], reconnection: false })
    expect(await stranger.emitWithAck('watch', { ticket: numberOf(at.open) })).toEqual({ ok: true })
    const out = new Promise((done) => stranger.once('gone', done))
    const { epoch } = await rowOf(at.open)
    expect((await shownOf(at.open)).every((rows) => rows > 0)).toBe(true)
    expect((await close(at.open)).location).toBe(CLOSED)
    expect(await out).toEqual({ ticket: numberOf(at.open) })
    stranger.disconnect()
    expect(await shownOf(at.open)).toEqual([0, 0, 0])
    const row = await rowOf(at.open)
    expect(row).toMatchObject({ visibility: 'private', publicSince: null, epoch: epoch + 1, status: 'pending' })
    const { id } = test.cast.ann
    expect(await linesOn(at.open)).toEqual([{ actorId: id, personId: id, facts: { epoch: epoch + 1 } }])
    for (const who of [test.visitor(), carl, ann]) expect((await who.get(at.open)).status).toBe(404)
    expect((await test.visitor().get('/?q=scanner')).text).not.toContain(at.open)
    expect((await bea.get(`${at.open}/history`)).text).toContain('Closed the shutter')
    const told = (await ann.get(CLOSED)).text
    expect(told).toContain('Made private: only support can read it now')
    expect(told).not.toContain(`${at.open}/visibility`)
    expect(told).toContain('Make all 4 private')
  })

  it('does it once, however often it is sent and whatever the page knew', async () => {
    const page = filledIn(formIn((await ann.get('/account')).text, `${at.second}/visibility`))
    const twice = [page, { ...page, epoch: '0', seen: 'f'.repeat(32) }, page]
    for (const answer of await Promise.all(twice.map((fields) => ann.post(`${at.second}/visibility`, fields)))) {
      expect(answer.location).toBe(CLOSED)
    }
    expect(await linesOn(at.second)).toHaveLength(1)
    expect(await shownOf(at.second)).toEqual([0, 0, 0])
  })

  it('makes a closed one private', async () => {
    expect((await close(at.closed)).location).toBe(CLOSED)
    expect(await rowOf(at.closed)).toMatchObject({ visibility: 'private', status: 'closed' })
    expect((await test.visitor().get(at.closed)).status).toBe(404)
  })

  it('makes a suspended one private: it does not come back when that is lifted', async () => {
    const before = await rowOf(at.suspended)
    expect((await close(at.suspended)).location).toBe(CLOSED)
    const after = await rowOf(at.suspended)
    expect(after).toMatchObject({ visibility: 'private', suspendedAt: before.suspendedAt })
    expect(await linesOn(at.suspended)).toHaveLength(1)
    await bea.send(suspension, `${suspension}/lift`)
    expect((await rowOf(at.suspended)).suspendedAt).toBeNull()
    expect((await test.visitor().get(at.suspended)).status).toBe(404)
    expect(await shownOf(at.suspended)).toEqual([0, 0, 0])
  })

  it('publishes again after a renewal, and needs the list no more', async () => {
    expect((await ann.get('/account')).text).not.toContain('/account/unpublish') // one is left
    await ann.send('/account', '/account/renew')
    expect((await ann.get('/account')).text).not.toContain('id="opened"')
    expect((await publish(ann, at.open)).location).toBe(at.open)
    expect((await test.visitor().get(at.open)).text).toContain('Is the lamp on?')
    expect((await ann.get(at.open)).text).toContain('Close the shutter')
  })

  it('makes all of theirs private at once, and nothing of anybody else', async () => {
    await expire(test, 'ann')
    ann = await test.as('ann')
    const all = filledIn(formIn((await ann.get('/account')).text, '/account/unpublish'))
    const answers = await Promise.all([1, 2].map(() => ann.post('/account/unpublish', all)))
    expect(answers.map(({ location }) => location)).toEqual([CLOSED, CLOSED])
    for (const path of [at.open, at.third]) expect(await shownOf(path), path).toEqual([0, 0, 0])
    expect([(await linesOn(at.open)).length, (await linesOn(at.third)).length]).toEqual([2, 1])
    expect((await ann.get(CLOSED)).text).not.toContain('id="opened"')
    expect((await test.visitor().get(at.others)).status).toBe(200)
  })

  it('does nothing any more once the account is closed', async () => {
    await ann.send('/account', '/account/renew')
    await publish(ann, at.third)
    await expire(test, 'ann')
    ann = await test.as('ann')
    const form = { _csrf: await csrf(ann), visibility: 'private' }
    expect((await ann.send('/account/close', '/account/close', { password: PASSWORD })).location).toBe('/goodbye')
    for (const path of [`${at.third}/visibility`, '/account/unpublish']) {
      expect((await ann.post(path, form)).location).toMatch(/^\/login/)
    }
    expect(await rowOf(at.third)).toMatchObject({ visibility: 'public' })
  })
})
