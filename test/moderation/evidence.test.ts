import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY } from '../../server/clock.ts'
import { suspensions } from '../../server/db/public-schema.ts'
import { replies } from '../../server/db/schema.ts'
import { sweep } from '../../server/timetable.ts'
import { PASSWORD } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { reply, unpublish } from '../support/tickets.ts'
import { errorsIn, linesOn, publicTicket, send, suspend, suspensionsOn, everybody } from './support.ts'

describe('the evidence of a suspension', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, ada: Client
  const signIn = async () => {
    ;({ ann, bea, carl, ada } = await everybody(test))
  }
  beforeAll(async () => {
    test = await openTestDesk()
    await signIn()
  })
  afterAll(() => test.close())

  const BODY = 'Quartz heron <script>alert(1)</script> & marmalade'
  const taken = async (owner: Client = ann) => {
    const { path, number } = await publicTicket(owner, { subject: 'Quartz subject', body: BODY })
    await reply(bea, path, 'Answer about the **heron**')
    await suspend(bea, path)
    const [row] = await suspensionsOn(test, number)
    return { path, number, id: String(row?.id), page: `/suspensions/${row?.id}`, row }
  }
  const open = async (client: Client, page: string, code: string) => send(client, `${page}/evidence`, { code })
  const evidenceOf = async (id: string) =>
    (await test.desk.db.select().from(suspensions).where(eq(suspensions.id, id)))[0]?.evidence

  it('lies sealed in the database', async () => {
    const { row } = await taken()
    expect(row?.evidence?.length).toBeGreaterThan(200)
    for (const words of ['Quartz', 'heron', 'marmalade'])
      for (const coding of ['utf8', 'base64', 'hex'] as const)
        expect(row?.evidence?.includes(Buffer.from(words).toString(coding))).toBe(false)
  })

  it('is opened by an administrator with a fresh code, as plain text, and that is recorded', async () => {
    const { page, number } = await taken()
    expect((await ada.get(page)).text).toContain(`action="${page}/evidence"`)
    const bare = await open(ada, page, '')
    expect(bare.status).toBe(422)
    expect(errorsIn(bare.text)).toEqual({ code: 'Type the code.' })
    const wrong = await open(ada, page, '000000')
    expect(wrong.status).toBe(422)
    expect(errorsIn(wrong.text)).toHaveProperty('code')
    expect(wrong.text).not.toContain('heron')
    const answer = await open(ada, page, await test.code('ada'))
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('Quartz subject')
    expect(answer.text).toContain('Quartz heron &lt;script&gt;alert(1)&lt;/script&gt; &amp; marmalade')
    expect(answer.text).toContain('Answer about the **heron**')
    expect((await linesOn(test, number)).filter(({ deed }) => deed === 'evidence.opened')).toEqual([
      { deed: 'evidence.opened', actorId: test.cast.ada.id, personId: test.cast.ann.id, facts: {} },
    ])
    // The code that was just spent counts for the next one too.
    const other = await taken()
    expect((await ada.get(other.page)).text).not.toContain('id="code"')
    expect((await open(ada, other.page, '')).status).toBe(200)
    test.clock.advance(6 * 60_000)
    expect((await open(ada, other.page, '')).status).toBe(422)
  })

  it('is opened by nobody else', async () => {
    const { page } = await taken()
    expect((await bea.get(page)).text).not.toContain('/evidence')
    expect((await open(bea, page, await test.code('bea'))).status).toBe(403)
    for (const who of [ann, carl]) expect((await open(who, page, '123456')).status).toBe(403)
    expect((await test.visitor().post(`${page}/evidence`, { code: '1' })).location).toMatch(/^\/login/)
    expect((await open(ada, '/suspensions/none', await test.code('ada'))).status).toBe(404)
    expect((await ada.get(`${page}/evidence`)).status).toBe(405)
  })

  it('outlives what its owner deletes, until six months after the account is closed', async () => {
    const { path, id, page } = await taken(carl)
    await unpublish(carl, path)
    const closed = await send(carl, '/account/close', { password: PASSWORD, confirm: 'yes' })
    expect(closed.status, closed.text).toBe(303)
    expect(await test.desk.db.$count(replies, eq(replies.authorId, test.cast.carl.id))).toBe(0)
    const seen = await open(ada, page, await test.code('ada'))
    expect(seen.text).toContain('Quartz heron')
    expect((await bea.get('/reports')).text).toContain(`href="${page}"`)
    await pass(182)
    expect(await evidenceOf(id)).not.toBeNull()
    await pass(2)
    expect(await evidenceOf(id)).toBeNull()
  })

  it('is destroyed six months after the suspension was lifted, and not while it stands', async () => {
    const [lifted, stands] = [await taken(), await taken()]
    await send(bea, `${lifted.page}/lift`, {})
    await pass(182)
    expect(await evidenceOf(lifted.id)).not.toBeNull()
    await pass(2)
    expect(await evidenceOf(lifted.id)).toBeNull()
    expect(await evidenceOf(stands.id)).not.toBeNull()
    expect((await linesOn(test, lifted.number)).at(-1)).toMatchObject({ deed: 'evidence.destroyed', actorId: null })
    await signIn()
    const page = (await ada.get(lifted.page)).text
    expect(page).toContain('It was destroyed')
    expect(page).not.toContain(`${lifted.page}/evidence`)
    expect((await open(ada, lifted.page, await test.code('ada'))).status).toBe(403)
    await send(bea, `${stands.page}/lift`, {})
    expect((await test.visitor().get(stands.path)).text).toContain('Quartz subject')
  })

  /** Days go by, with the desk's scheduled work at their end. */
  async function pass(days: number): Promise<void> {
    test.clock.advance(days * DAY)
    await sweep(test.desk)
    await signIn()
  }
})
