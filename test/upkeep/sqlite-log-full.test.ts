import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { appendFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { newId } from '../../server/db/ids.ts'
import { sweep } from '../../server/timetable.ts'
import { blobOf, rowOf, stored, ticketOf, type Ticket } from '../documents/support.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { linesOf, openAlarmsOf } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-full-'))

/** A disk of its own, of 64 KiB; only root may have one. */
function mounted(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    rmSync(folder, { recursive: true })
    return false
  }
}

describe.skipIf(!mounted())('a destruction log that cannot be written', () => {
  let test: TestDesk
  let ticket: Ticket
  const filler = join(folder, 'filler')
  beforeAll(async () => {
    test = await openTestDesk({ DESTRUCTION_LOG: join(folder, 'destroyed') })
    ticket = await ticketOf(test, 'ann')
  })
  afterAll(async () => {
    await test.close()
    execFileSync('umount', [folder])
    rmSync(folder, { recursive: true })
  })

  const destroy = async (id: string) =>
    (await test.as('ann')).send(`/documents/${id}/destroy`, `/documents/${id}/destroy`, { confirm: 'yes' })

  it('keeps the key and the blob, and nobody reads them; there is an alarm, and it ends when there is room', async () => {
    const id = await stored(test, ticket)
    await expect(untilFull(() => appendFile(filler, Buffer.alloc(1024)))).rejects.toThrow('ENOSPC')
    // What is left of the last block of the log is filled by lines of its own.
    const log = test.desk.destructionLog
    const line = () => ({ documentId: newId(), accountId: newId(), reason: 'request', at: test.clock.now() })
    await expect(untilFull(() => log.append(line()))).rejects.toThrow()
    const { length } = await linesOf(test)
    expect((await destroy(id)).status).toBe(303)
    expect(await linesOf(test)).toHaveLength(length)
    expect((await rowOf(test, id))?.state).toBe('destroying')
    expect(test.desk.vault.hasKey(id)).toBe(true)
    expect((await stat(blobOf(test.storageDir, id))).size).toBeGreaterThan(0)
    expect((await (await test.as('ann')).get(`/documents/${id}/content`)).status).toBe(410)
    await vi.waitFor(async () => expect(await openAlarmsOf(test)).toContainEqual(['log', '', expect.any(Number)]))
    await sweep(test.desk)
    expect(await openAlarmsOf(test)).toContainEqual(['unfinished', id, 1])
    await rm(filler)
    await sweep(test.desk)
    expect((await rowOf(test, id))?.state).toBe('destroyed')
    expect(test.desk.vault.hasKey(id)).toBe(false)
    expect(log.entries().documents.at(-1)).toMatchObject({ n: length + 1, documentId: id })
  })

  const untilFull = async (write: () => Promise<unknown>): Promise<never> => {
    for (;;) await write()
  }
})
