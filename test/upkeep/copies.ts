import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Manifest } from '../../server/backup/manifest.ts'
import { backup } from '../../server/cli/backups.ts'
import type { Outcome } from '../../server/cli/commands.ts'
import { MINUTE } from '../../server/clock.ts'
import { readConfig, type Config } from '../../server/config.ts'
import { newId } from '../../server/db/ids.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { freshDatabase } from '../support/postgres.ts'

/** A command's object, with how it ended. */
export const jsonOf = async (outcome: Promise<Outcome>): Promise<Record<string, unknown>> => {
  const { json, status = 0 } = await outcome
  return { ...json, status }
}

export type Copies = {
  test: TestDesk
  /** Where everything of the test lies, and the copies in it. */
  folder: string
  copies: string
  /** A new copy, with its manifest; each has its own minute. */
  copied(): Promise<{ made: Record<string, unknown>; place: string; manifest: Manifest }>
  /** The settings of a machine on which nothing is but the root key and a destruction log, or not even those. */
  elsewhere(has?: { log?: boolean; root?: boolean }): Promise<Config>
  /** Ann destroys a document of hers. */
  destroy(id: string): Promise<void>
  close(): Promise<void>
}

/** A desk of which copies are made while it runs. */
export async function openCopies(): Promise<Copies> {
  const test = await openTestDesk()
  const folder = await mkdtemp(join(tmpdir(), 'backup-test-'))
  const copies = join(folder, 'copies')
  // A desk looks every five seconds for what another process has enqueued; here it looks all the time.
  const looking = setInterval(() => test.desk.jobs.wake(), 20)
  return {
    ...{ test, folder, copies },
    async copied() {
      test.clock.advance(MINUTE)
      const made = await jsonOf(backup(test.desk.config, { dir: copies }))
      const place = String(made['place'])
      const manifest = JSON.parse(await readFile(join(place, 'manifest.json'), 'utf8')) as Manifest
      return { made, place, manifest }
    },
    async elsewhere({ log = true, root = true } = {}) {
      const place = await mkdtemp(join(folder, 'machine-'))
      const databaseUrl = await freshDatabase(`desk_${newId()}`)
      const [rootKeyDir, destructionLog] = [join(place, 'root'), join(place, 'destroyed')]
      if (root) await cp(test.desk.config.rootKeyDir, rootKeyDir, { recursive: true })
      if (log) await cp(test.desk.config.destructionLog, destructionLog)
      return readConfig({
        ...{ STORAGE_DIR: join(place, 'storage'), ROOT_KEY_DIR: rootKeyDir, DESTRUCTION_LOG: destructionLog },
        ...{ PORT: '0', LOG_LEVEL: 'silent', BASE_URL: test.desk.config.baseUrl },
        ...(databaseUrl && { DATABASE_URL: databaseUrl }),
      })
    },
    async destroy(id) {
      const path = `/documents/${id}/destroy`
      expect((await (await test.as('ann')).send(path, path, { confirm: 'yes' })).status).toBe(303)
    },
    async close() {
      clearInterval(looking)
      await test.close()
      await rm(folder, { recursive: true })
    },
  }
}
