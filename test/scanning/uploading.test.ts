import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { desc, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { tickets } from '../../server/db/schema.ts'
import { alarms, documents } from '../../server/db/vault-schema.ts'
import { say } from '../../server/words/words.ts'
import { deedsOf, lettersTo } from '../documents/support.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'
import { answers, openFakeClamd, type FakeClamd } from './fake-clamd.ts'

const CONTENT = randomBytes(300_000)
const FILE = { name: 'plan.pdf', content: CONTENT }
const FORM = { subject: 'With a file', body: 'An hour of writing', category: 'mail' }

let clamd: FakeClamd
let test: TestDesk
let ann: Client
let carl: Client

/** A desk whose uploads go past the scanner; `away` is what becomes of them while it is not there. */
function withScanner(away: 'refuse' | 'unscanned') {
  beforeAll(async () => {
    clamd = await openFakeClamd()
    test = await openTestDesk({ CLAMD_URL: clamd.url, CLAMD_AWAY: away })
    ann = await test.as('ann')
    carl = await test.as('carl')
    carl.cookies.set('language', 'fr')
  })
  afterAll(async () => {
    await test.close()
    await clamd.close()
  })
  beforeEach(() => {
    clamd.manner = answers('stream: OK')
  })
}

const latest = async () => {
  const [row] = await test.desk.db.select().from(documents).orderBy(desc(documents.slip))
  if (!row) throw new Error('There is no document')
  return row
}
const alarmsOf = (what: string) => test.desk.db.select().from(alarms).where(eq(alarms.what, what))
const everything = async () => {
  const rows = await test.desk.db.select({ id: documents.id }).from(documents)
  const { keys, blobs } = await test.desk.vault.storedIds()
  return { rows: rows.map(({ id }) => id).sort(), keys: keys.sort(), blobs: blobs.sort() }
}
const incoming = () => readdir(join(test.storageDir, 'vault', 'incoming'))
/** What stands on a page, with its entities read. */
const said = (html: string) => html.replaceAll('&#x27;', "'").replaceAll('&amp;', '&')

describe('an upload past the scanner', () => {
  withScanner('refuse')

  it('is shown to it byte by byte, file or text, and says that nothing was found', async () => {
    const path = await openTicket(ann, {}, [FILE])
    expect(clamd.taken.at(-1)?.equals(CONTENT)).toBe(true)
    expect((await latest()).scan).toBe('clean')
    expect((await ann.get(path)).text).toContain(say('en', 'scan.clean'))
    const fields = { label: 'One seat', secret: 'WX7Q-KK21-0PLM' }
    expect((await ann.send(path, `${path}/documents`, fields)).status).toBe(303)
    expect(clamd.taken.at(-1)?.toString()).toBe('WX7Q-KK21-0PLM')
    expect(await latest()).toMatchObject({ scan: 'clean', state: 'stored' })
  })

  it('is kept in quarantine when it looks like malware, and everybody who must know is told', async () => {
    clamd.manner = answers('stream: Test.Signature-1 FOUND')
    const path = await openTicket(carl, {}, [FILE])
    const { id, slip, scan, ticketId } = await latest()
    expect(scan).toBe('infected')
    const about = { personId: test.cast.carl.id, ticketId, documentId: id }
    expect(await deedsOf(test, id)).toMatchObject([
      { deed: 'document.stored', actorId: test.cast.carl.id, ...about },
      { deed: 'document.quarantined', actorId: null, ...about, facts: { malware: 'Test.Signature-1' } },
    ])
    expect(await alarmsOf('infected')).toMatchObject([{ about: id, detail: 'Test.Signature-1', count: 1 }])
    const [letter] = await lettersTo(test, 'carl')
    expect(letter?.subject).toBe(say('fr', 'mail.quarantined.subject', { slip: String(slip) }))
    expect(letter?.text).toContain(`/documents/${id}`)
    expect(letter?.text).not.toMatch(/plan\.pdf|Test\.Signature/)

    const words = say('fr', 'scan.malware_mine', { malware: 'Test.Signature-1' })
    for (const page of [path, `/documents/${id}`]) expect(said((await carl.get(page)).text)).toContain(words)
    const own = await carl.get(`/documents/${id}/content`)
    expect([own.status, own.bytes.equals(CONTENT)]).toEqual([200, true])
  })

  it('opens a quarantined document to no member of staff', async () => {
    clamd.manner = answers('stream: Test.Signature-2 FOUND')
    await openTicket(ann, {}, [FILE])
    const { id, ticketId } = await latest()
    const given = { assigneeId: test.cast.bea.id, access: 'assigned' as const }
    await test.desk.db.transaction(async (tx) => {
      await tx
        .update(tickets)
        .set(given)
        .where(eq(tickets.id, ticketId ?? ''))
    })
    for (const name of ['bea', 'ada'] as const) {
      const staff = await test.as(name)
      const card = await staff.get(`/documents/${id}`)
      expect(said(card.text)).toContain(say('en', 'scan.malware_staff', { malware: 'Test.Signature-2' }))
      expect(card.text).not.toContain(`/documents/${id}/open`)
      const form = { _csrf: /name="_csrf" value="([^"]+)"/.exec(card.text)?.[1] ?? '', reason: 'To see' }
      const tried = await staff.post(`/documents/${id}/open`, { ...form, code: await test.code(name) })
      expect(tried.status).toBe(403)
      expect((await staff.get(`/documents/${id}/content`)).status).not.toBe(200)
    }
  })

  it('warns of what looks like malware before its form is sent again', async () => {
    clamd.manner = answers('stream: Test.Signature-3 FOUND')
    const refused = await ann.send('/tickets/new', '/tickets', { ...FORM, body: '' }, [FILE])
    expect(refused.status).toBe(422)
    expect(said(refused.text)).toContain(say('en', 'scan.malware_waiting'))
    const { id } = await latest()
    expect(await alarmsOf('infected')).toContainEqual(expect.objectContaining({ about: id }))
    expect(await deedsOf(test, id)).toEqual([])
    const sent = await ann.send('/tickets/new', '/tickets', { ...FORM, keep: id })
    expect(sent.status).toBe(303)
    expect((await deedsOf(test, id)).map(({ deed }) => deed)).toContain('document.quarantined')
  })

  it.each([
    ['is reset', ({ socket }: { socket: { resetAndDestroy(): unknown } }) => void socket.resetAndDestroy()],
    ['fails', answers('stream: Can’t allocate memory ERROR')],
    ['talks nonsense', answers('250 OK')],
  ])('is refused while the scanner %s; nothing is left and nothing typed is lost', async (_, manner) => {
    clamd.manner = manner
    const [before, alarm] = [await everything(), (await alarmsOf('scanner-away'))[0]?.count ?? 0]
    const answer = await carl.send('/tickets/new', '/tickets', FORM, [FILE])
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('id="documents-error"')
    expect(said(answer.text)).toContain(say('fr', 'uploads.scanner_away'))
    expect(answer.text).toContain('An hour of writing')
    expect(await everything()).toEqual(before)
    expect(await incoming()).toEqual([])
    expect(await alarmsOf('scanner-away')).toMatchObject([{ about: '', count: alarm + 1 }])
  })

  it('is refused when it is too large for the scanner, in words of its own', async () => {
    clamd.manner = ({ socket, bytes }) => {
      if (bytes.length > 100_000 && !socket.writableEnded) socket.end('INSTREAM size limit exceeded. ERROR\0')
    }
    const answer = await ann.send('/tickets/new', '/tickets', FORM, [FILE])
    expect(answer.status).toBe(422)
    expect(said(answer.text)).toContain(say('en', 'uploads.too_large_to_scan'))
  })

  it('is not held up by a scanner that falls silent', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const silent = Promise.withResolvers<void>()
      clamd.manner = ({ whole }) => whole && silent.resolve()
      const answer = ann.send('/tickets/new', '/tickets', FORM, [FILE])
      await silent.promise
      await vi.waitUntil(() => vi.getTimerCount() > 0)
      await vi.advanceTimersByTimeAsync(60_000)
      expect((await answer).status).toBe(422)
    } finally {
      vi.useRealTimers()
    }
    expect(await alarmsOf('scanner-away')).toMatchObject([{ detail: 'it makes no progress' }])
  })

  it('gives a text back that could not be scanned', async () => {
    const path = await openTicket(ann)
    clamd.manner = answers('stream: Broken ERROR')
    const before = await everything()
    const answer = await ann.send(path, `${path}/documents`, { label: 'One seat', secret: 'WX7Q-KK21' })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('WX7Q-KK21')
    expect(said(answer.text)).toContain(say('en', 'uploads.scanner_away'))
    expect(await everything()).toEqual(before)
  })

  it('leaves the other documents of its form neither', async () => {
    const before = await everything()
    let documents = 0
    clamd.manner = ({ socket, whole }) => whole && socket.end(++documents === 3 ? 'no\0' : 'stream: OK\0')
    const answer = await ann.send('/tickets/new', '/tickets', FORM, [FILE, FILE, FILE])
    expect(answer.status).toBe(422)
    expect(documents).toBe(3)
    expect(await everything()).toEqual(before)
  })
})

describe('where documents may come in unscanned', () => {
  withScanner('unscanned')
  afterEach(async () => expect(await incoming()).toEqual([]))

  it.each([
    ['before it begins', 0],
    ['midway', 100_000],
  ])('a scanner that goes away %s is said to owner, staff and administrators', async (_, from) => {
    clamd.manner = ({ socket, bytes }) => bytes.length >= from && socket.destroy()
    await openTicket(ann, {}, [FILE])
    const { id, scan } = await latest()
    expect(scan).toBe('unscanned')
    expect((await ann.get(`/documents/${id}/content`)).bytes.equals(CONTENT)).toBe(true)
    for (const name of ['ann', 'bea'] as const)
      expect(said((await (await test.as(name)).get(`/documents/${id}`)).text)).toContain(say('en', 'scan.unscanned'))
    expect(await alarmsOf('scanner-away')).toHaveLength(1)
  })

  it('malware is still put in quarantine', async () => {
    clamd.manner = answers('stream: Test.Signature FOUND')
    await openTicket(ann, {}, [FILE])
    expect((await latest()).scan).toBe('infected')
  })
})
