import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fingerprints, verdicts } from '../../server/db/public-schema.ts'
import { audit } from '../../server/db/vault-schema.ts'
import { marksIn } from '../guarding/support.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, publishDeciding, reply, replyDeciding } from '../support/tickets.ts'

describe('a public ticket on which several write', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, nobody: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    nobody = test.visitor()
  })
  afterAll(() => test.close())

  const opened = async (fields: Record<string, string> = {}) => {
    const path = await openTicket(ann, { subject: 'VPN', body: 'It does not start.', ...fields })
    expect((await publish(ann, path)).status).toBe(303)
    return path
  }
  const read = async (path: string) => (await nobody.get(path)).text
  const store = async (owner: Client, secret: string, at: string) =>
    expect((await owner.send(at, `${at}/documents`, { secret, kind: 'credential', label: 'x' })).status).toBe(303)
  const touched = async (path: string) =>
    bea.post(`${path}/status`, { status: 'solved', _csrf: csrfIn((await bea.get('/account')).text) })

  it('shows no name of somebody who joins, also where it was said before', async () => {
    const path = await opened({ subject: 'Thanks to Bea Rossi', body: 'Bea Rossi and Carl Petit told me to write.' })
    await reply(bea, path, 'I did.')
    expect(await read(path)).not.toContain('Rossi')
    await reply(carl, path, 'Me too.')
    expect(await read(path)).not.toContain('Petit')
    expect((await nobody.get('/?q=Rossi')).text).not.toContain(`${path}"`)
  })

  it('leaves to its owner what the owner and support have said, and to nobody what another customer covers', async () => {
    const path = await opened({ body: 'Call 06 12 34 56 78.' })
    expect((await replyDeciding(carl, path, 'I am Carl Petit, 06 99 88 77 66, password: Tulipe!2024x')).status).toBe(
      303,
    )
    await replyDeciding(bea, path, 'Ask at 01 44 55 66 77.')
    const review = (await ann.get(`${path}/visibility`)).text
    for (const [text, mark] of marksIn(review)) {
      const mine = text.startsWith('06 12') || text.startsWith('01 44')
      expect(review.includes(`name="finding-${mark}" value="keep"`), text).toBe(mine)
    }
    expect([...marksIn(review).keys()]).toContain('06 99 88 77 66') // it is shown, covered
    expect((await publishDeciding(ann, path, 'keep')).status).toBe(303)
    expect(await read(path)).toMatch(/06 12[\s\S]*01 44/)
    expect(await read(path)).not.toMatch(/06 99|Petit|Tulipe/)
  })

  it('takes a form also where it wants to show what lies in the vault, but for that', async () => {
    const path = await openTicket(ann, { body: 'The seat is Rooibos-Kuchen-77, call 06 12 34 56 78.' })
    await store(ann, 'Rooibos-Kuchen-77', path)
    expect((await publishDeciding(ann, path, 'keep')).status).toBe(303)
    expect(await read(path)).toContain('06 12 34 56 78')
    expect(await read(path)).not.toContain('Rooibos')
    expect((await test.desk.db.select().from(verdicts)).map(({ kind }) => kind)).not.toContain('vault_content')
  })

  it('covers nothing of what others say because somebody who comments has stored it', async () => {
    const path = await opened({ body: 'Restarting the router helps. Our printer is named after Gertrude.' })
    const own = await openTicket(carl)
    await reply(carl, path, 'I saw a blue heron in the hall there.')
    for (const secret of ['Restarting the router helps', 'a blue heron in the hall']) await store(carl, secret, own)
    expect(await read(path)).not.toContain('heron') // his own words are covered as soon as he stores them
    await touched(path)
    expect(await read(path)).toContain('Restarting the router helps')
    await store(ann, 'printer is named after Gertrude', path)
    expect(await read(path)).not.toContain('Gertrude')
    const slips = (await test.desk.db.select().from(audit).where(eq(audit.deed, 'finding.covered'))).filter(
      ({ documentId, facts }) => documentId !== null && facts['kind'] === 'vault_content',
    )
    expect(slips.map(({ ticketId }) => ticketId)).toHaveLength(1) // which slip of his it was, her history does not tell
    expect(await test.desk.db.$count(fingerprints)).toBeGreaterThan(0)
  })

  it('does not tell by the name of a cover what the desk knows, nor looks for what can be guessed', async () => {
    const path = await opened()
    for (const secret of ['Soleil2024', 'Soleil2024Grenoble']) await store(ann, secret, path)
    const words = ['Azerty2024Bleu', 'Soleil2024Grenoble', 'Printemps2024Vert']
    await replyDeciding(carl, path, words.map((word) => `The password: ${word}`).join('\n\n'))
    const text = await read(path)
    expect(text.match(/class="gone">a password</g)).toHaveLength(words.length)
    expect(text).not.toContain('something confidential')
    await reply(carl, path, 'We all like Soleil2024 and Neige2024 here.')
    expect(await read(path)).toContain('We all like Soleil2024 and Neige2024 here.')
    await replyDeciding(bea, path, 'It was Soleil2024 then.') // support does not guess
    expect(await read(path)).not.toContain('It was Soleil2024')
    await reply(carl, path, 'It said Soleil2024Grenoble there.') // and what is long is covered by whatever name
    expect(await read(path)).not.toContain('Soleil2024Grenoble')
  })

  it('goes on covering all of a former name when its neighbour is declared harmless', async () => {
    const path = await opened({ subject: 'Call me', body: 'Ann Martin 06 12 34 56 78' })
    await ann.send('/account', '/account/profile', { name: 'Zoe Kowalczyk', locale: 'en' })
    expect((await publishDeciding(ann, path, 'keep')).status).toBe(303)
    expect(await read(path)).toContain('06 12 34 56 78')
    expect(await read(path)).not.toMatch(/Ann|Martin/)
    await ann.send('/account', '/account/profile', { name: 'Ann Martin', locale: 'en' })
  })

  it('keeps what is the customer’s covered in the words of support, however it is written', async () => {
    const body = 'Call 06 12 34 56 78 or write to Zed.Mail@Gmail.com, 12 rue des Lilas, 75011 Paris.'
    const path = await opened({ body })
    const said = 'I called +33 6 12 34 56 78, wrote to zed.mail@gmail.com and to 12, rue des Lilas 75011 Paris.'
    expect((await replyDeciding(bea, path, said, 'keep')).status).toBe(303)
    expect(await read(path)).toContain('I called <span class="gone">')
    expect(await read(path)).not.toMatch(/\+33 6 12|zed\.mail@|Lilas/)
  })

  it('hears one customer on the ticket of another twenty times an hour, and hands back what is more', async () => {
    const path = await opened()
    const form = { _csrf: csrfIn((await carl.get('/account')).text), epoch: '' }
    const [, epoch = ''] = /name="epoch" value="(\d+)"/.exec((await carl.get(path)).text) ?? []
    const say = (body: string) => carl.post(`${path}/replies`, { ...form, epoch, body })
    const told = await Promise.all(Array.from({ length: 20 }, (_, i) => say(`Number ${i}`)))
    expect(told.filter(({ status }) => status !== 303)).toEqual([])
    const more = await say('One more of them')
    expect(more.status).toBe(429)
    expect(more.text).toContain('One more of them')
    expect((await reply(ann, path, 'Its owner goes on.')).status).toBe(303)
    expect((await reply(carl, await opened(), 'And so does he elsewhere.')).status).toBe(303)
  })
})
