import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../server/clock.ts'
import { sweep } from '../../server/timetable.ts'
import { expire } from '../accounts/support.ts'
import { rowOf, sealed, stored, ticketOf, type Ticket } from '../documents/support.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { lastLine, openAlarmsOf } from './support.ts'

const YEARS = 3650 * DAY

describe('a clock that cannot be believed', () => {
  let test: TestDesk
  let ticket: Ticket
  let document: string
  beforeEach(async () => {
    test = await openTestDesk()
    ticket = await ticketOf(test, 'ann')
    document = await stored(test, ticket)
  })
  afterEach(() => test.close())

  /** The same cookies, wherever the desk listens by now. */
  const sameBrowser = (client: Client): Client => {
    const moved = test.visitor()
    for (const [name, value] of client.cookies) moved.cookies.set(name, value)
    return moved
  }
  const stateOf = async (id: string) => (await rowOf(test, id))?.state

  describe.each([
    ['a day', DAY + HOUR],
    ['ten years', YEARS],
  ])('forward by %s', (_, leap) => {
    it('destroys nothing, refuses whose access seems ended, and raises one alarm', async () => {
      await expire(test, 'ann', 0) // tonight
      const waits = (await sealed(test, ticket)).id
      const ann = await test.as('ann')
      test.clock.jump(leap)
      for (let at = 0; at < 2; at++) {
        expect(await sweep(test.desk)).toMatchObject({ documentsDestroyed: 0, uploadsForgotten: 0 })
      }
      expect([await stateOf(document), await stateOf(waits)]).toEqual(['stored', 'waiting'])
      expect(await openAlarmsOf(test)).toEqual([['clock', 'ahead', 1]])
      expect((await ann.get(`/documents/${document}/content`)).status).not.toBe(200)
      const ada = await test.as('ada')
      const purge = await ada.send('/admin/accounts', '/admin/accounts/purge', { confirm: '2' })
      expect([purge.status, purge.text.includes('leapt forward')]).toEqual([409, true])
      expect(await stateOf(document)).toBe('stored')
      // It comes back: nothing has happened.
      test.clock.jump(-leap)
      expect(await sweep(test.desk)).toMatchObject({ documentsDestroyed: 0, uploadsForgotten: 0 })
      expect((await (await test.as('ann')).get(`/documents/${document}/content`)).status).toBe(200)
      expect(await openAlarmsOf(test)).toEqual([['clock', 'ahead', 1]])
    })

    it('goes on once an administrator says that it is right', async () => {
      await expire(test, 'ann', 0)
      test.clock.jump(leap)
      await sweep(test.desk)
      expect((await (await test.as('bea')).post('/admin/vault/clock')).status).toBe(403)
      const ada = await test.as('ada')
      test.clock.advance(20 * MINUTE) // no longer fresh
      const page = await ada.get('/admin/vault')
      expect(page.text).toContain('It has leapt forward')
      const wrong = await ada.send('/admin/vault', '/admin/vault/clock', { code: '000000' })
      expect([wrong.status, wrong.text.includes('id="code-error"')]).toEqual([422, true])
      expect(await stateOf(document)).toBe('stored')
      const right = await ada.send('/admin/vault', '/admin/vault/clock', { code: await test.code('ada') })
      expect([right.status, right.location]).toEqual([303, '/admin/vault?clock'])
      expect((await ada.get(right.location)).text).toContain('The desk goes by this clock again.')
      expect(await openAlarmsOf(test)).toEqual([])
      expect(await lastLine(test, 'clock.confirmed')).toMatchObject({ actorId: test.cast.ada.id })
      test.clock.advance(DAY)
      expect(await sweep(test.desk)).toMatchObject({ documentsDestroyed: 1 })
      await test.restart()
      expect(test.desk.clock.state()).toBe('right')
    })
  })

  it('is met at the start too, on the same boot and on another', async () => {
    await expire(test, 'ann', 0)
    await test.restart(() => Promise.resolve(test.clock.jump(2 * DAY)))
    expect(await sweep(test.desk)).toMatchObject({ documentsDestroyed: 0 })
    await test.restart(() => Promise.resolve(void (test.clock.boot = 'second')))
    // The mark is from before the leap: two days are as well a machine that was switched off.
    expect(await sweep(test.desk)).toMatchObject({ documentsDestroyed: 1 })
    await test.restart(async () => {
      test.clock.boot = 'third'
      test.clock.jump(8 * DAY)
    })
    await sweep(test.desk)
    expect(test.desk.clock.state()).toBe('ahead')
    expect(await openAlarmsOf(test)).toEqual([['clock', 'ahead', 2]])
  })

  it('revives nothing when it is set back by a day: no session, no access, and no code', async () => {
    const code = await test.code('ada')
    const ada = await test.as('ada')
    const ann = await test.as('ann')
    const stale = await test.as('carl')
    test.clock.advance(13 * HOUR) // idle for too long
    await expire(test, 'ann', 1)
    const again = await test.as('ann')
    expect((await stale.get('/tickets')).status).toBe(303)
    expect((await again.get(`/documents/${document}/content`)).status).toBe(403)
    test.clock.jump(-DAY)
    for (const restart of [false, true]) {
      if (restart) await test.restart()
      expect(test.desk.clock.state()).toBe('behind')
      for (const client of [ann, stale, ada]) expect((await sameBrowser(client).get('/account')).status).toBe(303)
      expect((await sameBrowser(again).get(`/documents/${document}/content`)).status).toBe(403)
    }
    await sweep(test.desk)
    expect(await openAlarmsOf(test)).toEqual([['clock', 'behind', 1]])
    const fresh = await test.as('ada')
    test.clock.advance(HOUR)
    expect((await fresh.send('/admin/vault', '/admin/vault/clock', { code })).status).toBe(422)
  })

  it('is kept in mind by a mark that is kept each minute and at the end, but not while it is ahead', async () => {
    test.clock.advance(5 * MINUTE)
    const right = test.desk.clock.mark()
    await test.restart()
    expect(test.desk.clock.mark()).toEqual(right)
    test.clock.jump(YEARS)
    await test.restart(() => Promise.resolve(test.clock.jump(-YEARS)))
    expect([test.desk.clock.state(), test.desk.clock.mark()]).toEqual(['right', right])
  })
})
