import { randomInt } from 'node:crypto'
import { readdir, readlink } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { documents } from '../../server/db/vault-schema.ts'
import { answers, openFakeClamd, type FakeClamd } from '../scanning/fake-clamd.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'

const ABORTS = 60
const SEED = Number(process.env['SEED'] ?? randomInt(2 ** 31))

/** The same numbers for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

describe(`${ABORTS} uploads that are cut at random bytes, SEED=${SEED}`, () => {
  let test: TestDesk
  let clamd: FakeClamd
  let ann: Client
  let token: string
  let reply: string
  beforeAll(async () => {
    clamd = await openFakeClamd()
    clamd.manner = answers('stream: OK')
    test = await openTestDesk({ CLAMD_URL: clamd.url })
    ann = await test.as('ann')
    token = csrfIn((await ann.get('/tickets/new')).text)
    // One that succeeds first, so that everything is open that stays open.
    reply = `${await openTicket(ann, {}, [{ name: 'first.txt', content: 'whole' }])}/replies`
  })
  afterAll(async () => {
    await test.close()
    await clamd.close()
  })

  const state = async () => {
    const { keys, blobs } = await test.desk.vault.storedIds()
    const rows = await test.desk.db.select({ state: documents.state }).from(documents)
    const incoming = await readdir(join(test.storageDir, 'vault', 'incoming'))
    return { rows: rows.map(({ state }) => state), keys: keys.length, blobs: blobs.length, incoming }
  }
  /** What this process holds open: the files of the vault by name, and how many lines. */
  const open = async () => {
    const all = await readdir('/proc/self/fd')
    const links = await Promise.all(all.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
    const files = links.filter((link) => link.startsWith(join(test.storageDir, 'vault'))).sort()
    return { files, lines: links.filter((link) => link.startsWith('socket:')).length }
  }

  /** A reply with two documents; `bytes` of it arrive, then the line is cut. */
  function cutAfter(body: Buffer, bytes: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const headers = {
      cookie: `session=${ann.cookies.get('session')}`,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': String(body.length),
    }
    const sent = request(test.url + reply, { method: 'POST', headers, agent: false })
    sent.on('error', () => undefined).on('close', resolve)
    sent.flushHeaders()
    sent.write(body.subarray(0, Math.max(1, bytes)), () => sent.destroy())
    return promise
  }

  it('leave nothing behind', async () => {
    const random = numbers(SEED)
    const part = (disposition: string, content: Buffer | string) =>
      Buffer.concat([
        Buffer.from(`--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
        Buffer.from(content as string),
        Buffer.from('\r\n'),
      ])
    const file = (bytes: number) => part('name="documents"; filename="a.bin"', Buffer.alloc(bytes, 7))
    const fields = [part('name="_csrf"', token), part('name="epoch"', '1'), part('name="body"', 'Cut')]
    const body = Buffer.concat([...fields, file(150_000), file(250_000), Buffer.from('--b--\r\n')])
    const [before, held] = [await state(), await open()]
    expect(before).toEqual({ rows: ['stored'], keys: 1, blobs: 1, incoming: [] })
    for (let done = 0; done < ABORTS; done += 4) {
      // Several at a time, so that one is cut while another is being cleared away.
      await Promise.all(Array.from({ length: 4 }, () => cutAfter(body, Math.floor(random() * body.length))))
    }
    await vi.waitFor(
      async () => {
        expect(await state()).toEqual(before)
        const { files, lines } = await open()
        expect(files).toEqual(held.files)
        expect(lines).toBeLessThanOrEqual(held.lines)
      },
      { timeout: 20_000, interval: 50 },
    )
    expect((await ann.get(reply.replace('/replies', ''))).text).not.toContain('Cut')
  })

  it('and the next one works', async () => {
    const path = reply.replace('/replies', '')
    const answer = await ann.send(path, reply, { body: 'Not cut' }, [{ name: 'b.txt', content: 'whole' }])
    expect(answer.status).toBe(303)
  })
})
