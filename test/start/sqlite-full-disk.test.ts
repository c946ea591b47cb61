import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documents } from '../../server/db/vault-schema.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, reply } from '../support/tickets.ts'

const folder = mkdtempSync(join(tmpdir(), 'desk-full-'))

/** A disk of its own, 16 MiB; only root may have one. */
function mounted(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    rmSync(folder, { recursive: true })
    return false
  }
}

describe.skipIf(!mounted())('a full disk', () => {
  let test: TestDesk
  let ann: Client
  let path: string
  const ballast = join(folder, 'something-else')
  beforeAll(async () => {
    test = await openTestDesk({ STORAGE_DIR: join(folder, 'storage') })
    ann = await test.as('ann')
    path = await openTicket(ann, { subject: 'Before the disk was full' }, [
      { name: 'a.txt', content: 'to be destroyed' },
    ])
    const file = await open(ballast, 'w')
    const block = Buffer.alloc(64 * 1024)
    await expect(
      (async () => {
        for (;;) await file.write(block)
      })(),
    ).rejects.toThrow('ENOSPC')
    await file.close()
  })
  afterAll(async () => {
    await test.close()
    execFileSync('umount', [folder])
    rmSync(folder, { recursive: true })
  })

  it('says so, and hands back what was written', async () => {
    const body = 'An hour of writing. '.repeat(500)
    const answer = await reply(ann, path, body)
    expect(answer.status).toBe(503)
    expect(answer.text).toContain(body.trim())
    expect(answer.text).not.toMatch(/SQLITE|node_modules/)
  })

  it('keeps nothing of an upload', async () => {
    const form = { subject: 'With a file', body: 'Too much', category: 'mail' }
    const answer = await ann.send('/tickets/new', '/tickets', form, [{ name: 'b.bin', content: Buffer.alloc(200_000) }])
    expect(answer.status).toBe(503)
    expect(await test.desk.db.$count(documents)).toBe(1)
  })

  it('goes on reading', async () => {
    expect((await ann.get(path)).status).toBe(200)
    expect((await test.visitor().get('/')).status).toBe(200)
  })

  it('writes again when there is room', async () => {
    await rm(ballast)
    expect((await reply(ann, path, 'There is room')).status).toBe(303)
    expect((await ann.get(path)).text).toContain('There is room')
  })
})
