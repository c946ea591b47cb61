import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replies } from '../../server/db/schema.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { csrfIn, filledIn, formIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, publishDeciding, reply } from '../support/tickets.ts'

const worldIn = (html: string): string =>
  [...html.matchAll(/<div class="world">([\s\S]*?)<\/div>\s*<\/div>/g)].map(([, world]) => world).join(' ')

describe('what the world would read by the decisions of a form', () => {
  let test: TestDesk
  let ann: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
  })
  afterAll(() => test.close())

  it('leaves covered what was covered before, such as a name that its owner had', async () => {
    const path = await openTicket(ann, { body: 'This is Ann Martin, call 06 12 34 56 78.' })
    expect((await publish(ann, path)).status).toBe(303)
    await ann.send('/account', '/account/profile', { name: 'Zoe Blanc' })
    const page = (await ann.get(`${path}/visibility`)).text
    const look = await ann.post(`${path}/visibility/look`, {
      ...filledIn(formIn(page, `${path}/visibility`)),
      _csrf: csrfIn(page),
    })
    expect(look.status).toBe(200)
    expect(worldIn(page)).toContain('personal details')
    expect(worldIn(look.text)).toContain('personal details')
    expect(worldIn(look.text)).not.toContain('Ann Martin')
    expect((await ann.get(`${path}/visibility?saved`)).text).not.toContain('The ticket is still private')
  })

  it('takes two numbers abroad for two, though they end alike', async () => {
    const body = 'Ring 212-555-0147 in New York or 312-555-0147 in Chicago.'
    const moved = await openTicket(ann, { body })
    const before = await test.desk.db.$count(documents)
    const page = (await ann.get(`${moved}/visibility`)).text
    const marks = [...new Set(Array.from(page.matchAll(/finding-[\da-f]{32}(?=" value)/g), ([name]) => name))]
    const choices = Object.fromEntries(marks.map((name) => [name, 'vault']))
    const form = { ...filledIn(formIn(page, `${moved}/visibility`)), ...choices, visibility: 'public', save: 'draft' }
    expect((await ann.post(`${moved}/visibility`, form)).status).toBe(303)
    expect((await test.desk.db.$count(documents)) - before).toBe(2)

    const kept = await openTicket(ann, { body: 'Ring 312-555-0147 in Chicago.' })
    expect((await publishDeciding(ann, kept, 'keep')).status).toBe(303)
    expect((await reply(ann, kept, 'My own mobile: 212-555-0147.')).status).toBe(422)
    expect(await test.desk.db.$count(replies, eq(replies.body, 'My own mobile: 212-555-0147.'))).toBe(0)
  })
})
