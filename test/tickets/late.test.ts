import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { personIn } from '../../server/accounts/people.ts'
import { MINUTE, after } from '../../server/clock.ts'
import { newId } from '../../server/db/ids.ts'
import { publications } from '../../server/db/public-schema.ts'
import { limits, replies } from '../../server/db/schema.ts'
import { Forbidden } from '../../server/problems.ts'
import { setStatus } from '../../server/tickets/handling.ts'
import { lineTo } from '../live/support.ts'
import { everybody, ticketRow } from '../moderation/support.ts'
import { PASSWORD } from '../support/cast.ts'
import { csrfIn, filledIn, formIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply, unpublish } from '../support/tickets.ts'

describe('a ticket that has moved on', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;({ ann, bea, carl } = await everybody(test))
  })
  afterAll(() => test.close())

  const opened = async () => {
    const path = await openTicket(ann)
    await publish(ann, path)
    return path
  }
  const rowAt = (path: string) => ticketRow(test, path.slice(9))
  const token = async (who: Client) => csrfIn((await who.get('/account')).text)
  const long = async (path: string, length: number) => {
    const ticket = await rowAt(path)
    const row = {
      ticketId: ticket.id,
      seq: length,
      authorId: ticket.ownerId,
      internal: false,
      createdAt: ticket.openedAt,
    }
    const body = 'x'.repeat(length)
    await test.desk.db.transaction((tx) =>
      tx
        .insert(replies)
        .values({ ...row, id: newId(), submission: newId(), body })
        .returning(),
    )
  }

  it('tells whoever sends a reply a second time that it was taken, whatever became of the ticket since', async () => {
    const path = await opened()
    const form = { ...filledIn(formIn((await carl.get(path)).text, `${path}/replies`)), body: 'Once' }
    const { location } = await carl.post(`${path}/replies`, form)
    await bea.post(`${path}/status`, { status: 'closed', _csrf: await token(bea) })
    const again = await carl.post(`${path}/replies`, form)
    expect([again.status, again.location]).toEqual([303, location])
    const other = await carl.post(`${path}/replies`, { ...form, key: newId() })
    expect([other.status, other.text.includes('Once')]).toEqual([403, true])
    const changed = await carl.post(`${path}/replies`, { ...form, body: 'Something else' })
    expect([changed.status, changed.text.includes('Something else')]).toEqual([403, true])
    await unpublish(ann, path)
    expect((await carl.post(`${path}/replies`, form)).status).toBe(303)
    expect((await carl.post(`${path}/replies`, { ...form, key: newId() })).status).toBe(404)
    expect(await test.desk.db.$count(replies, eq(replies.body, 'Once'))).toBe(1)
  })

  it('takes no more text than the desk reads again in one go, and hands back what is more', async () => {
    const path = await opened()
    await long(path, 99_900)
    expect((await reply(ann, path, 'That still fits.')).status).toBe(303)
    const refused = async (client: Client, most: string) => {
      const more = await reply(client, path, `Not any more. ${'x'.repeat(90)}`)
      expect([more.status, more.text.includes(most), more.text.includes('Not any more.')]).toEqual([409, true, true])
    }
    await refused(carl, '100,000') // others leave room for its owner
    expect((await reply(ann, path, 'y'.repeat(100))).status).toBe(303)
    await long(path, 99_950)
    await refused(ann, 'No more than 200,000 characters fit')
    const note = { internal: 'on', body: 'y'.repeat(200), _csrf: await token(bea) }
    expect((await bea.post(`${path}/replies`, note)).status).toBe(303) // notes are not read again
  })

  it('is not opened again by a status that comes late', async () => {
    const carls = await openTicket(carl)
    const stale = await rowAt(carls)
    await carl.send('/account/close', '/account/close', { password: PASSWORD, confirm: 'yes' })
    const staff = personIn(test.cast.bea, test.clock.now())
    await expect(setStatus(test.desk, staff, stale, 'pending')).rejects.toThrow(Forbidden)
    expect((await rowAt(carls)).status).toBe('closed')
  })

  it('says nothing to the world when it is given to somebody at support', async () => {
    const path = await opened()
    const [world, owner] = await Promise.all([lineTo(test.url, null), lineTo(test.url, ann)])
    for (const line of [world, owner]) expect(await line.watch(Number(path.slice(9)))).toEqual({ ok: true })
    await bea.post(`${path}/assign`, { assignee: 'me', _csrf: await token(bea) })
    await owner.hears('ticket')
    await world.watch(Number(path.slice(9)))
    expect(world.heard.filter(({ name }) => name === 'ticket')).toEqual([])
    for (const { socket } of [world, owner]) socket.close()
  })

  it('is published with the time at which it was touched, also when support asks a second time', async () => {
    const path = await opened()
    await reply(bea, path, 'One moment')
    test.clock.advance(MINUTE)
    const asked = await bea.send(path, `${path}/requests`, { kind: 'file', label: 'The log', why: 'To see' })
    expect(asked.status).toBe(303)
    const { id, touchedAt } = await rowAt(path)
    const [head] = await test.desk.db.select().from(publications).where(eq(publications.ticketId, id))
    expect(head?.touchedAt).toEqual(touchedAt)
  })

  it('is read through again so many times a minute, and is closed whenever its owner wants', async () => {
    const path = await opened()
    const used = { key: `review:${test.cast.ann.id}`, points: 120, expire: after(new Date(), MINUTE) }
    await test.desk.db.transaction((tx) =>
      tx.insert(limits).values(used).onConflictDoUpdate({ target: limits.key, set: used }).returning(),
    )
    const _csrf = await token(ann)
    const terms = { comments: 'on', indexable: 'on', licence: 'reserved', _csrf }
    const answers = await Promise.all([
      ann.get(`${path}/visibility`),
      ann.get(`${path}/preview`),
      ann.post(`${path}/visibility`, { visibility: 'public', confirm: 'yes', _csrf }),
      ann.post(`${path}/visibility/look`, { _csrf }),
      ann.post(`${path}/terms`, terms),
    ])
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 429, 429, 429])
    expect((await unpublish(ann, path)).status).toBe(303)
    expect((await rowAt(path)).visibility).toBe('private')
  })
})
