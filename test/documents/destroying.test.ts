import { randomBytes } from 'node:crypto'
import { access, mkdir, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { personIn } from '../../server/accounts/people.ts'
import { HOUR } from '../../server/clock.ts'
import { jobs } from '../../server/db/schema.ts'
import { destructions, documents } from '../../server/db/vault-schema.ts'
import { destroyAllOf, destroyDocument, previewOf } from '../../server/documents/destroying.ts'
import { contentFor } from '../../server/documents/opening.ts'
import { sealUpload } from '../../server/documents/storing.ts'
import { csrfIn } from '../support/client.ts'
import type { Name } from '../support/cast.ts'
import type { TestDesk } from '../support/desk.ts'
import {
  blobOf,
  bytesOf,
  deedsOf,
  filesWith,
  lettersTo,
  openVaultDesk,
  rowOf,
  sealed,
  stored,
  ticketOf,
  type Ticket,
} from './support.ts'

describe('destroying a document', () => {
  let test: TestDesk
  let ticket: Ticket
  const nudges: unknown[] = []
  beforeAll(async () => {
    test = await openVaultDesk()
    ticket = await ticketOf(test, 'ann')
    test.desk.live = { ...test.desk.live, documentChanged: (...nudge) => void nudges.push(nudge) }
  })
  afterAll(() => test.close())

  const person = (name: Name) => personIn(test.cast[name], test.clock.now())
  const destroyAs = async (name: Name, id: string, fields: Record<string, string> = { confirm: 'yes' }) =>
    (await test.as(name)).send(`/documents/${id}/destroy`, `/documents/${id}/destroy`, fields)

  it('leaves no key, no ciphertext and no metadata on the disk, and says so', async () => {
    const id = await stored(test, ticket, randomBytes(70_000), 'salaries.xlsx')
    const { wrap, blob } = await bytesOf(test, id)
    const meta = (await rowOf(test, id))?.meta ?? Buffer.alloc(0)
    const traces = [wrap, blob.subarray(104, 136), blob.subarray(-64), meta.subarray(24, 72)]
    for (const trace of traces.slice(0, 3)) expect(await filesWith(test, trace)).not.toEqual([])

    const ann = await test.as('ann')
    const question = await ann.get(`/documents/${id}/destroy`)
    expect(question.text).toContain('salaries.xlsx')
    expect((await rowOf(test, id))?.state).toBe('stored')
    const answer = await destroyAs('ann', id)
    expect([answer.status, answer.location]).toEqual([303, `/documents/${id}`])

    for (const trace of traces) expect(await filesWith(test, trace)).toEqual([])
    await expect(access(blobOf(test.storageDir, id))).rejects.toThrow('ENOENT')
    expect(await test.desk.vault.isGone(id)).toBe(true)
    expect(await rowOf(test, id)).toMatchObject({
      state: 'destroyed',
      meta: null,
      cipherBytes: null,
      cipherSha256: null,
    })
    const deeds = (await deedsOf(test, id)).map(({ deed, facts }) => [deed, facts['reason']])
    expect(deeds.slice(-2)).toEqual([
      ['document.destroying', 'request'],
      ['document.destroyed', 'request'],
    ])
    expect((await lettersTo(test, 'ann'))[0]?.subject).toBe('Slip S-7001 is destroyed')
    expect(nudges.at(-1)).toEqual([ticket.number, id, 'destroyed'])

    const card = await ann.get(`/documents/${id}`)
    expect(card.text).toContain('class="slip voided"')
    expect(card.text).toContain('its owner asked for it')
    expect(card.text).not.toContain('salaries')
    expect((await ann.get(`/documents/${id}/content`)).status).toBe(410)
    expect((await ann.get(`/documents/${id}/destroy`)).location).toBe(`/documents/${id}`)
    const bea = await test.as('bea')
    const csrf = csrfIn((await bea.get('/')).text)
    const open = { _csrf: csrf, code: await test.code('bea'), reason: 'x' }
    expect((await bea.post(`/documents/${id}/open`, open)).status).toBe(410)
  })

  it('asks to confirm', async () => {
    const id = await stored(test, ticket)
    const answer = await destroyAs('ann', id, {})
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('Nothing has been destroyed yet.')
    expect((await rowOf(test, id))?.state).toBe('stored')
  })

  it('is open to administrators, who still cannot read it, and to no agent', async () => {
    const id = await stored(test, ticket)
    await expect(destroyDocument(test.desk, person('bea'), id, 'administrator')).rejects.toThrow()
    await expect(destroyDocument(test.desk, person('carl'), id, 'request')).rejects.toThrow()
    expect((await rowOf(test, id))?.state).toBe('stored')
    expect((await destroyAs('ada', id)).status).toBe(303)
    expect((await deedsOf(test, id)).at(-1)).toMatchObject({
      actorId: test.cast.ada.id,
      facts: { reason: 'administrator' },
    })
  })

  it('can be asked twice, also at the same time', async () => {
    const id = await stored(test, ticket)
    const ann = person('ann')
    const twice = await Promise.all([1, 2].map(() => destroyDocument(test.desk, ann, id, 'request')))
    expect([...twice, await destroyDocument(test.desk, ann, id, 'request')]).toEqual([true, true, true])
    await test.desk.jobs.runAll()
    const rows = await test.desk.db.select().from(destructions).where(eq(destructions.documentId, id))
    expect(rows.length).toBe(1)
    expect((await deedsOf(test, id)).filter(({ deed }) => deed === 'document.destroyed').length).toBe(1)
  })

  it('cuts a download that is under way', async () => {
    const size = 20 * 1024 * 1024
    const id = await stored(test, ticket, randomBytes(size))
    const ann = await test.as('ann')
    const cookie = [...ann.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const destroyed = Promise.withResolvers<boolean>()
    const read = await new Promise<{ bytes: number; whole: boolean }>((resolve, reject) => {
      get(`${test.url}/documents/${id}/content`, { headers: { cookie } }, (response) => {
        let bytes = 0
        expect(response.headers['content-length']).toBe(String(size))
        response.on('error', () => undefined)
        response.on('close', () => resolve({ bytes, whole: response.complete }))
        response.once('data', (chunk: Buffer) => {
          response.pause()
          bytes += chunk.length
          response.on('data', (more: Buffer) => void (bytes += more.length))
          destroyed.resolve(destroyDocument(test.desk, person('ann'), id, 'request'))
          destroyed.promise.then(() => response.resume(), reject)
        })
      }).on('error', reject)
    })
    expect(await destroyed.promise).toBe(true)
    expect(read.whole).toBe(false)
    expect(read.bytes).toBeLessThan(size)
    expect((await rowOf(test, id))?.state).toBe('destroyed')
  })

  it.each([1000, 9 * 1024 * 1024])('gives nothing of %i bytes to a reader whom it overtakes', async (size) => {
    const id = await stored(test, ticket, randomBytes(size))
    const content = await contentFor(test.desk, person('ann'), id)
    const cut = new Promise((done) => content.stream.once('error', done))
    await destroyDocument(test.desk, null, id, 'administrator')
    expect(await cut).toMatchObject({ name: 'AbortError' })
  })

  it('goes on by itself after a failure, and nobody reads it meanwhile', async () => {
    const id = await stored(test, ticket)
    const path = blobOf(test.storageDir, id)
    await rm(path)
    await mkdir(path) // what stands in the way of overwriting it
    expect((await destroyAs('ann', id)).status).toBe(303)
    expect((await rowOf(test, id))?.state).toBe('destroying')
    expect(test.desk.vault.hasKey(id)).toBe(false)
    const ann = await test.as('ann')
    expect((await ann.get(`/documents/${id}`)).text).toContain('Being destroyed')
    expect((await ann.get(`/documents/${id}/content`)).status).toBe(410)

    const job = async () => {
      const all = await test.desk.db.select().from(jobs).where(eq(jobs.name, 'finishDestruction'))
      return all.find(({ payload }) => payload['documentId'] === id)
    }
    await vi.waitFor(async () => expect((await job())?.failure).toBeTruthy())
    await rm(path, { recursive: true })
    test.clock.advance(HOUR)
    await test.desk.jobs.runAll()
    expect((await job())?.failure).toBeNull()
    expect((await rowOf(test, id))?.state).toBe('destroyed')
  })

  it('leaves everything to a customer who renewed before the sweep came', async () => {
    const id = await stored(test, ticket, 'still here')
    const done = await destroyAllOf(test.desk, ticket.ownerId, 'expiry', null)
    expect(done).toEqual({ documents: 0, bytes: 0, unfinished: 0 })
    expect((await (await test.as('ann')).get(`/documents/${id}/content`)).text).toBe('still here')
  })

  it('destroys all of an account at once, and counts it beforehand', async () => {
    const his = await ticketOf(test, 'carl')
    const ids = [await stored(test, his), await stored(test, his), (await sealed(test, his)).id]
    const kept = await stored(test, ticket)
    const { carl, bea } = test.cast
    const preview = await previewOf(test.desk.db, [carl.id, bea.id])
    const bytes = (await Promise.all(ids.map((id) => rowOf(test, id)))).reduce(
      (sum, row) => sum + (row?.cipherBytes ?? 0),
      0,
    )
    expect([...preview]).toEqual([[carl.id, { documents: 3, bytes }]])

    let resume = (): void => undefined
    const held = new Promise<void>((done) => (resume = done))
    async function* slowly() {
      yield randomBytes(1000)
      await held
      yield randomBytes(1000)
    }
    const bringing = { accountId: carl.id, storedById: carl.id, kind: 'file' as const }
    const upload = sealUpload(test.desk, bringing, { name: 'late', type: 'a/b' }, Readable.from(slowly()))
    upload.catch(() => undefined)
    const arriving = eq(documents.state, 'uploading')
    await vi.waitFor(async () => expect(await test.desk.db.$count(documents, arriving)).toBe(1))

    const done = await destroyAllOf(test.desk, carl.id, 'closure', carl.id)
    expect(done).toEqual({ documents: 3, bytes, unfinished: 0 })
    for (const id of ids) expect((await rowOf(test, id))?.state).toBe('destroyed')
    resume()
    await expect(upload).rejects.toThrow()
    const { keys, blobs } = await test.desk.vault.storedIds()
    expect([keys.includes(kept), blobs.includes(kept)]).toEqual([true, true])
    for (const id of ids) expect([keys.includes(id), blobs.includes(id)]).toEqual([false, false])
    expect(blobs.length).toBe(keys.length)
    expect(await previewOf(test.desk.db, [carl.id])).toEqual(new Map())
    expect(await destroyAllOf(test.desk, carl.id, 'closure', null)).toEqual({ documents: 0, bytes: 0, unfinished: 0 })
    expect((await lettersTo(test, 'carl')).length).toBe(0)
  })
})
