import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { desc } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { documents } from '../../server/db/vault-schema.ts'
import { say } from '../../server/words/words.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'

// Harmless, and put together only here, so that no scanner that looks at this repository finds it.
const BAIT = Buffer.from(['guichet', 'bait', 'for', 'its', 'own', 'scanner', '7Q1X'].join('!'))
const MOST = 4 * 1024 * 1024
const PROGRAM = 'clamd' // of the machine, not of our packages

function hasClamd(): boolean {
  try {
    execFileSync(PROGRAM, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const there = hasClamd()
describe.skipIf(!there)(there ? 'a real clamd' : 'a real clamd: there is none on this machine', () => {
  let folder: string
  let clamd: ChildProcess
  let test: TestDesk
  let ann: Client
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'clamd-'))
    const socket = join(folder, 'clamd.sock')
    writeFileSync(join(folder, 'own.ndb'), `Guichet.Bait:0:*:${BAIT.toString('hex')}\n`)
    const settings = { Foreground: 'yes', LocalSocket: socket, DatabaseDirectory: folder, StreamMaxLength: MOST }
    const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`)
    writeFileSync(join(folder, 'clamd.conf'), lines.join(''))
    clamd = spawn(PROGRAM, ['--config-file', join(folder, 'clamd.conf')], { stdio: 'ignore' })
    await vi.waitFor(() => once(connect(socket).end(), 'connect'), { timeout: 30_000, interval: 50 })
    test = await openTestDesk({ CLAMD_URL: `unix:${socket}` })
    ann = await test.as('ann')
  })
  afterAll(async () => {
    await test.close()
    clamd.kill()
    await once(clamd, 'exit')
    rmSync(folder, { recursive: true })
  })

  const upload = (content: Buffer) =>
    ann.send('/tickets/new', '/tickets', { subject: 'One', body: 'file', category: 'mail' }, [{ name: 'a', content }])
  const latest = async () => (await test.desk.db.select().from(documents).orderBy(desc(documents.slip)))[0]?.scan

  it.each([1, 100, 3 * 1024 * 1024])('finds nothing in %i bytes of noise', async (bytes) => {
    expect((await upload(randomBytes(bytes))).status).toBe(303)
    expect(await latest()).toBe('clean')
  })

  it.each<[string, Buffer]>([
    ['bare', BAIT],
    ['after 3 MB', Buffer.concat([randomBytes(3_000_000), BAIT])],
    ['compressed', gzipSync(BAIT)],
  ])('finds its bait %s', async (_, content) => {
    expect((await upload(content)).status).toBe(303)
    expect(await latest()).toBe('infected')
  })

  it('finds its bait in a text', async () => {
    const path = await openTicket(ann)
    expect((await ann.send(path, `${path}/documents`, { label: 'Key', secret: BAIT.toString() })).status).toBe(303)
    expect(await latest()).toBe('infected')
    const words = say('en', 'scan.malware_mine', { malware: 'Guichet.Bait.UNOFFICIAL' })
    expect((await ann.get(path)).text).toContain(words)
  })

  it('takes nothing that is larger than it may be', async () => {
    const answer = await upload(randomBytes(2 * MOST))
    expect(answer.status).toBe(422)
    expect(answer.text).toMatch(
      new RegExp(`${say('en', 'uploads.too_large_to_scan')}|${say('en', 'uploads.scanner_away')}`),
    )
  })
})
