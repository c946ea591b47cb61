import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Manifest } from '../../server/backup/manifest.ts'
import { backup, drill, restore } from '../../server/cli/backups.ts'
import type { Config } from '../../server/config.ts'
import { blobOf, stored, ticketOf, type Ticket } from '../documents/support.ts'
import { jsonOf, openCopies, type Copies } from './copies.ts'
import { openAlarmsOf } from './support.ts'

describe('copies of the desk that are not as they should be', () => {
  let here: Copies
  let ticket: Ticket
  beforeAll(async () => {
    here = await openCopies()
    ticket = await ticketOf(here.test, 'ann')
  })
  afterAll(() => here.close())

  it('leave out what is damaged, with an alarm and a status', async () => {
    const id = await stored(here.test, ticket)
    await writeFile(blobOf(here.test.storageDir, id), 'something else')
    const { manifest, made } = await here.copied()
    expect(made).toMatchObject({ status: 1, ok: false, damaged: 1 })
    expect(manifest.left).toEqual({ destroyed: [], damaged: [id] })
    expect(await openAlarmsOf(here.test)).toContainEqual(['damaged', id, 1])
    const config = await here.elsewhere()
    const back = await jsonOf(restore(config, { dir: here.copies }))
    expect(back).toMatchObject({ status: 1, problems: [expect.stringContaining('not in the store')] })
    await here.destroy(id)
  })

  describe('are looked at before anything is written', () => {
    let copy: string
    let config: Config
    let manifest: Manifest
    beforeAll(async () => void ({ manifest } = await here.copied()))
    const take = async () => {
      copy = await mkdtemp(join(here.folder, 'harmed-'))
      await cp(here.copies, copy, { recursive: true })
      config = await here.elsewhere()
      const names = (await readdir(copy)).filter((name) => name.endsWith('Z')).toSorted()
      return join(copy, names.at(-1) ?? '')
    }
    afterEach(() => rm(copy, { recursive: true }))

    it.each([
      ['a table', async (place: string) => join(place, 'tables', 'people.ndjson'), 'people.ndjson is not the file'],
      [
        'a blob',
        async (place: string) => {
          const id = manifest.blobs[0]?.id ?? ''
          return join(place, 'blobs', id.slice(0, 2), id)
        },
        'is not the file',
      ],
    ])('%s that was changed, cut or taken away', async (_, pathIn, said) => {
      for (const harm of ['change', 'cut', 'remove']) {
        const path = await pathIn(await take())
        const bytes = await readFile(path)
        bytes[5]! ^= 1
        if (harm === 'change') await writeFile(path, bytes)
        else if (harm === 'cut') await writeFile(path, bytes.subarray(0, -1))
        else await rm(path)
        const refusal = harm === 'remove' ? /Nothing was brought back/ : said
        await expect(restore(config, { dir: copy })).rejects.toThrow(refusal)
        await expect(stat(config.keyringDir)).rejects.toThrow('ENOENT')
        await expect(stat(config.vaultDir)).rejects.toThrow('ENOENT')
      }
    })

    it('another version, another kind of folder, no keyring', async () => {
      const place = await take()
      const path = join(place, 'manifest.json')
      await writeFile(path, JSON.stringify({ ...manifest, migration: '0000_desk' }))
      await expect(restore(config, { dir: place })).rejects.toThrow('made with database 0000_desk')
      await writeFile(path, JSON.stringify({ ...manifest, version: 2 }))
      await expect(restore(config, { dir: place })).rejects.toThrow('no copy that this version can read')
      await writeFile(path, JSON.stringify(manifest))
      await rm(join(copy, 'keyring'), { recursive: true })
      await expect(restore(config, { dir: place })).rejects.toThrow('there is no keyring at')
      await expect(restore(config, { dir: dirname(here.copies) })).rejects.toThrow('There is no copy in')
    })

    it('the root key, which is on no copy: its epoch is named, and nothing is left', async () => {
      await take()
      const bare = await here.elsewhere({ root: false })
      await expect(restore(bare, { dir: copy })).rejects.toThrow(/^ROOT_KEY_DIR .* holds no root key of epoch \d+/)
      await expect(stat(join(bare.keyringDir, 'keyring.db'))).rejects.toThrow('ENOENT')
      await cp(here.test.desk.config.rootKeyDir, bare.rootKeyDir, { recursive: true })
      expect(await jsonOf(restore(bare, { dir: copy }))).toMatchObject({ status: 0 })
    })
  })

  it('are missed in a rehearsal when they are harmed', async () => {
    const { place, manifest } = await here.copied()
    const id = manifest.blobs[0]?.id ?? ''
    await rm(join(place, 'blobs', id.slice(0, 2), id))
    const answer = await jsonOf(drill(here.test.desk.config))
    expect(answer).toMatchObject({ status: 1, ok: false, problems: [expect.stringContaining(`blob ${id} is missing`)] })
    expect(await openAlarmsOf(here.test)).toContainEqual(['backup', 'drill', 1])
    expect((await (await here.test.as('ada')).get('/admin/vault')).text).toContain(
      'it failed: Nothing was brought back',
    )
  })

  it('are refused where they would lie in what they copy, and leave nothing when they fail', async () => {
    const inside = join(here.test.storageDir, 'copies')
    await expect(backup(here.test.desk.config, { dir: inside })).rejects.toThrow(/^A copy belongs outside STORAGE_DIR/)
    const file = join(here.folder, 'a-file')
    await writeFile(file, '')
    await expect(backup(here.test.desk.config, { dir: file })).rejects.toThrow('ENOTDIR')
    expect(await openAlarmsOf(here.test)).toContainEqual(['backup', '', 1])
  })
})
