import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replies } from '../../server/db/schema.ts'
import { audit } from '../../server/db/vault-schema.ts'
import { csrfIn, filledIn, formIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply, unpublish } from '../support/tickets.ts'

describe('the shutter', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, ada: Client, path: string
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, carl, ada] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl'), test.as('ada')])
    path = await openTicket(ann, { subject: 'Mail from the scanner' }, [
      { name: 'hidden-name.txt', content: 'hidden content' },
    ])
  })
  afterAll(() => test.close())
  const csrf = async (client: Client) => csrfIn((await client.get('/account/totp')).text)

  it('opens when its owner has read what everyone will see', async () => {
    const review = await ann.get(`${path}/visibility`)
    expect(review.status).toBe(200)
    expect(review.text).toContain('It says so since Friday.')
    expect(review.text).not.toContain('hidden-name')
    const unread = await ann.send(`${path}/visibility`, `${path}/visibility`, { visibility: 'public' })
    expect(unread.status).toBe(422)
    expect(unread.text).toContain('id="confirm-error"')
    expect((await publish(ann, path)).status).toBe(303)
    const seen = await test.visitor().get(path)
    expect(seen.status).toBe(200)
    expect(seen.text).toContain('Mail from the scanner')
    expect((await test.visitor().get('/?q=scanner')).text).toContain(path)
  })

  it('leaves no trace of documents on the public page', async () => {
    const seen = await test.visitor().get(path)
    expect(seen.text).not.toMatch(/hidden-name|hidden content|vault|slip|S-\d{4}|sha-256/i)
  })

  it('is moved by nobody else: staff and administrators get 403 and no button', async () => {
    for (const client of [bea, ada]) {
      const page = await client.get(path)
      expect(page.text).not.toContain(`${path}/visibility`)
      expect((await client.get(`${path}/visibility`)).status).toBe(403)
      expect(
        (await client.post(`${path}/visibility`, { _csrf: await csrf(client), visibility: 'private' })).status,
      ).toBe(403)
    }
    expect((await carl.post(`${path}/visibility`, { _csrf: await csrf(carl), visibility: 'private' })).status).toBe(403)
    expect((await test.visitor().get(path)).status).toBe(200)
  })

  it('hands back what was written before it moved', async () => {
    const composer = filledIn(formIn((await bea.get(path)).text, `${path}/replies`))
    const comment = filledIn(formIn((await carl.get(path)).text, `${path}/replies`))
    const before = await test.desk.db.$count(replies)
    expect((await unpublish(ann, path)).status).toBe(303)
    const back = await bea.post(`${path}/replies`, { ...composer, body: 'For everyone to read' })
    expect(back.status).toBe(409)
    expect(back.text).toContain('For everyone to read')
    const again = filledIn(formIn(back.text, `${path}/replies`))
    expect(again['epoch']).not.toBe(composer['epoch'])
    const lost = await carl.post(`${path}/replies`, { ...comment, body: 'My own words' })
    expect(lost.status).toBe(404)
    expect(lost.text).toContain('My own words')
    expect(lost.text).not.toContain('Mail from the scanner')
    expect(await test.desk.db.$count(replies)).toBe(before)
  })

  it('is closed at once: page, list, search, replies', async () => {
    const visitor = test.visitor()
    for (const url of [path, `${path}/replies`, `${path}/replies?after=`])
      expect((await visitor.get(url)).status).toBe(404)
    for (const url of ['/', '/?q=scanner']) expect((await visitor.get(url)).text).not.toContain('Mail from the scanner')
  })

  it('also moves on a closed ticket, and each move is in the record', async () => {
    await bea.post(`${path}/status`, { _csrf: await csrf(bea), status: 'closed' })
    expect((await publish(ann, path)).status).toBe(303)
    expect((await test.visitor().get(path)).status).toBe(200)
    await unpublish(ann, path)
    const lines = await test.desk.db.select().from(audit).where(eq(audit.actorId, test.cast.ann.id))
    const moves = lines.map(({ deed }) => deed).filter((deed) => deed.endsWith('published'))
    expect(moves).toEqual(['ticket.published', 'ticket.unpublished', 'ticket.published', 'ticket.unpublished'])
  })

  it('stays where it is when a reply written in private meets an opened shutter', async () => {
    const second = await openTicket(ann, { subject: 'Second' })
    const composer = filledIn(formIn((await bea.get(second)).text, `${second}/replies`))
    await publish(ann, second)
    expect((await bea.post(`${second}/replies`, { ...composer, body: 'The password is hunter2' })).status).toBe(409)
    expect((await test.visitor().get(second)).text).not.toContain('hunter2')
    expect((await reply(bea, second, 'Public answer')).status).toBe(303)
  })
})
