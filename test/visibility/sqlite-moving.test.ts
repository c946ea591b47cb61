import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendFrom } from '../guarding/support.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, reply } from '../support/tickets.ts'

describe('what the owner of a ticket moves from a text to the vault', () => {
  let test: TestDesk
  let ann: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
  })
  afterAll(() => test.close())

  /** The files of the desk in which this stands, in whatever case. */
  async function filesWith(text: string): Promise<string[]> {
    const all = await readdir(test.storageDir, { recursive: true, withFileTypes: true })
    const files = all.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
    const contents = await Promise.all(files.map((file) => readFile(file, 'latin1')))
    return files.filter((_, at) => contents[at]?.toLowerCase().includes(text.toLowerCase()))
  }

  it('is in no file of the desk any more', async () => {
    await ann.send('/account', '/account/secrets', { secretRule: 'send' })
    const path = await openTicket(ann)
    await reply(ann, path, 'The key PLMK-9K2M-4TPL-8889 is refused')
    expect(await filesWith('PLMK')).not.toEqual([])
    const review = await ann.get(`${path}/visibility`)
    const [, mark = ''] = /name="finding-([\da-f]{32})" value="vault"/.exec(review.text) ?? []
    const moved = await sendFrom(ann, review, `${path}/visibility`, { save: 'draft', [`finding-${mark}`]: 'vault' })
    expect(moved.status).toBe(303)
    expect((await ann.get(path)).text).not.toContain('PLMK')
    expect(await filesWith('PLMK')).toEqual([])
  })
})
