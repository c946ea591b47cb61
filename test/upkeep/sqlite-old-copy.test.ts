import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../server/clock.ts'
import { tickets } from '../../server/db/schema.ts'
import { destructions } from '../../server/db/vault-schema.ts'
import { lettersTo } from '../accounts/support.ts'
import { blobOf, deedsOf, filesWith, rowOf, stored, ticketOf, type Ticket } from '../documents/support.ts'
import { rowOf as personOf } from '../accounts/support.ts'
import { PASSWORD } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { lettersCount, linesOf, openAlarmsOf } from './support.ts'

const SERIAL = 'SERIAL-4711-0815-2342'

describe('an old copy of the storage, put back', () => {
  let test: TestDesk
  let ticket: Ticket
  beforeEach(async () => {
    test = await openTestDesk()
    ticket = await ticketOf(test, 'ann')
  })
  afterEach(() => test.close())

  const copy = () => join(test.storageDir, '..', 'copy')
  const takeCopy = () => test.restart(() => cp(test.storageDir, copy(), { recursive: true }))
  const putBack = () =>
    test.restart(async () => {
      await rm(test.storageDir, { recursive: true })
      await cp(copy(), test.storageDir, { recursive: true })
    })
  const destroy = async (id: string) =>
    (await test.as('ann')).send(`/documents/${id}/destroy`, `/documents/${id}/destroy`, { confirm: 'yes' })

  it('brings no destroyed document back, and nothing of it stays on the disk', async () => {
    const [dead, alive] = [await stored(test, ticket, SERIAL), await stored(test, ticket)]
    await takeCopy()
    expect((await destroy(dead)).status).toBe(303)
    const letters = (await lettersTo(test, 'ann@example.org')).length
    expect(letters).toBe(1)
    await putBack()
    expect(test.desk.replayed).toEqual({ documents: 1, accounts: 0 })
    expect(await rowOf(test, dead)).toMatchObject({ state: 'destroyed', meta: null, cipherSha256: null })
    expect((await deedsOf(test, dead)).map(({ deed }) => deed)).toContain('document.destroyed')
    const [row] = await test.desk.db.select().from(destructions).where(eq(destructions.documentId, dead))
    expect(row).toMatchObject({ reason: 'request', requestedById: null })
    expect(row?.steps?.[0]).toMatchObject({ name: 'replayed', result: 'line 1 of the destruction log' })
    expect(row?.live).toContain('payload')
    expect(test.desk.vault.hasKey(dead)).toBe(false)
    await expect(readFile(blobOf(test.storageDir, dead))).rejects.toThrow('ENOENT')
    expect(await filesWith(test, SERIAL)).toEqual([])
    // Its owner has had a letter about it already: the copy knows of none, and none is written again.
    expect(await lettersTo(test, 'ann@example.org')).toEqual([])
    const ann = await test.as('ann')
    expect((await ann.get(`/documents/${dead}/content`)).status).toBe(410)
    expect((await ann.get(`/documents/${alive}/content`)).text).toBe('the content')
    expect(await linesOf(test)).toHaveLength(1)
    expect(await openAlarmsOf(test)).toEqual([['log', 'replayed', 1]])
    expect((await (await test.as('ada')).get('/admin/vault')).text).toContain('1 documents, 0 accounts')
    await test.restart()
    expect(test.desk.replayed).toEqual({ documents: 0, accounts: 0 })
  })

  it('opens no closed account again', async () => {
    const carls = await stored(test, await ticketOf(test, 'carl'), SERIAL)
    const unknown = await stored(test, ticket)
    await takeCopy()
    const carl = await test.as('carl')
    const closed = await carl.send('/account/close', '/account/close', { password: PASSWORD })
    expect(closed.status).toBe(303)
    await putBack()
    expect(test.desk.replayed).toEqual({ documents: 1, accounts: 1 })
    expect(await personOf(test, 'carl')).toMatchObject({ state: 'closed', name: '', passwordHash: null })
    expect(await rowOf(test, carls)).toMatchObject({ state: 'destroyed' })
    const [theirs] = await test.desk.db.select().from(tickets).where(eq(tickets.ownerId, test.cast.carl.id))
    expect(theirs?.subject).toBe('')
    expect(await lettersCount(test)).toBe(0)
    expect(await filesWith(test, SERIAL)).toEqual([])
    expect((await rowOf(test, unknown))?.state).toBe('stored')
    await test.restart()
    expect(test.desk.replayed).toEqual({ documents: 0, accounts: 0 })
  })

  it('brings nothing back either where only its keyring and blobs were put back', async () => {
    const dead = await stored(test, ticket)
    await takeCopy()
    await destroy(dead)
    await test.restart(async () => {
      for (const part of ['keyring', 'vault'])
        await cp(join(copy(), part), join(test.storageDir, part), { recursive: true })
    })
    expect(test.desk.vault.hasKey(dead)).toBe(false)
    expect((await test.desk.vault.storedIds()).blobs).toEqual([])
  })

  it('is seen by its log: what was destroyed and is not in it is written into it, with an alarm', async () => {
    const [first, second] = [await stored(test, ticket), await stored(test, ticket)]
    await destroy(first)
    const log = await readFile(test.desk.config.destructionLog)
    test.clock.advance(MINUTE)
    await destroy(second)
    const path = test.desk.config.destructionLog
    await test.restart(() => writeFile(path, log))
    expect((await linesOf(test)).map(({ doc }) => doc)).toEqual([first, second])
    expect(await openAlarmsOf(test)).toEqual([['log', '', 1]])
    await test.restart(() => rm(path))
    expect((await linesOf(test)).map(({ doc }) => doc)).toEqual([first, second])
    expect(await openAlarmsOf(test)).toEqual([['log', '', 2]])
  })
})

// The same, with a fault that the tests above must not be blind to.
it('a log that lay in the storage would be put back too, and the document would live', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'desk-log-'))
  const [storage, copy] = [join(folder, 'storage'), join(folder, 'copy')]
  const test = await openTestDesk({ STORAGE_DIR: storage, DESTRUCTION_LOG: join(storage, 'destroyed') })
  const id = await stored(test, await ticketOf(test, 'ann'), SERIAL)
  await test.restart(() => cp(storage, copy, { recursive: true }))
  const path = `/documents/${id}/destroy`
  expect((await (await test.as('ann')).send(path, path, { confirm: 'yes' })).status).toBe(303)
  await test.restart(async () => {
    await rm(storage, { recursive: true })
    await cp(copy, storage, { recursive: true })
  })
  expect((await rowOf(test, id))?.state).toBe('stored')
  expect((await (await test.as('ann')).get(`/documents/${id}/content`)).text).toBe(SERIAL)
  await test.close()
  await rm(folder, { recursive: true })
})
