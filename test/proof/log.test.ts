import { createHmac, createHash, createPublicKey, verify } from 'node:crypto'
import { asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canonical } from '../../server/audit/leaf.ts'
import { consistencyOf, inclusionOf, rootAt, takeIn } from '../../server/audit/log.ts'
import { record, type Entry } from '../../server/audit/record.ts'
import { isConsistent, rootByInclusion } from '../../server/audit/tree.ts'
import { verifyLog } from '../../server/audit/verifying.ts'
import { DAY } from '../../server/clock.ts'
import { setFact } from '../../server/db/facts.ts'
import { people } from '../../server/db/schema.ts'
import { alarms, audit, logNodes } from '../../server/db/vault-schema.ts'
import { stored, ticketOf } from '../documents/support.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'
import { sweep } from '../../server/timetable.ts'

describe('the record as a log', () => {
  let test: TestDesk
  beforeAll(async () => {
    test = await openTestDesk()
    await openTicket(await test.as('ann'))
  })
  afterAll(() => test.close())

  const entry = (more: Partial<Entry> = {}): Entry => ({
    deed: 'account.changed',
    at: test.clock.now(),
    actorId: test.cast.ann.id,
    personId: test.cast.ann.id,
    facts: { what: 'name', b: 2, a: 'é “x”\n' },
    ...more,
  })
  const write = (...entries: Entry[]) =>
    test.desk.db.transaction(async (tx) => {
      for (const one of entries) await record(tx, one)
    })
  const lines = () => test.desk.db.select().from(audit).orderBy(asc(audit.seq))

  it('gives each line a random key and the leaf that follows from what it says', async () => {
    await write(entry(), entry())
    const [one, other] = (await lines()).slice(-2)
    const text = canonical(one as typeof audit.$inferSelect)
    const { ann } = test.cast
    expect(text).toBe(
      `[1,"2026-11-22T09:00:00.000Z","account.changed","${ann.id}","${ann.id}",null,null,{"a":"é “x”\\n","b":2,"what":"name"}]`,
    )
    const inner = createHmac('sha256', one?.key as Buffer)
      .update(text)
      .digest()
    expect(one?.leaf).toEqual(
      createHash('sha256')
        .update(Buffer.concat([Buffer.of(0), inner]))
        .digest(),
    )
    expect(one?.key?.length).toBe(32)
    expect(other?.leaf).not.toEqual(one?.leaf)
  })

  it('has no line where the deed was undone', async () => {
    const before = (await takeIn(test.desk)).size
    const undone = test.desk.db.transaction(async (tx) => {
      await record(tx, entry())
      throw new Error('changed my mind')
    })
    await expect(undone).rejects.toThrow('changed my mind')
    expect((await takeIn(test.desk)).size).toBe(before)
    expect(await test.desk.db.$count(audit, isNull(audit.position))).toBe(0)
  })

  it('takes lines in once and in order, also when asked three times at the same time', async () => {
    const { size } = await takeIn(test.desk)
    await write(entry(), entry(), entry(), entry(), entry())
    await Promise.all([takeIn(test.desk), takeIn(test.desk), takeIn(test.desk)])
    expect(test.desk.head.size).toBe(size + 5)
    const all = await lines()
    expect(all.map(({ position }) => position)).toEqual(all.map((_, i) => i))
    expect(await verifyLog(test.desk.db)).toEqual([])
  })

  it('takes in lines from before there was a log', async () => {
    await write(entry(), entry())
    const [old] = (await lines()).slice(-2)
    await test.desk.db.transaction(async (tx) => {
      await tx
        .update(audit)
        .set({ key: null, leaf: null })
        .where(eq(audit.seq, old?.seq ?? 0))
    })
    await takeIn(test.desk)
    const [, taken] = [old, (await lines()).find(({ seq }) => seq === old?.seq)]
    expect(taken?.key?.length).toBe(32)
    expect(await verifyLog(test.desk.db)).toEqual([])
  })

  it('publishes its signed head as a note, and proves that it only grows', async () => {
    const visitor = test.visitor()
    const first = await visitor.get('/.well-known/vault-log/checkpoint')
    expect([first.status, first.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8'])
    const origin = `${new URL(test.url).host}/vault-log`
    const noted = (note: string) => {
      const [, text = '', signature = ''] = /^([^]*?\n)\n— \S+ (\S+)\n$/.exec(note) ?? []
      const [name, size, root = ''] = text.split('\n')
      return {
        text,
        name,
        size: Number(size),
        root: Buffer.from(root, 'base64'),
        signed: Buffer.from(signature, 'base64'),
      }
    }
    const before = noted(first.text)
    expect(before.name).toBe(origin)
    expect(first.text).toContain(`\n\n— ${origin} `)

    const { keys } = (await visitor.get('/.well-known/vault-keys.json')).body as { keys: { x: string; kid: string }[] }
    const x = keys[0]?.x ?? ''
    const named = Buffer.concat([Buffer.from(`${origin}\n`), Buffer.of(1), Buffer.from(x, 'base64url')])
    expect(before.signed.subarray(0, 4)).toEqual(createHash('sha256').update(named).digest().subarray(0, 4))
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    expect(verify(null, Buffer.from(before.text), key, before.signed.subarray(4))).toBe(true)

    await write(entry(), entry(), entry())
    const after = noted((await visitor.get('/.well-known/vault-log/checkpoint')).text)
    expect(after.size).toBe(before.size + 3)
    const path = (from: unknown, to: unknown) => `/.well-known/vault-log/consistency?from=${from}&to=${to}`
    const { proof } = (await visitor.get(path(before.size, after.size))).body as { proof: string[] }
    const hashes = proof.map((hash) => Buffer.from(hash, 'base64'))
    expect(isConsistent(before, after, hashes)).toBe(true)
    expect((await visitor.get(path(before.size, after.size + 1))).status).toBe(404)
    for (const [from, to] of [
      ['x', 3],
      [3, 1],
      [-1, 3],
      ['', '1.5'],
    ] as const)
      expect((await visitor.get(path(from, to))).status).toBe(422)
    expect((await visitor.get('/.well-known/vault-log/consistency')).status).toBe(422)
  })

  it('forgets what it says of somebody who left five years ago, and every other proof still holds', async () => {
    const { ann, carl } = test.cast
    const ticket = await ticketOf(test, 'carl')
    await stored(test, ticket)
    await write(entry({ actorId: carl.id, personId: carl.id }), entry({ actorId: carl.id, personId: ann.id }))
    await test.desk.db.transaction(async (tx) => {
      const left = { state: 'closed' as const, closedAt: test.clock.now() }
      await tx.update(people).set(left).where(eq(people.id, carl.id))
    })
    await sweep(test.desk)
    const head = test.desk.head
    const before = await lines()
    const proofs = await Promise.all(before.map((_, i) => inclusionOf(test.desk.db, i, head.size)))
    expect(before.filter(({ key }) => key === null)).toEqual([])

    test.clock.advance(5 * 365 * DAY)
    await sweep(test.desk)
    expect((await lines()).filter(({ key }) => key === null)).toEqual([])
    test.clock.advance(6 * DAY)
    await sweep(test.desk)
    const now = await lines()
    const gone = now.filter(({ key }) => key === null)
    // His document, his profile; not what he did to somebody else.
    expect(gone.map(({ deed }) => deed)).toEqual(['document.stored', 'account.changed'])
    for (const { actorId, personId, ticketId, documentId, facts } of gone)
      expect([actorId, personId, ticketId, documentId, facts]).toEqual([null, null, null, null, {}])
    for (const [i, line] of now.slice(0, head.size).entries()) {
      expect(line.leaf).toEqual(before[i]?.leaf)
      expect(rootByInclusion(line.leaf as Buffer, i, head.size, proofs[i] ?? [])).toEqual(head.root)
    }
    expect(await rootAt(test.desk.db, head.size)).toEqual(head.root)
    const growth = await consistencyOf(test.desk.db, head.size, test.desk.head.size)
    expect(isConsistent(head, test.desk.head, growth)).toBe(true)
    expect(await verifyLog(test.desk.db)).toEqual([])
  })

  it('shows its head at the foot of pages and letters', async () => {
    await sweep(test.desk)
    const { size, root } = test.desk.head
    const short = root.toString('hex').replace(/^(.{4})(.{4}).*$/, '$1·$2')
    const english = await (await test.as('ann')).get('/')
    expect(english.text).toContain(
      `Vault log: ${size} entries, head <a href="/.well-known/vault-log/checkpoint"><code>${short}</code>`,
    )
    const french = await test.visitor().get('/', { 'accept-language': 'fr' })
    expect(french.text).toContain(`Journal du coffre\u202f: ${size} lignes, empreinte`)
    await test.visitor().send('/forgot', '/forgot', { email: test.cast.ann.email })
    const letters = await (await test.as('ada')).get('/admin/outbox')
    expect(letters.text).toContain(
      `Vault log: ${size} entries, head ${root.toString('base64').replaceAll('=', '&#x3D;')}`,
    )
  })

  describe('when somebody changes the past', () => {
    const damage = async (change: () => Promise<unknown>) => {
      await change()
      return (await verifyLog(test.desk.db)).join('\n')
    }
    const update = (set: Partial<typeof audit.$inferInsert>, seq: number) =>
      test.desk.db.transaction((tx) => tx.update(audit).set(set).where(eq(audit.seq, seq)))

    it('finds the line, the leaf and the hash', async () => {
      const line = (await lines()).find(({ key }) => key !== null) as typeof audit.$inferSelect
      const { seq, at, leaf, position } = line
      expect(await damage(() => update({ at: new Date(at.getTime() + 1) }, seq))).toContain(`line ${seq} was changed`)
      await update({ at }, seq)
      expect(await damage(() => update({ key: null, leaf: Buffer.alloc(32) }, seq))).toContain(
        `hash ${position} of level 0`,
      )
      await update({ key: line.key, leaf }, seq)
      const node = sql`${logNodes.level} = 1 and ${logNodes.position} = 0`
      const [was] = await test.desk.db.select().from(logNodes).where(node)
      const put = (hash: Buffer) => test.desk.db.transaction((tx) => tx.update(logNodes).set({ hash }).where(node))
      expect(await damage(() => put(Buffer.alloc(32)))).toContain('hash 0 of level 1')
      await put(was?.hash as Buffer)
      expect(await verifyLog(test.desk.db)).toEqual([])
    })

    it('raises an alarm once the log no longer begins with what it was', async () => {
      const raised = () => test.desk.db.$count(alarms, eq(alarms.what, 'record'))
      await sweep(test.desk)
      expect(await raised()).toBe(0)
      await test.desk.db.transaction((tx) =>
        setFact(tx, 'log', { size: test.desk.head.size, root: Buffer.alloc(32, 1).toString('base64') }),
      )
      await write(entry())
      await sweep(test.desk)
      expect(await raised()).toBe(1)
      await sweep(test.desk)
      expect(await raised()).toBe(1)
    })

    it('raises an alarm when hashes are missing, and goes on working', async () => {
      const { size } = await takeIn(test.desk)
      const kept = await test.desk.db
        .select()
        .from(logNodes)
        .where(inArray(logNodes.level, [1, 2, 3, 4, 5, 6]))
      await test.desk.db.transaction((tx) => tx.delete(logNodes).where(inArray(logNodes.level, [1, 2, 3, 4, 5, 6])))
      await write(entry())
      await sweep(test.desk)
      const [alarm] = await test.desk.db.select().from(alarms).where(eq(alarms.what, 'record'))
      expect(alarm?.detail).toContain('lacks its hash')
      expect((await test.visitor().get('/')).status).toBe(200)
      await test.desk.db.transaction((tx) => tx.insert(logNodes).values(kept))
      expect((await takeIn(test.desk)).size).toBeGreaterThan(size)
      expect(await verifyLog(test.desk.db)).toEqual([])
    })
  })

  it('takes in 2,000 lines in little time', async () => {
    const { size } = await takeIn(test.desk)
    await write(...Array.from({ length: 2000 }, () => entry()))
    const started = performance.now()
    await takeIn(test.desk)
    expect(test.desk.head.size).toBe(size + 2000)
    expect(performance.now() - started).toBeLessThan(5000) // a fifth of a second where nothing else runs
    expect(await verifyLog(test.desk.db)).toEqual([])
  })
})
