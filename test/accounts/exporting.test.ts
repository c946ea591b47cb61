import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply } from '../support/tickets.ts'
import { deedsAbout, expire, unzip } from './support.ts'

describe('taking one’s data along', () => {
  let test: TestDesk
  let ann: Client
  const large = Buffer.alloc(9 * 1024 * 1024, 'large ')
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
    const [carl, bea] = [await test.as('carl'), await test.as('bea')]
    const path = await openTicket(ann, { body: 'What Ann wrote' }, [
      { name: 'écran/1.png', content: 'a picture' },
      { name: 'disk.img', content: large },
    ])
    await bea.send(path, `${path}/replies`, { body: 'What Bea answered' })
    const page = await bea.get(path)
    const csrf = csrfIn(page.text)
    await bea.post(`${path}/replies`, { _csrf: csrf, body: 'What Ann must not read', internal: 'on' })
    const shared = await openTicket(carl, { subject: 'Carl’s question' })
    await publish(carl, shared)
    await reply(ann, shared, 'What Ann said to Carl')
  })
  afterAll(() => test.close())

  it('shows everything that is kept, with counts, and the record', async () => {
    const { status, text } = await ann.get('/account/privacy')
    expect(status, text).toBe(200)
    for (const part of ['Ann Martin · ann@example.org', 'version 2', '2 · 9.4', 'IP address', 'document stored']) {
      expect(text).toContain(part)
    }
    expect(text).not.toContain('staff note')
    await ann.get('/account/privacy?lang=fr')
    expect((await ann.get('/account/privacy')).text).toContain('document mis au coffre')
    await ann.get('/account?lang=en')
    expect((await test.visitor().get('/account/privacy')).location).toMatch(/^\/login/)
    expect((await (await test.as('bea')).get('/account/privacy')).status).toBe(200)
  })

  it('answers one archive with account, tickets, record and the documents in clear', async () => {
    const answer = await ann.send('/account', '/account/export')
    expect(answer.status, answer.text.slice(0, 500)).toBe(200)
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename=guichet-export-${test.cast.ann.number}.zip`,
    )
    const files = unzip(answer.bytes)
    const named = (part: string) => [...files].find(([name]) => name.includes(part))?.[1]
    expect(JSON.parse(String(files.get('account.json')))).toMatchObject({ account: { email: 'ann@example.org' } })
    const [ticket] = JSON.parse(String(files.get('tickets.json'))) as { replies: unknown[]; documents: unknown[] }[]
    expect(ticket?.replies).toHaveLength(2)
    expect(ticket?.documents).toHaveLength(2)
    expect(String(files.get('comments.json'))).toContain('What Ann said to Carl')
    expect(JSON.parse(String(files.get('record.json')))).not.toHaveLength(0)
    const talk = String(named('tickets/1001.md'))
    expect(talk).toContain('What Ann wrote')
    expect(talk).toContain('Bea Rossi')
    expect(named('documents/S-7001-')?.toString()).toBe('a picture')
    expect(named('disk.img')?.equals(large)).toBe(true)
    for (const [name, content] of files) expect(content.includes('must not read'), name).toBe(false)
    expect(await deedsAbout(test, 'ann')).toContain('account.exported')
  })

  it('leaves out a document that is damaged, and says so, instead of failing', async () => {
    const { documents } = await import('../../server/db/vault-schema.ts')
    const [stored] = await test.desk.db.select().from(documents).orderBy(documents.slip)
    await test.desk.vault.destroyBlob(stored?.id ?? '')
    const files = unzip((await ann.send('/account', '/account/export')).bytes)
    expect(String(files.get('documents/S-7001.txt'))).toContain('could not be read')
    expect([...files.keys()].some((name) => name.includes('disk.img'))).toBe(true)
  })

  it('holds no document once the access has ended, and says why', async () => {
    await expire(test, 'ann')
    const files = unzip((await (await test.as('ann')).send('/account', '/account/export')).bytes)
    expect([...files.keys()].filter((name) => name.startsWith('documents/'))).toEqual(['documents/READ-ME.txt'])
    expect(String(files.get('tickets.json'))).not.toContain('disk.img')
  })

  it('is nobody else’s', async () => {
    const visitor = await test.visitor().post('/account/export')
    expect(visitor.location).toMatch(/^\/login/)
  })
})
