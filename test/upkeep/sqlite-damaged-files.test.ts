import { randomInt } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verify } from '../../server/cli/with-keys.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { openDesk } from '../../server/open.ts'
import { whyNot } from '../../server/reasons.ts'
import { stored, ticketOf } from '../documents/support.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'

const PAGE = 4096

/** Three pages, not the first, with the 16 bytes at their beginnings turned round; and which. */
function spoilt(file: Buffer): { bytes: Buffer; harm: string } {
  const bytes = Buffer.from(file)
  const pages = [1, 2, 3].map(() => randomInt(1, bytes.length / PAGE))
  for (const page of new Set(pages))
    for (let at = page * PAGE; at < page * PAGE + 16; at++) bytes[at] = ~(bytes[at] ?? 0)
  return { bytes, harm: `pages ${pages.join(', ')} of ${bytes.length / PAGE}` }
}
const beheaded = (file: Buffer) => ({
  bytes: Buffer.concat([Buffer.alloc(100, 0xff), file.subarray(100)]),
  harm: 'head',
})

const harms = [
  ['three pages', spoilt],
  ['its head', beheaded],
] as const

describe('a file of SQLite that is damaged', () => {
  let test: TestDesk
  let looking: NodeJS.Timeout
  beforeAll(async () => {
    test = await openTestDesk()
    const ticket = await ticketOf(test, 'ann')
    for (let at = 0; at < 20; at++) await stored(test, ticket, `${at}`)
    looking = setInterval(() => test.desk.jobs.wake(), 20)
  })
  afterAll(async () => {
    clearInterval(looking)
    await test.close()
  })

  /** What a start says while this file is in that state; the file is mended afterwards. */
  const saidWith = async (path: string, spoil: (file: Buffer) => { bytes: Buffer; harm: string }) => {
    let said = ''
    await test.restart(async () => {
      const whole = await readFile(path)
      const { bytes, harm } = spoil(whole)
      await writeFile(path, bytes)
      said = await openDesk({ ...test.desk.config, logLevel: 'silent' }).then(
        async (desk) => (await desk.close(), `It opened without ${harm}`),
        (error: unknown) => whyNot(error, ''),
      )
      await writeFile(path, whole)
    })
    expect(await test.desk.db.$count(documents)).toBe(20)
    return said
  }

  it.each(harms)('keeps the desk from opening when the database lost %s, and names the remedy', async (_, harm) => {
    const said = await saidWith(join(test.storageDir, 'desk.db'), harm)
    expect(said).toMatch(/^DATABASE_URL: the database is damaged \(.*\); .*npm run desk -- restore DIR$/)
  })

  it.each(harms)('keeps the desk from opening when the keyring lost %s', async (_, harm) => {
    const said = await saidWith(join(test.storageDir, 'keyring', 'keyring.db'), harm)
    expect(said).toMatch(/^KEYRING_URL: .*keyring\.db is damaged \(.*\): .*npm run desk -- restore DIR$/)
  })

  it('is looked for by verify, with the logs and the root beside it', async () => {
    const { config } = test.desk
    expect(await verify(config, {})).toMatchObject({ status: 0, json: { ok: true, documents: 20, problems: [] } })
    const log = await readFile(config.destructionLog)
    await writeFile(config.destructionLog, 'changed\n')
    const problems = [expect.stringMatching(/^DESTRUCTION_LOG /)]
    expect(await verify(config, {})).toMatchObject({ status: 1, json: { ok: false, problems } })
    await writeFile(config.destructionLog, log)
  })
})
