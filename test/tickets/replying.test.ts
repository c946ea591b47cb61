import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { letters, replies, tickets } from '../../server/db/schema.ts'
import { csrfIn, filledIn, formIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply } from '../support/tickets.ts'

describe('replying', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, path: string
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    path = await openTicket(ann)
  })
  afterAll(() => test.close())
  const statusOf = async () =>
    (
      await test.desk.db
        .select()
        .from(tickets)
        .where(eq(tickets.number, Number(path.slice(9))))
    )[0]?.status

  it('passes between owner and support, and tells whose turn it is', async () => {
    expect((await reply(bea, path, 'Which version?')).status).toBe(303)
    expect(await statusOf()).toBe('pending')
    const shown = await ann.get(path)
    expect(shown.text).toContain('Which version?')
    expect(shown.text).toContain('Bea Rossi')
    expect(shown.text).toContain('Waiting for you')
    await reply(ann, path, 'Version 12.4')
    expect(await statusOf()).toBe('open')
    const told = await test.desk.db.select().from(letters).where(eq(letters.to, 'ann@example.org'))
    expect(told.length).toBe(1)
    expect(told[0]?.text).not.toContain('Which version')
  })

  it('posts one reply however often the form is sent', async () => {
    const before = await test.desk.db.$count(replies)
    const form = filledIn(formIn((await ann.get(path)).text, `${path}/replies`))
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => ann.post(`${path}/replies`, { ...form, body: 'Once' })),
    )
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303])
    expect(await test.desk.db.$count(replies)).toBe(before + 1)
  })

  it('keeps a note from everybody but staff', async () => {
    const page = await bea.get(path)
    const note = page.text.slice(page.text.indexOf('data-part="note"') - 300)
    await bea.post(`${path}/replies`, { ...filledIn(formIn(note, `${path}/replies`)), body: 'Same as 4088' })
    expect((await bea.get(path)).text).toContain('Same as 4088')
    for (const client of [ann, test.visitor()]) {
      expect((await client.get(path)).text).not.toContain('Same as 4088')
      expect((await client.get(`${path}/replies?after=`)).text).not.toContain('Same as 4088')
    }
  })

  it('does not let a customer write a note', async () => {
    const form = filledIn(formIn((await ann.get(path)).text, `${path}/replies`))
    expect((await ann.post(`${path}/replies`, { ...form, internal: 'on', body: 'x' })).status).toBe(403)
  })

  it('answers the replies after one, as the page draws them', async () => {
    const all = await ann.get(`${path}/replies?after=`)
    const ids = [...all.text.matchAll(/<article[^>]*id="([^"]+)"/g)].map(([, id]) => id as string)
    const rest = await ann.get(`${path}/replies?after=${ids[1]}`)
    expect([...rest.text.matchAll(/<article[^>]*id="([^"]+)"/g)].map(([, id]) => id)).toEqual(ids.slice(2))
  })

  it('shows a refused reply again, and gives strangers nothing', async () => {
    const empty = await reply(ann, path, '  ')
    expect(empty.status).toBe(422)
    expect(empty.text).toContain('id="body-error"')
    const form = filledIn(formIn((await ann.get(path)).text, `${path}/replies`))
    const csrf = csrfIn((await carl.get('/tickets')).text)
    const stranger = await carl.post(`${path}/replies`, { ...form, body: 'Let me in', _csrf: csrf })
    expect(stranger.status).toBe(404)
    expect(stranger.text).toContain('Let me in')
    expect((await carl.get(path)).status).toBe(404)
    expect((await test.visitor().get(path)).status).toBe(404)
    expect((await test.visitor().get(path)).text).toBe(
      (await test.visitor().get('/tickets/999999')).text.replace('999999', path.slice(9)),
    )
  })

  it('lets other customers comment in public, without names and without documents', async () => {
    const open = await openTicket(ann, { subject: 'Calendar one hour late' })
    await publish(ann, open)
    expect((await reply(carl, open, 'Same here')).status).toBe(303)
    const seen = await test.visitor().get(open)
    expect(seen.text).toContain('Same here')
    expect(seen.text).toContain('Another customer')
    for (const name of ['Carl Petit', 'Ann Martin', 'Bea Rossi']) expect(seen.text).not.toContain(name)
    const refused = await carl.send(open, `${open}/replies`, { body: 'With a file' }, [{ name: 'a.txt', content: 'a' }])
    expect(refused.status).toBe(403)
  })

  it('is over when the ticket is closed, but its owner may open it again', async () => {
    const page = await bea.get(path)
    const form = filledIn(formIn(page.text, `${path}/status`))
    expect((await bea.post(`${path}/status`, { ...form, status: 'closed' })).status).toBe(303)
    const csrf = csrfIn((await ann.get(path)).text)
    expect((await ann.post(`${path}/replies`, { _csrf: csrf, body: 'Too late', epoch: '1' })).status).toBe(403)
    expect((await ann.post(`${path}/status`, { _csrf: csrf, status: 'pending' })).status).toBe(403)
    expect((await ann.post(`${path}/status`, { _csrf: csrf, status: 'open' })).status).toBe(303)
  })
})
