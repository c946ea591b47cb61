import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verdicts } from '../../server/db/public-schema.ts'
import { people, replies } from '../../server/db/schema.ts'
import { audit, documents } from '../../server/db/vault-schema.ts'
import { csrfIn, filledIn, formIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { filesWith } from '../support/disk.ts'
import { openTicket, publish, reply } from '../support/tickets.ts'
import { EMAIL, KEY, PHONE, decision, marksIn, sendFrom, storedOn } from './support.ts'

describe('a secret in a message of a private ticket', () => {
  let test: TestDesk
  let ann: Client, bea: Client, path: string
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea] = await Promise.all([test.as('ann'), test.as('bea')])
    path = await openTicket(ann)
  })
  afterAll(() => test.close())
  const choose = (secretRule: string, client = ann) => client.send('/account', '/account/secrets', { secretRule })
  const slips = () => test.desk.db.$count(documents)

  it('is sent as it was written, unless its owner says otherwise', async () => {
    const sent = await reply(ann, path, `The key ${KEY} and ${PHONE}`)
    expect(sent.status, sent.text).toBe(303)
    expect(sent.location).not.toContain('moved')
    expect((await storedOn(test, path)).at(-1)).toBe(`The key ${KEY} and ${PHONE}`)
    const opened = await openTicket(ann, { subject: `Key ${KEY}`, body: `The key ${KEY}` })
    expect(await storedOn(test, opened)).toEqual([`Key ${KEY}`, `The key ${KEY}`])
  })

  it('costs no look into the database where there is none', async () => {
    const { db } = test.desk
    const { select } = db
    const asked = async (body: string) => {
      const form = filledIn(formIn((await ann.get(path)).text, `${path}/replies`))
      let count = 0
      db.select = (...fields: []) => {
        count += 1
        return select(...fields)
      }
      expect((await ann.post(`${path}/replies`, { ...form, body })).status).toBe(303)
      db.select = select
      return count
    }
    const plain = await asked('It works now.')
    expect(await asked('It works again.')).toBe(plain)
    expect(await asked(`It works with ${KEY}.`)).toBe(plain + 1) // what its owner wants then
  })

  it('goes into the vault when its author says so, whatever the rule', async () => {
    const checked = await ann.post('/tickets/check', {
      _csrf: csrfIn((await ann.get(path)).text),
      ticket: path.slice(9),
      body: 'Use QQ7Q-9K2M-4TPL-5519 now',
    })
    const { advice } = checked.body as { advice: { mark: string }[] }
    const page = await ann.get(path)
    const vault = { [`finding-${advice[0]?.mark}`]: 'vault' }
    const sent = await sendFrom(ann, page, `${path}/replies`, { body: 'Use QQ7Q-9K2M-4TPL-5519 now', ...vault })
    expect(sent.status, sent.text).toBe(303)
    expect(sent.location).not.toContain('moved')
    expect((await storedOn(test, path)).at(-1)).toMatch(/^Use \uE000licence_key:S-\d+\uE001 now$/)
    expect(await filesWith(test.storageDir, 'QQ7Q-9K2M-4TPL-5519')).toEqual([])
    // A form that was refused for another reason keeps what its author had decided.
    const empty = await sendFrom(ann, await ann.get('/tickets/new'), '/tickets', { subject: '', body: 'x' })
    expect(marksIn(empty.text).size).toBe(0)
  })

  it('is chosen on the account page by customers alone, and the record says that it was', async () => {
    expect((await ann.get('/account')).text).toContain('Secrets in messages')
    const wrong = await choose('always')
    expect(wrong.status).toBe(422)
    expect((await choose('ask')).status).toBe(303)
    const [row] = await test.desk.db.select().from(people).where(eq(people.id, test.cast.ann.id))
    expect(row?.secretRule).toBe('ask')
    expect((await ann.get('/account')).text).toMatch(/value="ask" checked/)
    const lines = await test.desk.db.select().from(audit).where(eq(audit.deed, 'account.changed'))
    expect(lines.map(({ personId, facts }) => [personId, facts])).toEqual([[test.cast.ann.id, { what: 'secrets' }]])
    expect((await bea.get('/account')).text).not.toContain('/account/secrets')
    const _csrf = csrfIn((await bea.get('/account')).text)
    expect((await bea.post('/account/secrets', { _csrf, secretRule: 'vault' })).status).toBe(403)
    expect((await ann.post('/account/secrets', { secretRule: 'vault' })).status).toBe(403)
    expect((await test.visitor().post('/account/secrets', { secretRule: 'vault' })).location).toMatch(/^\/login/)
  })

  it('is asked about before it is sent, with the vault chosen', async () => {
    for (const client of [ann, bea]) {
      const [said, kept] = [await test.desk.db.$count(replies), await slips()]
      const text = `Take ${KEY}, ring ${PHONE}, write to ${EMAIL}`
      const refused = await reply(client, path, text)
      expect(refused.status).toBe(422)
      expect([...marksIn(refused.text).keys()]).toEqual([KEY]) // between the two, a phone number is no secret
      expect(refused.text).toMatch(/value="vault"[^>]* checked/)
      expect(refused.text).toContain(text)
      expect([await test.desk.db.$count(replies), await slips()]).toEqual([said, kept])
      const sent = await sendFrom(client, refused, `${path}/replies`)
      expect(sent.status, sent.text).toBe(303)
      expect(sent.location).not.toContain('moved')
      expect((await storedOn(test, path)).at(-1)).toMatch(/^Take \uE000licence_key:S-\d+\uE001, ring \+33/)
      expect(await slips()).toBe(kept + 1)
      const asIs = await sendFrom(client, refused, `${path}/replies`, {
        ...decision(refused.text, KEY, 'cover'),
        key: `as-it-is-${client === ann}`,
      })
      expect(asIs.status, asIs.text).toBe(303)
      expect((await storedOn(test, path)).at(-1)).toBe(text)
    }
    // That somebody sent it as it is says nothing about what the world may read.
    expect(await test.desk.db.$count(verdicts)).toBe(0)
    const kept = await reply(ann, path, `Keep ${KEY}`)
    expect((await sendFrom(ann, kept, `${path}/replies`, decision(kept.text, KEY, 'keep'))).status).toBe(422)
  })

  it('is asked about in a new ticket too, in its subject as well', async () => {
    const refused = await ann.send('/tickets/new', '/tickets', {
      subject: `Key ${KEY}`,
      body: `The key ${KEY} is refused`,
      category: 'licences',
    })
    expect(refused.status).toBe(422)
    expect([...marksIn(refused.text).keys()]).toEqual([KEY])
    const kept = await slips()
    const opened = await sendFrom(ann, refused, '/tickets')
    expect(opened.status, opened.text).toBe(303)
    expect(await slips()).toBe(kept + 1)
    const [subject, body] = await storedOn(test, opened.location)
    expect(subject).toMatch(/^Key \uE000licence_key:S-\d+\uE001$/)
    expect(body).toMatch(/^The key \uE000licence_key:S-\d+\uE001 is refused$/)
    const shown = await ann.get(opened.location)
    expect(shown.text).toMatch(/<h1>Key .*licence key/)
    expect(shown.text).not.toMatch(/[\uE000\uE001]/)
  })

  it('goes into the vault without a question when its owner wants that, and the next page says so', async () => {
    await choose('vault')
    for (const client of [ann, bea]) {
      const sent = await reply(client, path, `Once more: ${KEY}, ring ${PHONE}`)
      expect(sent.status, sent.text).toBe(303)
      expect(sent.location).toMatch(/\?moved=1#/)
      expect((await client.get(sent.location)).text).toContain('went into the vault')
      expect((await storedOn(test, path)).at(-1)).toMatch(/^Once more: \uE000licence_key:S-\d+\uE001, ring \+33/)
    }
    expect((await ann.get(path)).text).not.toContain('went into the vault')
    expect((await ann.get(`${path}?moved=%3Cb%3E`)).text).not.toContain('went into the vault')
    // Support does not overrule the owner.
    const page = await bea.get(path)
    const checked = await bea.post('/tickets/check', {
      _csrf: csrfIn(page.text),
      ticket: path.slice(9),
      body: `Once more: ${KEY}`,
    })
    const { advice } = checked.body as { advice: { mark: string }[] }
    const overruled = { [`finding-${advice[0]?.mark}`]: 'cover', body: `Once more: ${KEY}` }
    await sendFrom(bea, page, `${path}/replies`, overruled)
    expect((await storedOn(test, path)).at(-1)).not.toContain(KEY)
  })

  it('stays covered when the ticket becomes public: nobody learns that there is a vault', async () => {
    expect((await publish(ann, path)).status).toBeLessThan(400)
    const seen = await test.visitor().get(path)
    if (seen.status === 200) {
      expect(seen.text).not.toContain(KEY)
      expect(seen.text).not.toMatch(/S-\d{4}/)
    }
  })

  it('is not moved when it is a note', async () => {
    const mine = await openTicket(ann, { subject: 'Notes' })
    const page = await bea.get(mine)
    const note = page.text.slice(page.text.indexOf('data-part="note"') - 300)
    await bea.post(`${mine}/replies`, { ...filledIn(formIn(note, `${mine}/replies`)), body: `Same as ${KEY}` })
    expect((await storedOn(test, mine)).at(-1)).toBe(`Same as ${KEY}`)
  })
})
