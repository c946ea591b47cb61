import { open, readFile, rm, writeFile } from 'node:fs/promises'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { facts } from '../../server/db/schema.ts'
import { alarms, documents } from '../../server/db/vault-schema.ts'
import { blobOf, rowOf, stored, ticketOf, type Ticket } from '../documents/support.ts'
import { csrfIn } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { lastLine, openAlarmsOf } from './support.ts'

const page = '/admin/vault'

describe('what needs an administrator', () => {
  let test: TestDesk
  let ticket: Ticket
  let sound: string
  beforeAll(async () => {
    test = await openTestDesk()
    ticket = await ticketOf(test, 'ann')
    sound = await stored(test, ticket)
  })
  afterAll(() => test.close())
  beforeEach(() => test.desk.db.transaction((tx) => tx.delete(alarms)))

  const path = (id: string) => blobOf(test.storageDir, id)
  const flip = async (id: string) => {
    const file = await open(path(id), 'r+')
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 2000)
    await file.write(Buffer.from([buffer[0]! ^ 1]), 0, 1, 2000)
    await file.close()
  }
  const truncate = async (id: string) => writeFile(path(id), (await readFile(path(id))).subarray(0, 2000))
  const remove = (id: string) => rm(path(id))
  /** Has the desk go through all documents, which its jobs do, and answers what it kept of it. */
  const scrubbed = async () => {
    const before = (await lastLine(test, 'vault.scrubbed'))?.seq
    const ada = await test.as('ada')
    expect((await ada.send(page, `${page}/scrub`)).location).toBe(`${page}?scrub`)
    await vi.waitFor(async () => expect((await lastLine(test, 'vault.scrubbed'))?.seq).not.toBe(before))
    const [fact] = await test.desk.db.select().from(facts).where(eq(facts.name, 'scrub'))
    return fact?.value
  }
  const broken = async (harm: (id: string) => Promise<unknown>, kept = Buffer.alloc(5000, 7)) => {
    const id = await stored(test, ticket, kept)
    await harm(id)
    return id
  }
  const mend = (id: string) =>
    test.desk.db.transaction((tx) => tx.update(documents).set({ state: 'uploading' }).where(eq(documents.id, id)))

  describe.each([
    ['flipped', flip, 'damaged'],
    ['truncated', truncate, 'damaged'],
    ['removed', remove, 'no-blob'],
  ] as const)('a blob that was %s', (_, harm, what) => {
    it('is given out to nobody, raises the alarm, and leaves the others alone', async () => {
      const id = await broken(harm)
      const ann = await test.as('ann')
      for (let at = 1; at <= 2; at++) {
        const answer = await ann.get(`/documents/${id}/content`)
        expect([answer.status, answer.bytes.includes(Buffer.alloc(64, 7))]).toEqual([500, false])
        expect(await openAlarmsOf(test)).toEqual([[what, id, at]])
      }
      expect((await ann.get(`/documents/${sound}/content`)).text).toBe('the content')
      await mend(id)
    })

    it('is found by going round, without a key and without a reader', async () => {
      const id = await broken(harm)
      expect(await scrubbed()).toEqual({ at: test.clock.now().toISOString(), checked: 2, bad: 1 })
      expect(await openAlarmsOf(test)).toEqual([[what, id, 1]])
      const facts = { checked: 2, bad: 1 }
      expect(await lastLine(test, 'vault.scrubbed')).toMatchObject({ actorId: test.cast.ada.id, facts })
      expect((await (await test.as('ada')).get(page)).text).toContain('2 documents, 1 damaged')
      await mend(id)
    })
  })

  it('tells of metadata that do not open, and of a key that is missing', async () => {
    const [meta, key] = [await stored(test, ticket), await stored(test, ticket)]
    await test.desk.db.transaction((tx) =>
      tx
        .update(documents)
        .set({ meta: Buffer.alloc(300) })
        .where(eq(documents.id, meta)),
    )
    test.desk.vault.destroyKey(key)
    const ann = await test.as('ann')
    expect((await ann.get(`/tickets/${ticket.number}`)).status).toBe(200)
    const both = [
      ['damaged', meta, 1],
      ['no-key', key, 1],
    ]
    await vi.waitFor(async () => expect(await openAlarmsOf(test)).toEqual(expect.arrayContaining(both)))
    for (const id of [meta, key]) await mend(id)
  })

  it('takes no document for damaged that is being destroyed meanwhile', async () => {
    const id = await broken(flip)
    await test.desk.db.transaction((tx) =>
      tx.update(documents).set({ state: 'destroying' }).where(eq(documents.id, id)),
    )
    expect(await scrubbed()).toMatchObject({ bad: 0 })
    expect(await openAlarmsOf(test)).toEqual([])
  })

  it('goes round more documents than one job takes', async () => {
    for (let at = 0; at < 25; at++) await stored(test, ticket, `${at}`)
    expect(await scrubbed()).toMatchObject({ checked: 26, bad: 0 })
  })

  it('is shown with its slip in words, and cleared by an administrator', async () => {
    const id = await broken(remove)
    const slip = `S-${(await rowOf(test, id))?.slip}`
    await (await test.as('ann')).get(`/documents/${id}/content`)
    const ada = await test.as('ada')
    const shown = (await ada.get(page)).text
    expect(shown).toContain(`A document is missing from the vault, <a href="/documents/${id}">${slip}</a>`)
    expect((await ada.get(`${page}?lang=fr`)).status).toBe(303)
    expect((await ada.get(page)).text).toContain('Un document manque dans le coffre')
    const [alarm] = await test.desk.db.select().from(alarms)
    const clear = `${page}/alarms/${alarm?.id}`
    for (let at = 0; at < 2; at++) expect((await ada.post(clear, tokenOf(shown))).status).toBe(303)
    expect(await openAlarmsOf(test)).toEqual([])
    expect(await lastLine(test, 'alarm.cleared')).toMatchObject({ facts: { alarm: 'no-blob' } })
    expect((await ada.get(page)).text).toContain('Rien n’a besoin de vous.')
    await (await test.as('ann')).get(`/documents/${id}/content`)
    expect(await openAlarmsOf(test)).toEqual([['no-blob', id, 1]])
  })

  it('is for administrators alone', async () => {
    const paths = [`${page}/scrub`, `${page}/rotation`, `${page}/clock`, `${page}/alarms/x`]
    for (const name of ['ann', 'bea'] as const) {
      const client = await test.as(name)
      const csrf = tokenOf((await client.get('/account')).text)
      expect((await client.get(page)).status).toBe(403)
      for (const one of paths) expect((await client.post(one, csrf)).status).toBe(403)
    }
    expect((await test.visitor().get(page)).location).toMatch(/^\/login/)
    const ada = await test.as('ada')
    for (const one of paths) expect((await ada.post(one)).status, 'without its token').toBe(403)
  })

  it('has the root key turned', async () => {
    const epoch = test.desk.vault.epoch()
    const ada = await test.as('ada')
    expect((await ada.send(page, `${page}/rotation`)).location).toBe(`${page}?rotation`)
    await vi.waitFor(async () => expect(await lastLine(test, 'keys.rotated')).toBeDefined())
    expect(test.desk.vault.epoch()).toBe(epoch + 1)
    expect((await ada.get(page)).text).toContain(`epoch ${epoch + 1}, turned`)
    expect(await lastLine(test, 'keys.rotated')).toMatchObject({ actorId: test.cast.ada.id })
    expect((await (await test.as('ann')).get(`/documents/${sound}/content`)).text).toBe('the content')
  })

  const tokenOf = (html: string) => ({ _csrf: csrfIn(html) })
})
