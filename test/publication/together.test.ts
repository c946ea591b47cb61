import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setExpiry } from '../../server/accounts/access-rights.ts'
import { follows, publications } from '../../server/db/public-schema.ts'
import { letters, tickets } from '../../server/db/schema.ts'
import { audit } from '../../server/db/vault-schema.ts'
import { csrfIn, filledIn, formIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply, unpublish } from '../support/tickets.ts'

describe('a public ticket, besides reading it', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, nobody: Client, path: string, hidden: string
  beforeAll(async () => {
    test = await openTestDesk()
    await test.desk.jobs.stop() // they run when a test says so
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    nobody = test.visitor()
    path = await openTicket(ann, { subject: 'Calendar one hour late', body: 'Since the clocks changed.' })
    hidden = await openTicket(ann, { subject: 'In private' })
    await publish(ann, path)
  })
  afterAll(() => test.close())
  const head = async () =>
    (
      await test.desk.db
        .select()
        .from(publications)
        .where(eq(publications.number, Number(path.slice(9))))
    )[0]
  const row = async (one = path) =>
    (
      await test.desk.db
        .select()
        .from(tickets)
        .where(eq(tickets.number, Number(one.slice(9))))
    )[0]
  const token = async (who: Client) => csrfIn((await who.get('/account')).text)
  const follow = async (who: Client, what: string, on: string, one = path) =>
    (await who.post(`${one}/follow`, { what, on, _csrf: await token(who) })).status
  const setTerms = async (who: Client, fields: Record<string, string>, one = path) =>
    who.post(`${one}/terms`, {
      ...{ comments: 'on', indexable: 'off', licence: 'reserved' },
      ...fields,
      _csrf: await token(who),
    })

  describe('following, and having the same problem', () => {
    it('is for customers whose ticket it is not, while it is public', async () => {
      expect(await follow(carl, 'same', 'yes')).toBe(303)
      expect(await follow(carl, 'same', 'yes')).toBe(303)
      expect(await follow(carl, 'follow', 'yes')).toBe(303)
      expect((await head())?.sameCount).toBe(1)
      expect((await nobody.get(path)).text).toContain('1 other customer has this problem.')
      const mine = (await carl.get(path)).text
      expect(mine).toContain('I no longer have it')
      expect(mine).toContain('You have this problem too.')
      expect(mine).not.toContain('other customer') // he is the one
      expect(await follow(ann, 'follow', 'yes')).toBe(403)
      expect(await follow(bea, 'same', 'yes')).toBe(403)
      expect(await follow(carl, 'follow', 'yes', hidden)).toBe(404)
      expect(await follow(carl, 'like', 'yes')).toBe(422)
      expect((await nobody.post(`${path}/follow`, { what: 'same', on: 'yes' })).location).toContain('/login')
      expect((await nobody.get(path)).text).toContain(`/login?next=${path}`)
      expect((await carl.post(`${path}/follow`, { what: 'same', on: 'yes' })).status).toBe(403) // without its token
      expect(await test.desk.db.$count(follows)).toBe(2)
    })

    it('is counted on when what the world reads is built anew', async () => {
      await bea.send(path, `${path}/status`, { status: 'pending' })
      expect(await head()).toMatchObject({ sameCount: 1, status: 'pending' })
    })

    it('brings a letter with a link for what others say in public, and for nothing else', async () => {
      const mine = and(eq(letters.to, 'carl@example.org'), eq(letters.personId, test.cast.carl.id))
      const told = async () => {
        await test.desk.jobs.runAll()
        return test.desk.db.select().from(letters).where(mine)
      }
      await reply(bea, path, 'Fixed in version twelve')
      const [letter] = await told()
      expect(letter?.text).toContain(path)
      expect(letter?.text).not.toMatch(/twelve|Calendar/)
      await reply(carl, path, 'Thank you')
      const note = (await bea.get(path)).text
      const form = filledIn(formIn(note.slice(note.indexOf('data-part="note"') - 300), `${path}/replies`))
      await bea.post(`${path}/replies`, { ...form, internal: 'on', body: 'Known fault' })
      await unpublish(ann, path)
      await reply(bea, path, 'In private again')
      expect((await told()).length).toBe(1)
      expect((await carl.get('/tickets')).text).not.toContain('Calendar one hour late')
      await publish(ann, path)
      expect((await carl.get('/tickets')).text).toContain('Calendar one hour late')
      expect((await head())?.sameCount).toBe(1)
      await setExpiry(test.desk, 'carl@example.org', '2026-11-20', null)
      await reply(bea, path, 'And again')
      expect((await told()).length).toBe(1)
      await setExpiry(test.desk, 'carl@example.org', '2027-11-20', null)
      carl = await test.as('carl')
    })

    it('ends when its reader says so', async () => {
      expect(await follow(carl, 'same', 'no')).toBe(303)
      expect(await follow(carl, 'same', 'no')).toBe(303)
      expect((await head())?.sameCount).toBe(0)
    })
  })

  describe('what others may do with it', () => {
    it('is said by its owner alone, and is in the record', async () => {
      const form = filledIn(formIn((await ann.get(path)).text, `${path}/terms`))
      expect(form).toMatchObject({ comments: 'on', indexable: 'off', licence: 'reserved' })
      expect((await setTerms(bea, { comments: 'off' })).status).toBe(403)
      expect((await setTerms(carl, { comments: 'off' })).status).toBe(403)
      expect((await setTerms(carl, { comments: 'off' }, hidden)).status).toBe(404)
      expect((await setTerms(ann, { licence: 'mine' })).status).toBe(422)
      expect((await setTerms(ann, { comments: '' })).status).toBe(422)
      expect((await nobody.post(`${path}/terms`, { comments: 'off' })).location).toContain('/login')
      expect(await row()).toMatchObject({ comments: true, indexable: false, licence: 'reserved' })
      const { status, location } = await setTerms(ann, { licence: 'cc-by' })
      expect(status).toBe(303)
      expect((await ann.get(location.replace(/#.*/, ''))).text).toMatch(/id="terms" open>[^]*That is kept\./)
      expect((await nobody.get(path)).text).toContain('CC BY 4.0')
      expect((await setTerms(ann, { licence: 'cc-by' })).status).toBe(303)
      const id = (await row())?.id ?? ''
      const lines = await test.desk.db
        .select()
        .from(audit)
        .where(and(eq(audit.ticketId, id), eq(audit.deed, 'ticket.terms')))
      expect(lines.map(({ facts }) => facts)).toEqual([{ comments: 1, indexable: 0, licence: 'cc-by' }])
    })

    it('closes the comments to others, not to owner and support, and gives back what was being written', async () => {
      const form = filledIn(formIn((await carl.get(path)).text, `${path}/replies`))
      expect((await setTerms(ann, { comments: 'off' })).status).toBe(303)
      const { text } = await carl.get(path)
      expect([text.includes('Its owner has closed the comments.'), text.includes('name="body"')]).toEqual([true, false])
      const late = await carl.post(`${path}/replies`, { ...form, body: 'I was about to say' })
      expect([late.status, late.text.includes('I was about to say')]).toEqual([403, true])
      for (const who of [ann, bea]) expect((await reply(who, path, 'Still here')).status).toBe(303)
      await setTerms(ann, { comments: 'on' })
      expect((await reply(carl, path, 'Now I say it')).status).toBe(303)
    })

    it('lets robots list it only if its owner wants that, and never keep it', async () => {
      const header = async (one: string, who = nobody) => (await who.get(one)).headers['x-robots-tag']
      const none = 'noindex, nofollow, noarchive'
      expect(await header(path)).toBe(none)
      await setTerms(ann, { indexable: 'on' })
      expect(await header(path)).toBe('noarchive')
      for (const one of ['/', `${path}/replies?after=`, hidden, '/legal/terms', '/robots.txt'])
        expect(await header(one), one).toBe(none)
      for (const who of [ann, bea]) expect(await header(path, who)).toBe(none)
      await unpublish(ann, path)
      expect(await header(path)).toBe(none)
      await publish(ann, path)
      expect(await header(path)).toBe('noarchive')
    })
  })

  describe('a display name', () => {
    const call = async (publicName: string) =>
      ann.post('/account/profile', { name: 'Ann Martin', locale: 'en', publicName, _csrf: await token(ann) })

    it.each([
      'Ann Martin',
      'annmartin75',
      'The real Martin',
      'ànn',
      'ann@example.org',
      '06 12 34 56 78',
      'Support team',
      'a'.repeat(41),
      'two\nlines',
      'abc\u202Edef',
      '\uE000password\uE001',
    ])('is not %j', async (name) => {
      const answer = await call(name)
      expect([answer.status, answer.text.includes('id="publicName-error"')]).toEqual([422, true])
    })

    it('is what the world reads, at once and everywhere, and goes when it is taken back', async () => {
      expect((await call('Blue Heron')).status).toBe(303)
      expect((await nobody.get(path)).text).toContain('<strong>Blue Heron</strong> · The customer')
      expect((await head())?.ownerName).toBe('Blue Heron')
      expect((await ann.get(path)).text).toContain('the world sees “Blue Heron”')
      expect((await ann.get('/account')).text).toContain('value="Blue Heron"')
      expect((await call('')).status).toBe(303)
      expect((await nobody.get(path)).text).not.toContain('Blue Heron')
      expect((await bea.get('/account')).text).not.toContain('name="publicName"')
    })

    it('names comments on the tickets of others', async () => {
      const other = await openTicket(carl, { subject: 'Printer' })
      await publish(carl, other)
      await reply(ann, other, 'I had that too')
      await call('Grey Goose')
      expect((await nobody.get(other)).text).toContain('<strong>Grey Goose</strong> · Another customer')
    })
  })
})
