import { eq, like } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE } from '../../server/clock.ts'
import { drafts, jobs, letters, limits, replies, sessions, tickets } from '../../server/db/schema.ts'
import { audit, documents } from '../../server/db/vault-schema.ts'
import { PASSWORD } from '../support/cast.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { filesWith } from '../support/disk.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply } from '../support/tickets.ts'
import { deedsAbout, expire, lettersTo, rowOf } from './support.ts'

describe('closing an account', () => {
  let test: TestDesk
  let ann: Client
  let privately: string
  let publicly: string
  let elsewhere: string
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
    const carl = await test.as('carl')
    privately = await openTicket(ann, { subject: 'Between us', body: 'A private sentence' }, [
      { name: 'one.txt', content: 'first content' },
      { name: 'two.txt', content: 'second content' },
    ])
    publicly = await openTicket(ann, { subject: 'For everyone', body: 'A public sentence' })
    await publish(ann, publicly)
    elsewhere = await openTicket(carl, { subject: 'Carl asks', body: 'Who knows?' })
    await publish(carl, elsewhere)
    await reply(ann, elsewhere, 'Ann knows')
    await test.visitor().send('/login', '/login', { email: 'ann@example.org', password: 'wrong' })
  })
  afterAll(() => test.close())
  const close = (fields: Record<string, string>) => ann.send('/account/close', '/account/close', fields)

  it('says exactly what will happen', async () => {
    const { status, text } = await ann.get('/account/close')
    expect(status, text).toBe(200)
    expect(text).toContain('2 documents in your vault are destroyed')
    expect(text).toContain('1 private ticket is erased')
    expect(text).toContain('1 public ticket stays to be read')
    expect(text).toContain('1 comment of yours on tickets of others stays')
    expect(text).not.toContain('name="code"')
  })

  it('is nothing for a visitor or for staff', async () => {
    expect((await test.visitor().get('/account/close')).location).toMatch(/^\/login/)
    const bea = await test.as('bea')
    expect((await bea.get('/account/close')).status).toBe(403)
    const csrf = csrfIn((await bea.get('/account')).text)
    expect((await bea.post('/account/close', { _csrf: csrf, password: PASSWORD })).status).toBe(403)
  })

  it('asks for the right password', async () => {
    const answer = await close({ password: 'not-the-password' })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('This is not your password.')
    expect((await close({})).text).toContain('Type a password.')
    expect((await rowOf(test, 'ann')).state).toBe('active')
  })

  it('does it all at once', async () => {
    const answer = await close({ password: PASSWORD })
    expect(answer.status, answer.text).toBe(303)
    expect(answer.location).toBe('/goodbye')
    expect(ann.cookies.has('session')).toBe(false)
    expect((await ann.get('/goodbye')).text).toContain('Your account is closed')
    const id = test.cast.ann.id
    const row = await rowOf(test, 'ann')
    expect(row).toMatchObject({ state: 'closed', name: '', email: `closed:${id}`, passwordHash: null, totpSeed: null })
    expect(row.closedAt).toEqual(test.clock.now())
    const states = await test.desk.db
      .select({ state: documents.state })
      .from(documents)
      .where(eq(documents.accountId, id))
    expect(states).toEqual([{ state: 'destroyed' }, { state: 'destroyed' }])
    expect(await test.desk.vault.storedIds()).toEqual({ blobs: [], keys: [] })
    for (const table of [sessions, drafts]) {
      expect(await test.desk.db.$count(table, eq(table.personId, id))).toBe(0)
    }
    expect(await test.desk.db.$count(limits, like(limits.key, '%ann@example.org%'))).toBe(0)
    const deeds = await deedsAbout(test, 'ann')
    expect(deeds).toEqual(expect.arrayContaining(['account.closed', 'ticket.erased', 'document.destroyed']))
    const [line] = await test.desk.db.select().from(audit).where(eq(audit.deed, 'account.closed'))
    expect(line).toMatchObject({ actorId: id, facts: { documents: 2, tickets: 1, publicTickets: 1 } })
  })

  it('erases private tickets; public ones stay without a name, and nobody replies to them', async () => {
    const rows = await test.desk.db
      .select()
      .from(tickets)
      .where(eq(tickets.ownerId, test.cast.ann.id))
      .orderBy(tickets.number)
    expect(rows[0]).toMatchObject({ subject: '', status: 'closed', visibility: 'private' })
    expect(rows[0]?.erasedAt).not.toBeNull()
    expect(await test.desk.db.$count(replies, eq(replies.ticketId, rows[0]?.id ?? ''))).toBe(0)
    expect(rows[1]).toMatchObject({ subject: 'For everyone', status: 'closed', visibility: 'public', erasedAt: null })
    const seen = await test.visitor().get(publicly)
    expect(seen.text).toContain('A public sentence')
    expect(seen.text).not.toContain('Ann Martin')
    const bea = await test.as('bea')
    for (const path of [privately, publicly, elsewhere]) {
      const { status, text } = await bea.get(path)
      expect(status).toBe(200)
      expect(text).not.toContain('Ann Martin')
    }
    expect((await bea.get(elsewhere)).text).toContain('Ann knows')
    if (!process.env['DATABASE_URL']) expect(await filesWith(test.storageDir, 'A private sentence')).toEqual([])
  })

  it('writes one last letter to the old address, with the count', async () => {
    const [last, ...others] = await lettersTo(test, 'ann@example.org')
    expect(others).toEqual([])
    expect(last?.subject).toBe('Your account is closed')
    expect(last?.text).toContain('2 documents were destroyed')
  })

  it('answers later sign-ins like an unknown address, and takes the address anew', async () => {
    const visitor = test.visitor()
    const answers = []
    for (const email of ['ann@example.org', 'nobody@example.org']) {
      const answer = await visitor.send('/login', '/login', { email, password: PASSWORD })
      answers.push([answer.status, answer.text.replaceAll(email, '')])
    }
    expect(answers[0]).toEqual(answers[1])
    const form = {
      name: 'Ann Again',
      email: 'ann@example.org',
      password: 'granite-whistle-harbour-moss',
      acceptTerms: 'yes',
    }
    expect((await visitor.send('/register', '/register', form)).location).toBe('/register/sent')
    const subjects = (await lettersTo(test, 'ann@example.org')).map(({ subject }) => subject)
    expect(new Set(subjects)).toEqual(new Set(['Your account is closed', 'Confirm your address']))
  })

  it('cannot be forgotten by a crash: a job finishes what was promised', async () => {
    const promised = await test.desk.db.select().from(jobs).where(eq(jobs.name, 'destroyAccountDocuments'))
    expect(promised).toMatchObject([{ payload: { accountId: test.cast.ann.id, reason: 'closure' } }])
    test.clock.advance(2 * MINUTE)
    await test.desk.jobs.runAll()
    const [done] = await test.desk.db.select().from(jobs).where(eq(jobs.name, 'destroyAccountDocuments'))
    expect(done).toMatchObject({ failure: null })
    expect(done?.endedAt).not.toBeNull()
  })

  it('asks somebody with a second factor for a code, also when the access has ended', async () => {
    const carl = await test.as('carl')
    const shown = await carl.get('/account/totp')
    const seed = /<p class="key secret"[^>]*>([^<]+)</.exec(shown.text)?.[1]?.replaceAll(' ', '') ?? ''
    const { codeAt } = await import('../support/cast.ts')
    await carl.send('/account/totp', '/account/totp', { code: await codeAt(seed, test.clock.now()) })
    const codes = (await carl.get('/account/recovery-codes')).text.match(/[A-Z2-9]{4}(-[A-Z2-9]{4}){3}/g) ?? []
    await expire(test, 'carl')
    const shut = (code: string) => carl.send('/account/close', '/account/close', { password: PASSWORD, code })
    expect((await shut('')).text).toContain('Type the code.')
    expect((await shut('123456')).status).toBe(422)
    expect((await rowOf(test, 'carl')).state).toBe('active')
    expect((await shut(codes[0] ?? '')).location).toBe('/goodbye')
    expect((await rowOf(test, 'carl')).state).toBe('closed')
    expect(await test.desk.db.$count(letters, eq(letters.personId, test.cast.carl.id))).toBe(1)
  })
})
