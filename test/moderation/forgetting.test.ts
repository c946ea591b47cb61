import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY } from '../../server/clock.ts'
import { follows } from '../../server/db/public-schema.ts'
import { sweep } from '../../server/timetable.ts'
import { PASSWORD } from '../support/cast.ts'
import { csrfIn } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { unpublish } from '../support/tickets.ts'
import { everybody, publicTicket, report, reportsOn, suspend, suspensionsOn } from './support.ts'

describe('what people have said about a matter', () => {
  let test: TestDesk
  beforeEach(async () => {
    test = await openTestDesk()
  })
  afterEach(() => test.close())

  /** Days go by, with the desk's scheduled work at their end. */
  async function pass(days: number): Promise<void> {
    test.clock.advance(days * DAY)
    await sweep(test.desk)
  }

  it('is forgotten six months after a report was decided, and not while it waits', async () => {
    const { ann, bea, carl } = await everybody(test)
    const { number } = await publicTicket(ann)
    for (const text of ['It shows the telephone number of Ann.', 'And her address.'])
      expect((await report(carl, number, { text })).status).toBe(303)
    const [first] = await reportsOn(test, number)
    const path = `/reports/${first?.number}`
    const decision = { decision: 'dismiss', reason: 'It does not.', _csrf: csrfIn((await bea.get('/account')).text) }
    expect((await bea.post(path, decision)).status).toBe(303)
    await pass(182)
    expect(await reportsOn(test, number)).toHaveLength(2)
    await pass(2)
    expect(await reportsOn(test, number)).toMatchObject([{ state: 'open', text: 'And her address.' }])
    expect((await (await test.as('bea')).get(path)).status).toBe(404)
  })

  it('is forgotten six months after the owner of a suspended ticket has left; who followed it, at once', async () => {
    const { ann, bea, carl } = await everybody(test)
    const { path, number } = await publicTicket(ann)
    await carl.post(`${path}/follow`, { what: 'follow', on: 'yes', _csrf: csrfIn((await carl.get('/account')).text) })
    await suspend(bea, path, { statement: 'You wrote about the illness of Mrs Dupont.' })
    await ann.send(path, `${path}/appeal`, { text: 'It is mine, says Ann Martin.' })
    await unpublish(ann, path)
    expect(await test.desk.db.$count(follows)).toBe(1)
    await ann.send('/account/close', '/account/close', { password: PASSWORD, confirm: 'yes' })
    expect(await test.desk.db.$count(follows)).toBe(0)
    await pass(182)
    expect(await suspensionsOn(test, number)).toMatchObject([{ appeal: 'It is mine, says Ann Martin.' }])
    await pass(2)
    expect(await suspensionsOn(test, number)).toMatchObject([{ statement: '', appeal: null, answer: null }])
  })

  it('is kept while a suspension stands on it, which its owner may still contest', async () => {
    const { ann, bea } = await everybody(test)
    const { path, number } = await publicTicket(ann)
    expect((await report(test.visitor(), number, { text: 'It shows the number of my mother.' })).status).toBe(303)
    await suspend(bea, path, { statement: 'It shows a number.' })
    await pass(184)
    expect(await reportsOn(test, number)).toHaveLength(1)
    const appeal = await (await test.as('ann')).send(path, `${path}/appeal`, { text: 'It is mine.' })
    expect(appeal.status).toBe(303)
  })
})
