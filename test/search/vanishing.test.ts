import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { searchRows } from '../../server/db/public-schema.ts'
import { replies, tickets } from '../../server/db/schema.ts'
import { eraseTicketsOf } from '../../server/leaving/erasing.ts'
import { catchUp } from '../../server/search/catching-up.ts'
import { forget, index } from '../../server/search/indexing.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, reply, unpublish } from '../support/tickets.ts'
import { change, find, numberOf, numbersIn } from './support.ts'

describe('what goes out of sight', () => {
  let test: TestDesk
  let ann: Client, carl: Client, bea: Client, world: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, carl, bea] = await Promise.all([test.as('ann'), test.as('carl'), test.as('bea')])
    world = test.visitor()
    await openTicket(carl, { subject: 'Scanner refuses mail', category: 'mail', visibility: 'public' })
  })
  afterAll(() => test.close())

  const everywhere = async (word: string) => ({
    found: await find(world, word),
    front: numbersIn((await world.get('/')).text),
    counted: (await world.get('/')).text.includes('?category&#x3D;privacy'),
    similar: (await carl.get(`/similar?subject=${word}`)).text,
  })
  const gone = { found: [], front: [1001], counted: false, similar: '' }
  const opened = (subject: string) => openTicket(ann, { subject, category: 'privacy', visibility: 'public' })

  it('is in no list once its owner has closed the shutter', async () => {
    const path = await opened('Marmalade printer')
    expect(await everywhere('marmalade')).toMatchObject({ found: [numberOf(path)], counted: true })
    expect((await carl.get('/similar?subject=marmalade')).text).toContain(path)
    expect((await unpublish(ann, path)).status).toBe(303)
    expect(await everywhere('marmalade')).toEqual(gone)
    expect(await find(ann, 'marmalade', '/tickets')).toEqual([numberOf(path)])
    expect((await ann.get('/similar?subject=marmalade')).text).toContain('yours')
  })

  it('is in no list while it is suspended, but for its owner and staff', async () => {
    const path = await opened('Gingerbread printer')
    await change(test, path, { suspendedAt: test.clock.now() })
    expect(await everywhere('gingerbread')).toEqual(gone)
    expect(await find(ann, 'gingerbread', '/tickets')).toEqual([numberOf(path)])
    expect(await find(bea, 'gingerbread', '/desk')).toEqual([numberOf(path)])
    await change(test, path, { suspendedAt: null })
    expect((await everywhere('gingerbread')).found).toEqual([numberOf(path)])
    await change(test, path, { visibility: 'private' })
  })

  it('cannot be found by what is covered in it', async () => {
    const path = await openTicket(ann, {
      subject: 'Licorice printer',
      body: 'My password: Xy7-kumquat-42',
      visibility: 'private',
    })
    await change(test, path, { visibility: 'public' })
    expect(await find(world, 'licorice')).toEqual([numberOf(path)])
    expect(await find(world, 'kumquat')).toEqual([])
    expect((await world.get('/?q=licorice')).text).not.toContain('kumquat')
    expect(await find(ann, 'kumquat', '/tickets')).toEqual([numberOf(path)])
    await change(test, path, { visibility: 'private' })
  })

  it('is found by its new text alone when a text changes', async () => {
    const path = await openTicket(ann, { subject: 'Nougat printer', body: 'The key is tamarind.' })
    const [ticket] = await test.desk.db
      .select()
      .from(tickets)
      .where(eq(tickets.number, numberOf(path)))
    const [first] = await test.desk.db
      .select()
      .from(replies)
      .where(eq(replies.ticketId, ticket?.id ?? ''))
    const text = 'The key is \uE000licence_key:S-7001\uE001.'
    const row = { ticketId: ticket?.id ?? '', replyId: first?.id ?? '', number: numberOf(path) }
    await test.desk.db.transaction((tx) => index(tx, { ...row, scope: 'whole', text }))
    expect(await find(ann, 'tamarind', '/tickets')).toEqual([])
    expect(await find(ann, 'nougat key', '/tickets')).toEqual([numberOf(path)])
    expect(await test.desk.db.$count(searchRows, eq(searchRows.ticketId, row.ticketId))).toBe(2)
    await test.desk.db.transaction((tx) => forget(tx, row.ticketId))
    expect(await find(ann, 'nougat', '/tickets')).toEqual([])
  })

  it('is found again when an index was missing, each text once', async () => {
    const path = await openTicket(carl, { subject: 'Praline printer' })
    await reply(carl, path, 'And then cardamom.')
    await bea.send(path, `${path}/replies`, { body: 'Note of saffron.', internal: 'yes' })
    await test.desk.db.transaction((tx) => tx.delete(searchRows))
    expect(await find(carl, 'praline', '/tickets')).toEqual([])
    await test.desk.jobs.stop() // so that nothing but runAll takes what catchUp enqueues
    await catchUp(test.desk)
    await test.desk.jobs.runAll()
    for (const word of ['praline', 'cardamom', 'praline cardamom'])
      expect(await find(carl, word, '/tickets')).toEqual([numberOf(path)])
    expect(await find(carl, 'saffron', '/tickets')).toEqual([])
    expect(await find(bea, 'saffron', '/desk')).toEqual([numberOf(path)])
    const rows = await test.desk.db.$count(searchRows)
    await catchUp(test.desk)
    expect(await test.desk.jobs.runAll()).toBe(0)
    expect(await test.desk.db.$count(searchRows)).toBe(rows)
  })

  it('goes with its owner', async () => {
    const path = await openTicket(ann, { subject: 'Turmeric printer', body: 'All of it.' })
    const told = await openTicket(ann, { subject: 'Vanilla printer', visibility: 'public' })
    await bea.send(told, `${told}/replies`, { body: 'Note of wasabi.', internal: 'yes' })

    await test.desk.db.transaction((tx) => eraseTicketsOf(tx, test.desk, test.cast.ann.id))
    for (const word of ['turmeric', 'wasabi']) {
      expect(await find(bea, word, '/desk')).toEqual([])
      expect(await find(world, word)).toEqual([])
    }
    expect(await find(bea, 'vanilla', '/desk')).toEqual([numberOf(told)])
    const [erased] = await test.desk.db
      .select()
      .from(tickets)
      .where(eq(tickets.number, numberOf(path)))
    expect(await test.desk.db.$count(searchRows, eq(searchRows.ticketId, erased?.id ?? ''))).toBe(0)
  })
})
