import { cp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDesk } from '../../server/open.ts'
import { whyNot } from '../../server/reasons.ts'
import { blobOf, rowOf, stored, ticketOf } from '../documents/support.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openAlarmsOf } from './support.ts'

describe('keys that are lost', () => {
  let test: TestDesk
  let id: string
  beforeAll(async () => {
    test = await openTestDesk()
    id = await stored(test, await ticketOf(test, 'ann'), 'still there')
  })
  afterAll(() => test.close())

  const contentOf = async () => (await test.as('ann')).get(`/documents/${id}/content`)

  it('of the keyring are an alarm; document and blob stay, and open when the keyring comes back', async () => {
    const [keyring, aside] = [join(test.storageDir, 'keyring'), join(test.storageDir, '..', 'aside')]
    await test.restart(() => rename(keyring, aside))
    expect(await openAlarmsOf(test)).toEqual([['no-key', id, 1]])
    expect((await rowOf(test, id))?.state).toBe('stored')
    expect((await contentOf()).status).toBe(500)
    expect((await stat(blobOf(test.storageDir, id))).size).toBeGreaterThan(0)
    await test.restart(async () => {
      await rm(keyring, { recursive: true })
      await cp(aside, keyring, { recursive: true })
    })
    expect((await contentOf()).text).toBe('still there')
  })

  it('of the root keep the desk from opening, and nothing is made in their place', async () => {
    const root = join(test.storageDir, 'root')
    let said = ''
    await test.restart(async () => {
      const key = await readFile(join(root, 'epoch-1.key'))
      await rename(root, `${root}-aside`)
      said = await openDesk({ ...test.desk.config, logLevel: 'silent' }).then(
        () => 'It opened',
        (error: unknown) => whyNot(error, ''),
      )
      await expect(readdir(root)).rejects.toThrow('ENOENT')
      await rename(`${root}-aside`, root)
      expect(await readFile(join(root, 'epoch-1.key'))).toEqual(key)
    })
    expect(said).toMatch(/^ROOT_KEY_DIR .* holds no root key of epoch 1 although a keyring exists: put .* back/)
    expect((await contentOf()).text).toBe('still there')
  })
})
