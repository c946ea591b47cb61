import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../server/db/ids.ts'
import { destructions, documents } from '../../server/db/vault-schema.ts'
import { recover } from '../../server/documents/recovering.ts'
import type { TestDesk } from '../support/desk.ts'
import { chunks } from '../vault/support.ts'
import { blobOf, deedsOf, openVaultDesk, rowOf, sealed, stored, ticketOf, type Ticket } from './support.ts'

describe('starting after a crash', () => {
  let test: TestDesk
  let ticket: Ticket
  beforeEach(async () => {
    test = await openVaultDesk()
    ticket = await ticketOf(test, 'ann')
  })
  afterEach(() => test.close())

  const become = (id: string, state: 'destroying' | 'uploading') =>
    test.desk.db.transaction(async (tx) => {
      await tx.update(documents).set({ state }).where(eq(documents.id, id))
      if (state === 'uploading') return
      const row = { id: newId(), documentId: id, reason: 'request' as const, requestedAt: test.clock.now() }
      await tx.insert(destructions).values({ ...row, requestedById: test.cast.ann.id })
    })
  const stray = async () => {
    const ids = { documentId: newId(), accountId: test.cast.ann.id }
    await test.desk.vault.seal({ ...ids, name: 'x', type: 'y' }, chunks(Buffer.from('z')))
    return ids.documentId
  }

  it('finishes, takes back and clears away what was half done, and keeps the rest', async () => {
    const kept = await stored(test, ticket)
    const waits = (await sealed(test, ticket)).id
    const [whole, keyless, blobless] = [
      await stored(test, ticket),
      await stored(test, ticket),
      await stored(test, ticket),
    ]
    for (const id of [whole, keyless, blobless]) await become(id, 'destroying')
    test.desk.vault.destroyKey(keyless)
    test.desk.vault.destroyKey(blobless)
    await rm(blobOf(test.storageDir, blobless))
    const [begun, sealedOnly] = [(await sealed(test, ticket)).id, (await sealed(test, ticket)).id]
    for (const id of [begun, sealedOnly]) await become(id, 'uploading')
    test.desk.vault.destroyKey(begun)
    await rm(blobOf(test.storageDir, begun))
    await writeFile(join(test.storageDir, 'vault', 'incoming', `${begun}.part`), 'half')
    await stray()

    expect(await recover(test.desk)).toEqual({ finished: 3, takenBack: 2, parts: 1, strays: 1, alarms: [] })
    for (const id of [whole, keyless, blobless]) {
      expect(await rowOf(test, id)).toMatchObject({ state: 'destroyed', meta: null })
      expect((await deedsOf(test, id)).at(-1)?.deed).toBe('document.destroyed')
    }
    for (const id of [begun, sealedOnly]) expect(await rowOf(test, id)).toBeUndefined()
    const { keys, blobs } = await test.desk.vault.storedIds()
    expect(keys).toEqual([kept, waits].sort())
    expect(blobs).toEqual([kept, waits].sort())
    expect(await recover(test.desk)).toEqual({ finished: 0, takenBack: 0, parts: 0, strays: 0, alarms: [] })
    expect((await (await test.as('ann')).get(`/documents/${kept}/content`)).text).toBe('the content')
  })

  it('raises an alarm for a stored document that lacks something, and does not touch it', async () => {
    const [keyless, blobless, whole] = [
      await stored(test, ticket),
      await stored(test, ticket),
      await stored(test, ticket),
    ]
    test.desk.vault.destroyKey(keyless)
    await rm(blobOf(test.storageDir, blobless))
    const { alarms } = await recover(test.desk)
    expect(alarms).toEqual([
      { id: keyless, slip: 'S-7001', what: 'no-key' },
      { id: blobless, slip: 'S-7002', what: 'no-blob' },
    ])
    for (const id of [keyless, blobless]) expect((await rowOf(test, id))?.state).toBe('stored')
    const ann = await test.as('ann')
    expect((await ann.get(`/documents/${keyless}`)).text).toContain('does not match its seal')
    expect((await ann.get(`/documents/${blobless}/content`)).status).toBe(500)
    expect((await ann.get(`/documents/${whole}/content`)).status).toBe(200)
  })

  it('removes nothing on the word of a database that knows no document at all', async () => {
    const id = await stray()
    expect(await recover(test.desk)).toMatchObject({ strays: 0, alarms: [{ id, slip: null, what: 'foreign' }] })
    expect(test.desk.vault.hasKey(id)).toBe(true)
  })

  it('refuses a blob that was altered, without giving out a byte', async () => {
    const id = await stored(test, ticket, Buffer.alloc(100_000, 7))
    await writeFile(blobOf(test.storageDir, id), Buffer.alloc(100_000, 7))
    const answer = await (await test.as('ann')).get(`/documents/${id}/content`)
    expect(answer.status).toBe(500)
    expect(answer.headers['content-disposition']).toBeUndefined()
  })
})
