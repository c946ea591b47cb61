import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY } from '../../server/clock.ts'
import { replies, tickets } from '../../server/db/schema.ts'
import { sweep } from '../../server/timetable.ts'
import { everybody, suspensionsOn } from '../moderation/support.ts'
import { PASSWORD } from '../support/cast.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, replyDeciding, unpublish } from '../support/tickets.ts'

describe('what was covered, once whoever wrote it has left', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, nobody: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;({ ann, bea, carl } = await everybody(test))
    nobody = test.visitor()
  })
  afterAll(() => test.close())

  const leave = async (who: Client) =>
    expect((await who.send('/account/close', '/account/close', { password: PASSWORD, confirm: 'yes' })).status).toBe(
      303,
    )
  const opened = async (fields: Record<string, string>) => {
    const path = await openTicket(ann, fields)
    expect((await publish(ann, path)).status).toBe(303)
    return path
  }

  it('stays covered in a comment, though the ticket is shut and opened again', async () => {
    const path = await opened({ body: 'It does not start.' })
    expect((await replyDeciding(carl, path, 'Same here. Carl Petit, carl@example.org')).status).toBe(303)
    await unpublish(ann, path)
    await leave(carl)
    expect((await publish(ann, path)).status).toBe(303)
    expect((await nobody.get(path)).text).toContain('Same here.')
    for (const reader of [nobody, bea]) expect((await reader.get(path)).text).not.toMatch(/Petit|carl@/)
  })

  it('is in no text and no search any more, nor on a ticket whose suspension is lifted long afterwards', async () => {
    const body = 'My IBAN is FR76 3000 6000 0112 3456 7890 189, the password: Tulipe!2024x. Ann Martin'
    const path = await opened({ subject: 'Payment by Ann Martin', body })
    await replyDeciding(bea, path, 'Dear Ann Martin, we look into it.')
    const suspended = await opened({ body: 'It does not start. Ann Martin' })
    await bea.send(suspended, `${suspended}/suspend`, {})
    await leave(ann)
    const rows = [...(await test.desk.db.select().from(replies)), ...(await test.desk.db.select().from(tickets))]
    expect(JSON.stringify(rows)).not.toMatch(/3000 6000|Tulipe|Martin/)
    for (const reader of [bea, nobody]) {
      const { text } = await reader.get(path)
      expect(text).toMatch(/My IBAN is <span class="gone">/)
      expect(text).not.toMatch(/3000 6000|Tulipe|Martin/)
    }
    expect((await bea.get('/desk?q=Tulipe')).text).not.toContain(`${path}"`)
    expect((await bea.get('/desk?q=payment')).text).toContain(`${path}"`)
    test.clock.advance(184 * DAY)
    await sweep(test.desk)
    const [row] = await suspensionsOn(test, suspended.slice(9))
    const noor = await test.as('noor')
    await noor.post(`/suspensions/${row?.id}/lift`, { _csrf: csrfIn((await noor.get('/account')).text) })
    expect((await nobody.get(suspended)).text).toContain('It does not start.')
    expect((await nobody.get(suspended)).text).not.toContain('Martin')
  })
})
