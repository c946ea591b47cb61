import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publications, publishedReplies, searchRows } from '../../server/db/public-schema.ts'
import { tickets } from '../../server/db/schema.ts'
import { setExpiry } from '../../server/accounts/access-rights.ts'
import { csrfIn, filledIn, formIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply, unpublish } from '../support/tickets.ts'
import { statementsOf, tablesIn } from './statements.ts'

const NAMES = ['Ann Martin', 'Carl Petit', 'Bea Rossi', 'ann@example.org']
const SECRET = '4921-KTPW-09ZX-7QLM'

describe('what the world reads of a ticket', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, nobody: Client, path: string
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    nobody = test.visitor()
    const body = 'It says **in use** since Friday. I am Ann Martin.\n\nWrite to ann@example.org, the serial is at home.'
    path = await openTicket(ann, { subject: 'Licence in use, says Ann Martin', body })
    await note(path, 'Same as 4088')
    await reply(bea, path, 'Which version?')
    expect((await publish(ann, path)).status).toBe(303)
  })
  afterAll(() => test.close())

  async function note(where: string, body: string) {
    const page = (await bea.get(where)).text
    const form = filledIn(formIn(page.slice(page.indexOf('data-part="note"') - 300), `${where}/replies`))
    expect((await bea.post(`${where}/replies`, { ...form, internal: 'on', body })).status).toBe(303)
  }
  /** Everything that anybody at all could be answered about this ticket, and what it is answered from. */
  async function published(who = nobody) {
    const pages = await Promise.all(
      [path, `${path}/replies?after=`, '/', '/?q=version'].map(async (one) => (await who.get(one)).bytes.toString()),
    )
    const rows = await Promise.all(
      [publications, publishedReplies].map(async (table) => JSON.stringify(await test.desk.db.select().from(table))),
    )
    const found = await test.desk.db.select().from(searchRows).where(eq(searchRows.scope, 'public'))
    return [...pages, ...rows, JSON.stringify(found)].join('\n')
  }

  it('is the conversation, with display names alone and with what is confidential covered', async () => {
    const { text } = await nobody.get(path)
    expect(text).toContain('It says <strong>in use</strong> since Friday.')
    expect(text).toContain('Which version?')
    expect(text).toMatch(/<strong>The customer<\/strong>[\s\S]*<strong>Support<\/strong>/)
    expect(text).toContain('<span class="gone">personal details</span>')
    expect(text).toContain('<title>Licence in use, says [personal details] (')
    const all = await published()
    for (const hidden of [...NAMES, 'Same as 4088', 'Martin']) expect(all, hidden).not.toContain(hidden)
    expect(text).not.toMatch(/vault|slip/i)
    for (const q of ['Martin', 'example.org', '4088'])
      expect((await nobody.get(`/?q=${q}`)).text, q).not.toContain(`${path}"`)
  })

  it('says what is covered in the language of whoever reads', async () => {
    const { text } = await nobody.get(path, { 'accept-language': 'fr' })
    expect(text).toContain('<span class="gone">des données personnelles</span>')
  })

  it('is the same for another customer and, once their rights have ended, for its owner; staff and owner read all', async () => {
    for (const who of [carl, nobody]) expect((await who.get(path)).text).not.toContain('Ann Martin')
    for (const who of [ann, bea]) expect((await who.get(path)).text).toContain('I am Ann Martin')
    const own = await openTicket(carl, { subject: 'Mail', body: 'Carl Petit was here' })
    expect((await publish(carl, own)).status).toBe(303)
    expect((await carl.get(own)).text).toContain('Carl Petit was here')
    await setExpiry(test.desk, 'carl@example.org', '2026-11-20', null)
    const ended = await test.as('carl')
    const { text, status } = await ended.get(own)
    expect([status, text.includes('Carl Petit was here'), text.includes('name="body"')]).toEqual([200, false, false])
    expect((await ended.get(`${own}/replies?after=`)).text).not.toContain('Carl Petit')
    await setExpiry(test.desk, 'carl@example.org', '2027-11-20', null)
    carl = await test.as('carl')
  })

  it('tells owner and support how much of a message is covered there', async () => {
    const heads = (html: string) =>
      [...html.matchAll(/<article[\s\S]*?<header><span>([\s\S]*?)<\/span> <span/g)].map(([, head]) => head)
    for (const who of [ann, bea])
      expect(heads((await who.get(path)).text)).toEqual([
        expect.stringMatching(/ · the world sees “The customer” · 2 places covered$/),
        expect.stringMatching(/ · the world sees “[^”]+”$/),
      ])
    await ann.get(`${path}?lang=fr`)
    expect(heads((await ann.get(path)).text)[0]).toContain(' · 2 endroits masqués')
    await ann.get(`${path}?lang=en`)
  })

  it('tells people which comments are their own, and everybody the rest', async () => {
    expect((await reply(carl, path, 'Same here, with version 12')).status).toBe(303)
    expect((await carl.get(path)).text).toContain('<strong>You</strong> · the world sees “Another customer”')
    expect((await nobody.get(path)).text).toContain('<strong>Another customer</strong>')
    expect((await bea.get(path)).text).toContain('Carl Petit')
    expect((await ann.get(path)).text).not.toContain('Carl Petit')
  })

  it('answers what follows one reply, from what was published', async () => {
    const all = [...(await nobody.get(`${path}/replies?after=`)).text.matchAll(/<article[^>]*id="([^"]+)"/g)].map(
      ([, id]) => id,
    )
    expect(all.length).toBe(3)
    const rest = await nobody.get(`${path}/replies?after=${all[0]}`)
    expect([...rest.text.matchAll(/<article[^>]*id="([^"]+)"/g)].map(([, id]) => id)).toEqual(all.slice(1))
    expect((await nobody.get(`${path}/replies?after=nothing`)).text).toContain(`id="${all[0]}"`)
    // Only a page that is open already asks so: in a browser's address it is the ticket.
    for (const who of [nobody, carl, ann, bea]) {
      const { status, location } = await who.get(`${path}/replies`)
      expect([status, location]).toEqual([303, path])
    }
    for (const number of ['999', '0', 'new', '%2f%2fevil.example'])
      expect((await nobody.get(`/tickets/${number}/replies`)).status, number).toBe(404)
  })

  it('is read from what was published alone: no statement of a stranger names another table', async () => {
    const asked = [
      '/',
      '/?q=version',
      '/?q=Ann+Martin',
      path,
      `${path}/replies`,
      `${path}/replies?after=x`,
      '/tickets/999',
    ]
    const said = await statementsOf(async () => {
      for (const one of [...asked, '/similar?subject=version']) await nobody.get(one)
    })
    expect(said.length).toBeGreaterThan(5)
    const may = ['publications', 'published_replies', 'search_rows', 'search_index', 'blocked_sites', 'limits', 'jobs']
    expect(tablesIn(said).filter((table) => !may.includes(table))).toEqual([])
  })

  it('of another customer, only asks for tickets of their own', async () => {
    const said = await statementsOf(async () => {
      for (const one of [path, `${path}/replies?after=`]) await carl.get(one)
    })
    expect(tablesIn(said)).not.toContain('replies')
    const asked = said.filter((sql) => tablesIn([sql]).includes('tickets'))
    expect(asked.length).toBeGreaterThan(0)
    for (const sql of asked) expect(sql).toMatch(/"owner_id" = \+?(\?|\$\d)/)
  })

  it('goes with the shutter: page, fragment, home, search and rows', async () => {
    await unpublish(ann, path)
    for (const one of [path, `${path}/replies`]) {
      for (const who of [carl, nobody]) expect((await who.get(one)).status).toBe(404)
    }
    expect(await published()).not.toMatch(/in use|Which version/)
    expect(await test.desk.db.$count(publications, eq(publications.number, Number(path.slice(9))))).toBe(0)
    expect(await test.desk.db.$count(searchRows, eq(searchRows.scope, 'public'))).toBeGreaterThan(0) // the other one
    await publish(ann, path)
    expect((await nobody.get(path)).text).toContain('Which version?')
  })

  it('is gone while staff have suspended the ticket, but for its owner and staff', async () => {
    const number = Number(path.slice(9))
    const [ticket] = await test.desk.db.select().from(tickets).where(eq(tickets.number, number))
    const { project } = await import('../../server/publication/projecting.ts')
    const suspend = (suspendedAt: Date | null) =>
      test.desk.db.transaction(async (tx) => {
        await tx.update(tickets).set({ suspendedAt }).where(eq(tickets.number, number))
        await project(tx, test.desk, ticket?.id ?? '')
      })
    const form = filledIn(formIn((await carl.get(path)).text, `${path}/replies`))
    await suspend(test.clock.now())
    for (const who of [carl, nobody]) expect((await who.get(path)).status).toBe(404)
    for (const who of [ann, bea]) expect((await who.get(path)).status).toBe(200)
    const late = await carl.post(`${path}/replies`, { ...form, body: 'Too late' })
    expect([late.status, late.text.includes('Too late')]).toEqual([404, true])
    await suspend(null)
    expect((await nobody.get(path)).status).toBe(200)
  })

  it('is made at the start for tickets that were public before there were publications', async () => {
    const before = (await nobody.get(path)).text
    await test.desk.db.transaction(async (tx) => {
      await tx.delete(searchRows).where(eq(searchRows.scope, 'public'))
      await tx.delete(publications)
    })
    expect((await nobody.get(path)).status).toBe(404)
    await test.restart()
    nobody = test.visitor()
    const again = (await nobody.get(path)).text
    const talk = (text: string) => /<main[\s\S]*<\/main>/.exec(text)?.[0]
    expect(talk(again)).toBe(talk(before))
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
  })

  it('keeps covered what the desk has forgotten: a former name, and a serial key that was destroyed', async () => {
    const form = {
      name: 'Anna Durand',
      locale: 'en',
      publicName: 'Blue Heron',
      _csrf: csrfIn((await ann.get('/account')).text),
    }
    const other = await openTicket(ann, { subject: 'Serial', body: `It is ${SECRET} and I am Ann Martin, says Ann.` })
    const kept = await ann.send(other, `${other}/documents`, { label: 'key', secret: SECRET, kind: 'serial_key' })
    expect(kept.status, kept.text).toBe(303)
    await publish(ann, other)
    const hidden = async () => {
      const all = (await nobody.get(other)).text + JSON.stringify(await test.desk.db.select().from(publishedReplies))
      expect(all).not.toContain(SECRET)
      expect(all).not.toContain('Ann Martin')
    }
    await hidden()
    const document = /\/documents\/([^/"]+)\/destroy/.exec((await ann.get(other)).text)?.[1]
    const gone = await ann.send(`/documents/${document}/destroy`, `/documents/${document}/destroy`, { confirm: 'yes' })
    expect(gone.status, gone.text).toBeLessThan(400)
    expect((await ann.post('/account/profile', form)).status).toBe(303)
    expect((await nobody.get(other)).text).toContain('Blue Heron')
    await hidden()
  })
})
