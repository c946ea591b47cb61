import { createHmac } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { personIn } from '../../server/accounts/people.ts'
import { leafHash, rootByInclusion } from '../../server/audit/tree.ts'
import { record } from '../../server/audit/record.ts'
import { people } from '../../server/db/schema.ts'
import { destroyDocument } from '../../server/documents/destroying.ts'
import { deedsOf, stored, ticketOf, type Ticket } from '../documents/support.ts'
import type { Name } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { saidIn } from './support.ts'

type Proved = { entry: string; key: string; index: number; proof: string[] }
type Given = { document: string; slip: string; checkpoint: string; lines: Proved[] }

describe('what the owner of a document can prove', () => {
  let test: TestDesk
  let ticket: Ticket
  let id: string
  beforeAll(async () => {
    test = await openTestDesk()
    ticket = await ticketOf(test, 'ann')
    id = await stored(test, ticket, 'the content', 'plan.pdf')
  })
  afterAll(() => test.close())

  const status = async (name: Name, path: string) => (await (await test.as(name)).get(path)).status
  const tell = (
    deed: 'document.refused' | 'share.opened' | 'document.verified' | 'grant.allowed',
    facts = {},
    by: Name | null = 'bea',
  ) =>
    test.desk.db.transaction((tx) =>
      record(tx, {
        deed,
        at: test.clock.now(),
        actorId: by && test.cast[by].id,
        personId: test.cast.ann.id,
        ticketId: ticket.id,
        documentId: id,
        facts,
      }),
    )

  it('is a receipt of what was sealed, for nobody else', async () => {
    const path = `/documents/${id}/receipt.json`
    const answer = await (await test.as('ann')).get(path)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="?receipt-S-7001\.json/)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(saidIn(answer.text)).toMatchObject({ v: 1, doc: id, slip: 'S-7001', contentBytes: 11 })
    expect(saidIn(answer.text)['account']).toBe(saidIn((await (await test.as('ann')).get(path)).text)['account'])
    expect(await status('carl', path)).toBe(404)
    for (const staff of ['bea', 'noor', 'ada'] as const) expect(await status(staff, path)).toBe(403)
    expect((await test.visitor().get(path)).location).toContain('/login')
    expect(await status('ann', '/documents/nonsense/receipt.json')).toBe(404)
    const card = await (await test.as('ann')).get(`/documents/${id}`)
    expect(card.text).toContain(`href="${path}"`)
    expect((await (await test.as('bea')).get(`/documents/${id}`)).text).not.toContain(path)
  })

  it('is every line about it, in words: who, when and why', async () => {
    const ann = await test.as('ann')
    await ann.get(`/documents/${id}/content`)
    await tell('document.refused', { why: 'code' })
    await tell('grant.allowed', { agent: 'Bea Rossi', reason: 'to compare <it>', minutes: 60 }, 'ann')
    await tell('share.opened', { label: 'my lawyer' }, null)
    await tell('document.verified', { ok: 1 }, null)
    const card = (await ann.get(`/documents/${id}`)).text
    const rows = [...card.matchAll(/<tr data-deed="([^"]+)">([^]*?)<\/tr>/g)].map(([, deed, cells = '']) => [
      deed,
      ...[...cells.matchAll(/<td[^>]*>([^]*?)<\/td>/g)].slice(1).map(([, cell = '']) => cell.replace(/<[^>]*>/g, '')),
    ])
    expect(rows).toEqual([
      ['document.stored', 'document stored', 'you', ''],
      ['document.opened', 'document opened', 'you', ''],
      ['document.refused', 'document refused', 'Bea Rossi', 'with a wrong code'],
      ['grant.allowed', 'leave to open given', 'you', '“to compare &lt;it&gt;”, 60 minutes'],
      ['share.opened', 'read through a share link', 'whoever has the link', '“my lawyer”'],
      ['document.verified', 'document checked', 'the desk', 'it is what was sealed'],
    ])
    const french = (await ann.get(`/documents/${id}`, { cookie: cookieOf(ann.cookies, 'fr') })).text
    expect(french).toContain('Tout ce qui en a été fait')
    expect(french).toContain('avec un code faux')
    // Support sees the card too, but this is the owner's.
    const support = await (await test.as('bea')).get(`/documents/${id}`)
    expect([support.status, support.text.includes('data-record')]).toEqual([200, false])
  })

  const cookieOf = (cookies: Map<string, string>, language: string) =>
    `session=${cookies.get('session')}; language=${language}`

  it('comes as a file with a proof for each line', async () => {
    const given = (await (await test.as('ann')).get(`/documents/${id}/record.json`)).body as Given
    expect([given.document, given.slip]).toEqual([id, 'S-7001'])
    const [, size, root = ''] = given.checkpoint.split('\n')
    expect(given.lines.length).toBe((await deedsOf(test, id)).length)
    for (const { entry, key, index, proof } of given.lines) {
      const [version, , , , , , about] = JSON.parse(entry) as unknown[]
      expect([version, about]).toEqual([1, id])
      const leaf = leafHash(createHmac('sha256', Buffer.from(key, 'base64')).update(entry).digest())
      const hashes = proof.map((hash) => Buffer.from(hash, 'base64'))
      expect(rootByInclusion(leaf, index, Number(size), hashes)).toEqual(Buffer.from(root, 'base64'))
    }
    const path = `/documents/${id}/record.json`
    expect(await status('carl', path)).toBe(404)
    for (const staff of ['bea', 'noor', 'ada'] as const) expect(await status(staff, path)).toBe(403)
    expect((await test.visitor().get(path)).location).toContain('/login')
  })

  it('stays when the rights have ended and when it is destroyed; the receipt was for the time before', async () => {
    const mine = await stored(test, ticket)
    await destroyDocument(test.desk, personIn(test.cast.ann, test.clock.now()), mine, 'request')
    expect(await status('ann', `/documents/${mine}/receipt.json`)).toBe(410)
    const given = (await (await test.as('ann')).get(`/documents/${mine}/record.json`)).body as Given
    expect(given.lines.map(({ entry }) => (JSON.parse(entry) as unknown[])[2])).toEqual([
      'document.stored',
      'document.destroying',
      'document.destroyed',
    ])
    const card = (await (await test.as('ann')).get(`/documents/${mine}`)).text
    expect(card).toContain('<td>its owner asked for it</td>')

    const rightsEndAt = new Date(test.clock.now().getTime() - 1)
    await test.desk.db.transaction((tx) =>
      tx.update(people).set({ rightsEndAt }).where(eq(people.id, test.cast.ann.id)),
    )
    expect(await status('ann', `/documents/${id}/receipt.json`)).toBe(403)
    expect(await status('ann', `/documents/${id}/record.json`)).toBe(200)
    const locked = (await (await test.as('ann')).get(`/documents/${id}`)).text
    expect(locked).toContain('data-deed="document.stored"')
    expect(locked).not.toContain('receipt.json')
  })
})
