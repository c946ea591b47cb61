import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY } from '../../server/clock.ts'
import { people } from '../../server/db/schema.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { personIn } from '../../server/accounts/people.ts'
import { RightsEnded } from '../../server/problems.ts'
import { slipsOf } from '../../server/documents/documents.ts'
import {
  discard,
  fileDocuments,
  forgetWaiting,
  sealText,
  sealUpload,
  waitingFor,
} from '../../server/documents/storing.ts'
import type { Name } from '../support/cast.ts'
import type { TestDesk } from '../support/desk.ts'
import { deedsOf, file, filesWith, openVaultDesk, rowOf, sealed, stored, ticketOf } from './support.ts'

describe('storing a document', () => {
  let test: TestDesk
  beforeAll(async () => {
    test = await openVaultDesk()
  })
  afterAll(() => test.close())

  const person = (name: Name) => personIn(test.cast[name], test.clock.now())
  const everything = async () => {
    const rows = await test.desk.db.select({ id: documents.id }).from(documents)
    const { keys, blobs } = await test.desk.vault.storedIds()
    return { rows: rows.map(({ id }) => id).sort(), keys, blobs }
  }

  it('seals it, files it on the ticket and writes that down', async () => {
    const ticket = await ticketOf(test, 'ann')
    const { id, slip, name, bytes } = await sealed(test, ticket, 'abc', 'plan.pdf')
    expect({ slip, name, bytes }).toEqual({ slip: 'S-7001', name: 'plan.pdf', bytes: 3 })
    expect((await rowOf(test, id))?.state).toBe('waiting')
    expect(await slipsOf(test.desk, ticket.id, person('ann'))).toEqual([])
    await file(test, ticket, id)
    expect((await rowOf(test, id))?.state).toBe('stored')
    const about = { actorId: test.cast.ann.id, ticketId: ticket.id, documentId: id }
    expect(await deedsOf(test, id)).toMatchObject([{ deed: 'document.stored', ...about }])
    expect(await slipsOf(test.desk, ticket.id, person('ann'))).toMatchObject([
      { slip: 'S-7001', mine: true, meta: { name: 'plan.pdf', bytes: 3 }, mayRead: true, mayOpen: false },
    ])
    const [mini] = await slipsOf(test.desk, ticket.id, person('bea'))
    expect(mini).toMatchObject({ mine: false, meta: null, mayOpen: false, mayRead: false, shut: 'ungranted' })
    for (const nobody of [null, person('carl')]) expect(await slipsOf(test.desk, ticket.id, nobody)).toEqual([])
  })

  it('leaves neither its name nor a byte of it in any file, at any time', async () => {
    const ticket = await ticketOf(test, 'ann')
    const content = randomBytes(300_000)
    const [name, secret] = ['salary-of-ann-martin.xlsx', 'WX7Q-KK21-0PLM-7719-QQ']
    const needles = [content.subarray(0, 24), content.subarray(150_000, 150_024), name, secret, 'Serial of Ann M.']
    const clean = async () => {
      for (const needle of needles) expect(await filesWith(test, needle)).toEqual([])
    }
    async function* slowly() {
      for (let at = 0; at < content.length; at += 50_000) {
        yield content.subarray(at, at + 50_000)
        await clean()
      }
    }
    const ann = { accountId: test.cast.ann.id, storedById: test.cast.ann.id }
    const upload = await sealUpload(test.desk, { ...ann, kind: 'file' }, { name, type: 'x/y' }, Readable.from(slowly()))
    const text = await sealText(test.desk, { ...ann, kind: 'serial_key' }, 'Serial of Ann M.', secret)
    await clean()
    for (const { id } of [upload, text]) await file(test, ticket, id)
    const client = await test.as('ann')
    expect((await client.get(`/documents/${upload.id}/content`)).bytes.equals(content)).toBe(true)
    expect((await client.get(`/documents/${text.id}`)).text).toContain('Serial of Ann M.')
    await clean()
    // That the search would find something, if there were something to find:
    expect(await filesWith(test, upload.id)).not.toEqual([])
  })

  it('keeps nothing of an empty document or of one that is cut', async () => {
    const ann = { accountId: test.cast.ann.id, storedById: test.cast.ann.id, kind: 'file' as const }
    const before = await everything()
    const empty = sealUpload(test.desk, ann, { name: 'x', type: 'y/z' }, Readable.from([]))
    await expect(empty).rejects.toMatchObject({ fields: { documents: { key: 'form.document_empty' } } })
    async function* cut() {
      yield randomBytes(100_000)
      throw new Error('Request aborted')
    }
    const aborted = sealUpload(test.desk, ann, { name: 'x', type: 'y/z' }, Readable.from(cut()))
    await expect(aborted).rejects.toThrow('Request aborted')
    expect(await everything()).toEqual(before)
  })

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\ann\\plan.pdf', 'plan.pdf'],
    ['pdf.\u202Eexe.fdp', 'pdf.exe.fdp'],
    ['a\u0000b\r\nc\u2067\u200F.txt', 'abc.txt'],
    ['', 'document'],
    ['..', 'document'],
    ['folder/', 'document'],
    ['é'.repeat(500), 'é'.repeat(200)],
    ['\uD800x.txt', '\uFFFDx.txt'],
  ])('takes %j as %j', async (given, kept) => {
    const ticket = await ticketOf(test, 'ann')
    const { name, id } = await sealed(test, ticket, 'x', given)
    expect(name).toBe(kept)
    await file(test, ticket, id)
    const answer = await (await test.as('ann')).get(`/documents/${id}/content`)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-disposition']).toContain(`filename*=UTF-8''${encodeURIComponent(kept)}`)
  })

  it('does not put what the browser calls its type into a header unread', async () => {
    const ann = { accountId: test.cast.ann.id, storedById: test.cast.ann.id, kind: 'file' as const }
    const ticket = await ticketOf(test, 'ann')
    const given = { name: 'x', type: 'text/html\r\nSet-Cookie: a=b' }
    const { id } = await sealUpload(test.desk, ann, given, Readable.from([Buffer.from('x')]))
    await file(test, ticket, id)
    const answer = await (await test.as('ann')).get(`/documents/${id}/content`)
    expect(answer.headers['content-type']).toBe('application/octet-stream')
  })

  it('lets nobody else use or see what waits for a form, nor on another’s ticket', async () => {
    const [hers, his] = [await ticketOf(test, 'ann'), await ticketOf(test, 'carl')]
    const { id } = await sealed(test, hers)
    const see = async (name: Name) => (await waitingFor(test.desk.db, test.desk, person(name), [id, 'x'])).length
    expect([await see('ann'), await see('carl'), await see('bea'), await see('ada')]).toEqual([1, 0, 0, 0])
    await expect(file(test, his, id)).rejects.toMatchObject({ why: { key: 'slip.not_kept' } })
    await expect(file(test, hers, id, test.cast.bea.id)).rejects.toMatchObject({ why: { key: 'slip.not_kept' } })
    await expect(file(test, his, id, test.cast.ann.id)).rejects.toThrow()
    expect((await (await test.as('ann')).get(`/documents/${id}`)).status).toBe(404)
    await file(test, hers, id)
    await expect(file(test, hers, id)).rejects.toMatchObject({ why: { key: 'slip.not_kept' } })
    expect(await see('ann')).toBe(0)
  })

  it('files nothing for an owner whose rights ended or whose account closed meanwhile', async () => {
    const ticket = await ticketOf(test, 'carl')
    const carl = test.cast.carl.id
    const { id } = await sealed(test, ticket)
    const bea = { accountId: carl, storedById: test.cast.bea.id }
    const fromBea = await sealText(test.desk, { ...bea, kind: 'note' }, 'Licence', 'AB-12')
    const set = (values: Partial<typeof people.$inferInsert>) =>
      test.desk.db.transaction(async (tx) => void (await tx.update(people).set(values).where(eq(people.id, carl))))
    await set({ rightsEndAt: test.clock.now() })
    await expect(file(test, ticket, id)).rejects.toBeInstanceOf(RightsEnded)
    await expect(file(test, ticket, fromBea.id, test.cast.bea.id)).rejects.toMatchObject({
      why: { key: 'slip.owner_left' },
    })
    await expect(sealed(test, ticket)).rejects.toBeInstanceOf(RightsEnded)
    await set({ rightsEndAt: test.cast.carl.rightsEndAt, state: 'closed' })
    await expect(file(test, ticket, id)).rejects.toThrow()
    await set({ state: 'active' })
    await file(test, ticket, id)
    await file(test, ticket, fromBea.id, test.cast.bea.id)
  })

  it('lets go of what waits too long, and never of what lies on a ticket', async () => {
    const ticket = await ticketOf(test, 'ann')
    const [waiting, kept] = [await sealed(test, ticket), await stored(test, ticket)]
    expect(await forgetWaiting(test.desk)).toBe(0)
    await discard(test.desk, kept)
    expect((await rowOf(test, kept))?.state).toBe('stored')
    test.clock.advance(DAY + 1)
    expect(await forgetWaiting(test.desk)).toBe(1)
    expect(await rowOf(test, waiting.id)).toBeUndefined()
    const { keys, blobs } = await everything()
    expect([keys.includes(waiting.id), blobs.includes(waiting.id)]).toEqual([false, false])
    expect([keys.includes(kept), blobs.includes(kept)]).toEqual([true, true])
  })

  it('files several, or none of them', async () => {
    const ticket = await ticketOf(test, 'ann')
    const good = await sealed(test, ticket)
    const ids = [good.id, 'f'.repeat(32)]
    const both = test.desk.db.transaction((tx) =>
      fileDocuments(tx, test.desk, ids, { ticket, actorId: test.cast.ann.id }),
    )
    await expect(both).rejects.toThrow()
    expect((await rowOf(test, good.id))?.state).toBe('waiting')
  })
})
