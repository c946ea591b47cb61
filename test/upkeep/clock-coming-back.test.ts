import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, HOUR, after } from '../../server/clock.ts'
import { newId } from '../../server/db/ids.ts'
import { jobs, sessions } from '../../server/db/schema.ts'
import { grants } from '../../server/db/vault-schema.ts'
import { sweep } from '../../server/timetable.ts'
import { stored, ticketOf } from '../documents/support.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'

const YEARS = 3650 * DAY

describe('a clock that had leapt ten years forward', () => {
  let test: TestDesk
  beforeAll(async () => void (test = await openTestDesk()))
  afterAll(() => test.close())

  it('leaves nothing that would outlive its time when it comes back', async () => {
    const ticket = await ticketOf(test, 'ann')
    const document = await stored(test, ticket)
    test.clock.jump(YEARS)
    await sweep(test.desk)
    const ann = await test.as('ann')
    const now = test.clock.now()
    await test.desk.db.transaction(async (tx) => {
      const about = { documentId: document, ticketId: ticket.id, agentId: test.cast.bea.id }
      const given = { kind: 'asked' as const, purpose: 'x', minutes: 15, state: 'allowed' as const }
      const times = { askedAt: now, decidedAt: now, expiresAt: after(now, HOUR) }
      await tx.insert(grants).values({ id: newId(), ...about, ...given, ...times })
      await tx.insert(jobs).values({ id: 'late', name: 'sweep', payload: {}, runAt: now, attempts: 0 })
    })
    test.clock.jump(-YEARS)
    await sweep(test.desk)
    expect((await ann.get('/account')).status).toBe(303)
    expect(await test.desk.db.$count(sessions)).toBe(0)
    const [grant] = await test.desk.db.select().from(grants)
    expect(grant).toMatchObject({ state: 'ended' })
    const [job] = await test.desk.db.select().from(jobs).where(eq(jobs.id, 'late'))
    expect(job?.runAt).toEqual(test.clock.now())
  })
})
