import { createHash, randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alarms } from '../../server/db/vault-schema.ts'
import { say } from '../../server/words/words.ts'
import { blobOf, deedsOf, stored, ticketOf } from '../documents/support.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'

// Below 8 MiB a document is decrypted to its end before a byte is given out; above it in a stream.
const SMALL = randomBytes(18_432)
const LARGE = randomBytes(9 * 1024 * 1024)
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

describe('reading a document again', () => {
  let test: TestDesk
  let ann: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
  })
  afterAll(() => test.close())

  const put = async (content: Buffer) => stored(test, await ticketOf(test, 'ann'), content)
  const verify = async (client: Client, id: string) =>
    client.post(`/documents/${id}/verify`, { _csrf: csrfIn((await client.get('/account')).text) })
  const verified = async (id: string) =>
    (await deedsOf(test, id)).filter(({ deed }) => deed === 'document.verified').map(({ facts }) => facts['ok'])
  const alarmsAbout = (id: string) => test.desk.db.select().from(alarms).where(eq(alarms.about, id))

  it.each([SMALL, LARGE])('says that it is what was sealed, and writes that down', async (content) => {
    const id = await put(content)
    const answer = await ann.send(`/documents/${id}`, `/documents/${id}/verify`)
    expect(answer.status).toBe(200)
    expect(answer.text).toContain(say('en', 'verify.same', { at: '22 Nov 2026, 10:00', count: content.length }))
    expect(answer.text.split(`>${sha256(content)}<`)).toHaveLength(3) // on the slip, and as read again
    expect(await verified(id)).toEqual([1])
    ann.cookies.set('language', 'fr')
    const french = await ann.send(`/documents/${id}`, `/documents/${id}/verify`)
    expect(french.text).toContain(say('fr', 'verify.same', { at: '22 nov. 2026, 10:00', count: content.length }))
    ann.cookies.set('language', 'en')
  })

  it.each([
    ['a bit is flipped at its beginning', SMALL, (blob: Buffer) => void (blob[200] = (blob[200] ?? 0) ^ 1), 'damaged'],
    ['a bit is flipped at its end', LARGE, (blob: Buffer) => void (blob[blob.length - 1] = 7), 'damaged'],
    ['it is cut', LARGE, (blob: Buffer) => blob.subarray(0, -1), 'damaged'],
    ['it is gone', SMALL, () => null, 'no-blob'],
  ])('says so when %s, and tells the administrators', async (_, content, harm, what) => {
    const id = await put(content)
    const path = blobOf(test.storageDir, id)
    const blob = await readFile(path)
    const harmed = harm(blob)
    if (harmed === null) await rm(path)
    else await writeFile(path, harmed ?? blob)
    const answer = await verify(ann, id)
    expect(answer.text).toContain(say('en', 'verify.differs', { at: '22 Nov 2026, 10:00' }))
    expect(answer.text).not.toContain('unchanged')
    expect(await verified(id)).toEqual([0])
    expect(await alarmsAbout(id)).toMatchObject([{ what, count: 1 }])
    await verify(ann, id)
    expect(await alarmsAbout(id)).toMatchObject([{ what, count: 2 }])
  })

  it('says so when the key is gone', async () => {
    const id = await put(SMALL)
    test.desk.vault.destroyKey(id)
    expect((await verify(ann, id)).text).toContain(say('en', 'verify.differs_text'))
    expect(await alarmsAbout(id)).toMatchObject([{ what: 'no-key' }])
  })

  it('is for the owner alone, and says nothing to others', async () => {
    const id = await put(SMALL)
    const answers = { carl: 404, bea: 403, ada: 403 } as const
    for (const [name, status] of Object.entries(answers) as [keyof typeof answers, number][]) {
      const client = await test.as(name)
      expect((await client.get(`/documents/${id}`)).text).not.toContain(`/documents/${id}/verify`)
      expect((await verify(client, id)).status, name).toBe(status)
    }
    expect((await ann.post(`/documents/${id}/verify`)).status).toBe(403) // without its token
    expect((await test.visitor().post(`/documents/${id}/verify`)).location).toMatch(/^\/login/)
    expect((await verify(ann, 'f'.repeat(32))).status).toBe(404)
    expect(await verified(id)).toEqual([])
  })

  it('finds nothing of what was destroyed', async () => {
    const id = await put(SMALL)
    expect((await ann.send(`/documents/${id}/destroy`, `/documents/${id}/destroy`, { confirm: 'yes' })).status).toBe(
      303,
    )
    expect((await verify(ann, id)).status).toBe(410)
  })

  it('is done so often an hour and no more', async () => {
    const id = await put(SMALL)
    const carl = await test.as('carl')
    const his = await stored(test, await ticketOf(test, 'carl'), SMALL)
    const statuses = new Set<number>()
    for (let tries = 0; tries < 31; tries++) statuses.add((await verify(ann, id)).status)
    expect([...statuses]).toEqual([200, 429])
    expect((await verify(carl, his)).status).toBe(200)
  })
})
