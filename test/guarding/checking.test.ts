import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setExpiry } from '../../server/accounts/access-rights.ts'
import { DAY } from '../../server/clock.ts'
import { verdicts } from '../../server/db/public-schema.ts'
import { drafts, replies, tickets } from '../../server/db/schema.ts'
import { isoDay } from '../../server/words/formats.ts'
import { say } from '../../server/words/words.ts'
import { csrfIn, type Client, type Fields } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { filesWith } from '../support/disk.ts'
import { openTicket } from '../support/tickets.ts'
import { KEY, PHONE } from './support.ts'

type Answer = { advice: { mark: string; says: string; vault: boolean }[]; accept: string }

describe('what is being written is looked at', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, mine: string, open: string
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    mine = await openTicket(ann)
    open = await openTicket(ann, { visibility: 'public' })
  })
  afterAll(() => test.close())
  const check = async (client: Client, fields: Fields) =>
    client.post('/tickets/check', { _csrf: csrfIn((await client.get('/account/totp')).text), ...fields })
  const said = async (client: Client, fields: Fields) => (await check(client, fields)).body as Answer

  it('and secrets are offered to the vault, on a private ticket and on a new one', async () => {
    for (const where of [{ ticket: mine.slice(9) }, { key: 'a-key-of-a-form' }, {}]) {
      const { advice, accept } = await said(ann, { ...where, body: `Key ${KEY}, ring ${PHONE}` })
      expect(advice.map(({ says, vault }) => [says, vault])).toEqual([
        ['That looks like a licence key. Put it into the vault?', true],
      ])
      expect(accept).toBe('Into the vault')
    }
  })

  it('and on a public one everything that the world should not read', async () => {
    const { advice } = await said(bea, { ticket: open.slice(9), body: `Ring ${PHONE} about ${KEY}` })
    expect(advice.map(({ says, vault }) => [says, vault])).toEqual([
      ['That looks like a phone number. Everyone would read it.', false],
      ['That looks like a licence key. Everyone would read it. Put it into the vault?', true],
    ])
    const theirs = await said(carl, { ticket: open.slice(9), body: `Ring ${PHONE} about ${KEY}` })
    expect(theirs.advice).toMatchObject([{ vault: false }, { vault: false }])
    const fresh = await said(carl, { visibility: 'public', subject: `Ring ${PHONE}`, body: `Ring ${PHONE}` })
    expect(fresh.advice.length).toBe(1)
  })

  it('in the language of the page', async () => {
    ann.cookies.set('language', 'fr')
    const { advice } = await said(ann, { ticket: mine.slice(9), body: `Clé ${KEY}` })
    expect(advice[0]?.says).toMatch(/^On dirait une clé .*coffre\u202f\?$/)
    ann.cookies.set('language', 'en')
  })

  it('and says nothing where there is nothing', async () => {
    expect((await said(ann, { ticket: mine.slice(9), body: 'It works now.' })).advice).toEqual([])
    expect((await said(ann, { ticket: mine.slice(9) })).advice).toEqual([])
  })

  it('by nobody who could not write there', async () => {
    expect((await test.visitor().post('/tickets/check', { body: KEY })).location).toMatch(/^\/login/)
    expect((await ann.post('/tickets/check', { _csrf: 'wrong', body: KEY })).status).toBe(403)
    expect((await check(carl, { ticket: mine.slice(9), body: KEY })).status).toBe(404)
    expect((await check(carl, { ticket: '999999', body: KEY })).status).toBe(404)
    expect((await check(bea, { body: KEY })).status).toBe(403) // staff open no tickets
    expect((await check(ann, { body: 'x'.repeat(20_001) })).status).toBe(422)
  })

  it('without telling another customer what the owner keeps in the vault', async () => {
    await ann.send(mine, `${mine}/documents`, { label: 'Mine', secret: 'blue heron 1999', kind: 'credential' })
    const own = await said(ann, { ticket: open.slice(9), body: 'It is blue heron 1999.' })
    expect(own.advice.map(({ says }) => says)).toEqual([
      `That looks like ${say('en', 'finding.vault_content')}. Everyone would read it.`,
    ])
    expect((await said(carl, { ticket: open.slice(9), body: 'It is blue heron 1999.' })).advice).toEqual([])
  })

  it('and kept nowhere', async () => {
    const before = [await test.desk.db.$count(replies), await test.desk.db.$count(tickets)]
    await check(ann, { ticket: open.slice(9), body: 'Secret ZZ7Q-9K2M-4TPL-9919' })
    expect([await test.desk.db.$count(replies), await test.desk.db.$count(tickets)]).toEqual(before)
    expect(await test.desk.db.$count(verdicts)).toBe(0)
    expect(await test.desk.db.$count(drafts)).toBe(0)
    expect(await filesWith(test.storageDir, 'ZZ7Q-9K2M-4TPL-9919')).toEqual([])
  })

  it('so many times a minute and no more', async () => {
    const _csrf = csrfIn((await bea.get('/account/totp')).text)
    const answers = await Promise.all(
      Array.from({ length: 130 }, () => bea.post('/tickets/check', { _csrf, ticket: mine.slice(9), body: 'x' })),
    )
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
    expect((await bea.get(mine)).status).toBe(200)
  })

  it('for nobody whose rights have ended', async () => {
    const _csrf = csrfIn((await carl.get('/account/totp')).text)
    await setExpiry(test.desk, 'carl@example.org', isoDay(new Date(test.clock.now().getTime() - 2 * DAY)), null)
    expect((await carl.post('/tickets/check', { _csrf, body: KEY })).status).toBe(403)
  })
})
