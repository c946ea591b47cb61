import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setExpiry } from '../../server/accounts/access-rights.ts'
import { personIn } from '../../server/accounts/people.ts'
import { DAY } from '../../server/clock.ts'
import { publishedReplies, searchRows, verdicts } from '../../server/db/public-schema.ts'
import { letters, people, replies, tickets } from '../../server/db/schema.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { postReply } from '../../server/tickets/replies.ts'
import { isoDay } from '../../server/words/formats.ts'
import { csrfIn, filledIn, formIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply, unpublish } from '../support/tickets.ts'
import { EMAIL, KEY, PHONE, decision, findingDeeds, marksIn, sendFrom, storedOn } from './support.ts'

describe('what is written on a public ticket', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, path: string, other: string
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    path = await openTicket(ann, { visibility: 'public', subject: 'Printer queue' })
    other = await openTicket(ann, { visibility: 'public', subject: 'Another one' })
  })
  afterAll(() => test.close())
  const count = () => test.desk.db.$count(replies)
  const world = async (at = path) => (await test.visitor().get(at)).text

  it('goes out at once when there is nothing in it, and is found', async () => {
    expect((await reply(bea, path, 'Which driver is it?')).status).toBe(303)
    expect(await world()).toContain('Which driver is it?')
    expect((await test.visitor().get('/?q=driver')).text).toContain(path)
    const rows = await test.desk.db
      .select()
      .from(searchRows)
      .where(eq(searchRows.number, Number(path.slice(9))))
    expect(
      rows
        .filter(({ replyId }) => replyId === null)
        .map(({ scope }) => scope)
        .toSorted(),
    ).toEqual(['public', 'whole'])
  })

  it('waits for a decision, whoever writes it, and nothing of it is stored', async () => {
    for (const client of [ann, bea, carl]) {
      const before = await count()
      const refused = await reply(client, path, `Ring ${PHONE}, then try again.`)
      expect(refused.status).toBe(422)
      expect([...marksIn(refused.text).keys()]).toEqual([PHONE])
      expect(refused.text).toContain(`Ring ${PHONE}, then try again.`)
      expect(await count()).toBe(before)
    }
    expect(await test.desk.db.$count(verdicts)).toBe(0)
  })

  it('of another customer is covered or changed, and never kept or moved', async () => {
    const refused = await reply(carl, path, `Ring ${PHONE} in the evening.`)
    expect(refused.text).not.toContain('value="keep"')
    expect(refused.text).not.toContain('value="vault"')
    for (const verdict of ['keep', 'vault'] as const) {
      const forged = await sendFrom(carl, refused, `${path}/replies`, decision(refused.text, PHONE, verdict))
      expect(forged.status).toBe(422)
    }
    expect(await test.desk.db.$count(documents)).toBe(0)
    const sent = await sendFrom(carl, refused, `${path}/replies`)
    expect(sent.status, sent.text).toBe(303)
    expect(await world()).toContain('in the evening')
    expect(await world()).not.toContain(PHONE)
    expect((await ann.get(path)).text).toContain(PHONE)
  })

  it('of another customer is not compared with what is the owner’s: the answer would tell who that is', async () => {
    const asked = await reply(carl, path, 'Is this Ann Martin, ann@example.org?')
    expect(asked.status, asked.text).toBe(303)
    expect(await world()).not.toMatch(/Ann Martin|ann@example/)
  })

  it('of another customer is not compared with what its owner covered: they would learn which guess is right', async () => {
    const covered = '+33 6 55 44 33 22'
    const owners = await reply(ann, other, `Ring ${covered}.`)
    expect((await sendFrom(ann, owners, `${other}/replies`, decision(owners.text, covered, 'cover'))).status).toBe(303)
    const csrf = csrfIn((await carl.get(other)).text)
    const check = async (body: string) =>
      (await carl.post('/tickets/check', { _csrf: csrf, ticket: other.slice(9), body })).text.replace(/[\da-f]{32}/, '')
    expect(await check(`Is it ${covered}?`)).toBe(await check('Is it +33 6 55 44 33 23?'))
    const asked = await reply(carl, other, `Is it ${covered}?`)
    expect(asked.status).toBe(422)
    expect((await sendFrom(carl, asked, `${other}/replies`)).status).toBe(303)
    const [verdict] = (await test.desk.db.select().from(verdicts)).filter(({ byId }) => byId === test.cast.ann.id)
    expect(verdict).toMatchObject({ verdict: 'cover' })
  })

  it('of its owner is not compared with what other customers are called, nor what they have stored', async () => {
    const csrf = csrfIn((await ann.get(path)).text)
    const check = await ann.post('/tickets/check', { _csrf: csrf, ticket: path.slice(9), body: 'It was Carl Petit.' })
    expect(check.body).toMatchObject({ advice: [] })
    expect((await reply(ann, path, 'It was Carl Petit.')).status).toBe(303)
    expect(await world()).not.toContain('Carl Petit')
  })

  it('is compared with the name of its owner, whatever another customer calls themselves', async () => {
    const profile = { name: 'Carl Petit', locale: 'en', publicName: 'Ann Martin' }
    expect((await carl.send('/account', '/account/profile', profile)).status).toBe(303)
    const signed = await reply(ann, path, 'Yours, Ann Martin')
    expect([...marksIn(signed.text).keys()]).toEqual(['Ann Martin'])
    expect((await sendFrom(ann, signed, `${path}/replies`)).status).toBe(303)
    expect(await world()).not.toContain('Yours, Ann Martin')
    expect((await carl.send('/account', '/account/profile', { ...profile, publicName: '' })).status).toBe(303)
  })

  it('of staff changes nothing that its owner has decided in the meantime', async () => {
    const number = '+33 6 98 76 54 32'
    const asked = await reply(bea, other, `Ring ${number}.`)
    const mark = marksIn(asked.text).get(number) ?? ''
    const owners = await reply(ann, other, `Mine is ${number}.`)
    expect((await sendFrom(ann, owners, `${other}/replies`, decision(owners.text, number, 'cover'))).status).toBe(303)
    const [ticket] = await test.desk.db
      .select()
      .from(tickets)
      .where(eq(tickets.number, Number(other.slice(9))))
    const verdict = { kind: 'phone', verdict: 'keep' } as const
    const decided = { moved: [], verdicts: new Map([[mark, verdict]]) }
    const late = { body: `Ring ${number}.`, internal: false, epoch: ticket?.epoch, decided }
    await postReply(test.desk, personIn(test.cast.bea, test.clock.now()), ticket?.id ?? '', late, [])
    expect(await world(other)).not.toContain(number)
  })

  it('of staff keeps nothing that is the customer’s', async () => {
    const mobile = '+33 7 55 12 34 56'
    const owners = await reply(ann, path, `My own number is ${mobile}.`)
    expect((await sendFrom(ann, owners, `${path}/replies`, decision(owners.text, mobile, 'cover'))).status).toBe(303)
    const hotline = await reply(bea, path, `Our hotline is 01 70 18 99 00, your key is ${KEY}.`)
    const fields = decision(hotline.text, '01 70 18 99 00', 'keep')
    const refused = await sendFrom(bea, hotline, `${path}/replies`, {
      ...fields,
      ...decision(hotline.text, KEY, 'keep'),
    })
    expect(refused.status).toBe(422)
    const sent = await sendFrom(bea, refused, `${path}/replies`, { ...fields, ...decision(refused.text, KEY, 'cover') })
    expect(sent.status, sent.text).toBe(303)
    expect(await world()).toContain('01 70 18 99 00')
    expect(await world()).not.toContain(KEY)
    // What its owner has covered stays so in anybody's words, and is asked about once.
    const repeated = await reply(bea, path, `We rang ${mobile}.`)
    expect(repeated.status).toBe(303)
    const forged = await ann.get(path)
    expect(forged.text).toContain(`We rang ${mobile}.`)
    expect(await world()).not.toContain(mobile)
  })

  it('of staff does not keep the address by which the owner signs in either', async () => {
    const address = 'ann.martin@wanadoo.fr'
    const set = (email: string) =>
      test.desk.db.transaction(async (tx) => {
        await tx.update(people).set({ email }).where(eq(people.id, test.cast.ann.id))
      })
    await set(address)
    const refused = await reply(bea, path, `We write to ${address} and to ${EMAIL}.`)
    expect([...marksIn(refused.text).keys()]).toEqual([address, EMAIL])
    const keep = { ...decision(refused.text, address, 'keep'), ...decision(refused.text, EMAIL, 'keep') }
    expect((await sendFrom(bea, refused, `${path}/replies`, keep)).status).toBe(422)
    const sent = { ...keep, ...decision(refused.text, address, 'cover') }
    expect((await sendFrom(bea, refused, `${path}/replies`, sent)).status).toBe(303)
    await set('ann@example.org')
    expect(await world()).toContain(EMAIL)
    expect(await world()).not.toContain(address)
  })

  it('goes into the owner’s vault when support says so', async () => {
    const refused = await reply(bea, path, `Your new key: QQ7Q-9K2M-4TPL-5519.`)
    const vault = decision(refused.text, 'QQ7Q-9K2M-4TPL-5519', 'vault')
    expect((await sendFrom(bea, refused, `${path}/replies`, vault)).status).toBe(303)
    const [slip] = await test.desk.db.select().from(documents)
    expect(slip).toMatchObject({ accountId: test.cast.ann.id, storedById: test.cast.bea.id, state: 'stored' })
    expect((await storedOn(test, path)).at(-1)).toBe(`Your new key: \uE000licence_key:S-${slip?.slip}\uE001.`)
    expect((await ann.get(path)).text).toContain(`S-${slip?.slip}`)
    expect(await world()).not.toContain(`S-${slip?.slip}`)
    expect(await findingDeeds(test, path)).toContain('finding.moved')
  })

  it('takes no decision of another ticket', async () => {
    const address = 'kim.petit@laposte.net'
    const here = await reply(ann, path, `Mail ${address}`)
    const there = await reply(ann, other, `Mail ${address}`)
    expect(marksIn(here.text).get(address)).not.toBe(marksIn(there.text).get(address))
    const forged = filledIn(formIn((await ann.get(path)).text, `${path}/replies`))
    const answer = await ann.post(`${path}/replies`, {
      ...forged,
      body: `Mail ${address}`,
      ...decision(there.text, address, 'keep'),
    })
    expect(answer.status).toBe(422)
  })

  it('is posted once however often it is sent', async () => {
    const refused = await reply(ann, other, `Mail ${EMAIL} or use QX7Q-9K2M-4TPL-7719`)
    const before = [await count(), await test.desk.db.$count(documents)]
    const fields = {
      ...decision(refused.text, EMAIL, 'keep'),
      ...decision(refused.text, 'QX7Q-9K2M-4TPL-7719', 'vault'),
    }
    const answers = await Promise.all([1, 2, 3].map(() => sendFrom(ann, refused, `${other}/replies`, fields)))
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
    expect([await count(), await test.desk.db.$count(documents)]).toEqual(before.map((n) => n + 1))
    expect(await world(other)).toContain(EMAIL)
    const late = await sendFrom(ann, refused, `${other}/replies`, fields)
    expect([late.status, late.location]).toEqual([303, answers[0]?.location])
    expect(await count()).toBe((before[0] ?? 0) + 1)
  })

  it('comes back as a draft with what changed and what was found when its owner publishes meanwhile', async () => {
    const moving = await openTicket(ann, { subject: 'Behind the shutter' })
    const page = await bea.get(moving)
    expect((await publish(ann, moving)).status).toBe(303)
    const fields = { body: `Then write to ${EMAIL}, please.` }
    const back = await sendFrom(bea, page, `${moving}/replies`, fields)
    expect(back.status).toBe(409)
    expect(back.text).toContain(`Then write to ${EMAIL}, please.`)
    expect(back.text).toContain('Everyone can read this ticket since')
    expect([...marksIn(back.text).keys()]).toEqual([EMAIL])
    expect(await world(moving)).not.toContain(EMAIL)
    const sent = await sendFrom(bea, back, `${moving}/replies`, decision(back.text, EMAIL, 'cover'))
    expect(sent.status, sent.text).toBe(303)
    expect(await world(moving)).toContain('Then write to')
    expect(await world(moving)).not.toContain(EMAIL)
    // And the other way round: nothing is asked about what only two sides read.
    const second = await ann.get(moving)
    await unpublish(ann, moving)
    const closed = await sendFrom(ann, second, `${moving}/replies`, { body: `Also ${PHONE}` })
    expect(closed.status).toBe(409)
    expect(closed.text).toContain('Nobody but its owner and support')
    expect(marksIn(closed.text).size).toBe(0)
    expect(await test.desk.db.$count(publishedReplies)).toBeGreaterThan(0)
    expect((await test.visitor().get(moving)).status).toBe(404)
  })

  it('is handed back when it says that it was written under an epoch that is still to come', async () => {
    const moving = await openTicket(ann, { subject: 'Too early' })
    const form = filledIn(formIn((await bea.get(moving)).text, `${moving}/replies`))
    const early = bea.post(`${moving}/replies`, { ...form, epoch: '2', body: `Write to ${EMAIL}` })
    const [answer] = await Promise.all([early, publish(ann, moving)])
    expect([409, 422]).toContain(answer.status)
    expect((await storedOn(test, moving)).join()).not.toContain(EMAIL)
  })

  it('is looked at by nobody when it is a note, and is in nobody’s words but staff’s', async () => {
    const page = await bea.get(path)
    const note = page.text.slice(page.text.indexOf('data-part="note"') - 300)
    const form = filledIn(formIn(note, `${path}/replies`))
    expect((await bea.post(`${path}/replies`, { ...form, body: `Rang ${PHONE} about zebras` })).status).toBe(303)
    const rows = await test.desk.db.select().from(searchRows).where(eq(searchRows.scope, 'note'))
    expect(rows.length).toBe(1)
    expect(await world()).not.toContain('zebras')
    expect((await test.visitor().get('/?q=zebras')).text).not.toContain(path)
  })

  it('asks about everything in a very long text', async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => `+33 6 12 34 ${10 + (index % 80)} ${20 + (index % 70)}`)
    const filler = 'Nothing to see in this line of a log. '.repeat(440)
    const refused = await reply(ann, other, `${numbers.join('\n')}\n${filler}`.slice(0, 19_990))
    expect(refused.status).toBe(422)
    expect(marksIn(refused.text).size).toBe(60)
    const sent = await sendFrom(ann, refused, `${other}/replies`)
    expect(sent.status, sent.text.slice(0, 300)).toBe(303)
    const seen = await world(other)
    for (const number of numbers) expect(seen).not.toContain(number)
    const longer = await reply(ann, other, `${PHONE} ${'x'.repeat(20_001)}`)
    expect(longer.status).toBe(422)
    expect(longer.text).toContain('id="body-error"')
  })

  it('tells by letter who can read the ticket', async () => {
    const mine = await openTicket(ann, { subject: 'Letters' })
    await reply(bea, mine, 'In private')
    await publish(ann, mine)
    await reply(bea, mine, 'In public')
    const told = await test.desk.db
      .select()
      .from(letters)
      .where(and(eq(letters.to, 'ann@example.org'), eq(letters.subject, `Ticket ${mine.slice(9)}: a new reply`)))
    const readers = told.map(({ text }) => /Only you and support can read this|Everyone can read this/.exec(text)?.[0])
    expect(new Set(readers)).toEqual(new Set(['Everyone can read this', 'Only you and support can read this']))
    expect(readers).toHaveLength(2)
  })

  it('is over when the ticket is closed, and follows its status while it lasts', async () => {
    const form = filledIn(formIn((await bea.get(other)).text, `${other}/status`))
    const composer = filledIn(formIn((await ann.get(other)).text, `${other}/replies`))
    expect((await bea.post(`${other}/status`, { ...form, status: 'closed' })).status).toBe(303)
    expect(await world(other)).toContain('Closed')
    expect((await ann.post(`${other}/replies`, { ...composer, body: `Mail ${EMAIL}` })).status).toBe(403)
  })

  it('of somebody whose rights have ended is not taken', async () => {
    const page = await carl.get(path)
    const yesterday = isoDay(new Date(test.clock.now().getTime() - 2 * DAY))
    await setExpiry(test.desk, 'carl@example.org', yesterday, null)
    const refused = await sendFrom(carl, page, `${path}/replies`, { body: `Ring ${PHONE}` })
    expect(refused.status).toBe(403)
  })
})
