import { and, count, eq, isNull } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { engine } from '../../server/db/columns.ts'
import type { Database, Tx } from '../../server/db/database.ts'
import { isForeignKeyViolation, isUniqueViolation } from '../../server/db/errors.ts'
import { newId } from '../../server/db/ids.ts'
import { drafts, people, replies, tickets } from '../../server/db/schema.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { contains } from '../../server/db/search.ts'
import { only } from '../../server/problems.ts'
import { addPerson, addReply, addTicket, latch, later, migrated, now } from './support.ts'

type Somebody = typeof people.$inferSelect
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** What a rejected promise was rejected with. */
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe(`one schema, one set of queries, on ${engine}`, () => {
  let db: Database
  let ann: Somebody
  let bea: Somebody
  beforeEach(async () => {
    db = (await migrated()).db
    ;[ann, bea] = await db.transaction(async (tx) => [await addPerson(tx, 'ann'), await addPerson(tx, 'bea', 'agent')])
  })

  it('gives back the same JavaScript values', async () => {
    const meta = Buffer.from([0, 1, 255])
    const { ticket, reply, document } = await db.transaction(async (tx) => {
      const ticket = await addTicket(tx, ann.id, '100% Broken_printer')
      const row = { id: newId(), slip: 1, accountId: ann.id, storedById: ann.id, ticketId: ticket.id, meta }
      const stored = { kind: 'file', state: 'stored', cipherBytes: 5_000_000_000, storedAt: now } as const
      const document = only(
        await tx
          .insert(documents)
          .values({ ...row, ...stored })
          .returning(),
      )
      await tx.insert(drafts).values({ personId: ann.id, path: '/', fields: { body: 'é "x"' }, savedAt: now })
      return { ticket, document, reply: await addReply(tx, ticket.id, ann.id) }
    })
    expect(ticket).toMatchObject({ number: 1001, assigneeId: null, erasedAt: null, touchedAt: now })
    expect(reply.internal).toBe(false)
    expect(document).toMatchObject({ cipherBytes: 5_000_000_000, meta })
    expect(Buffer.isBuffer(document.meta)).toBe(true)
    expect(only(await db.select().from(drafts)).fields).toEqual({ body: 'é "x"' })
    expect(only(await db.select().from(replies).where(eq(replies.internal, false))).id).toBe(reply.id)
    expect(await db.select().from(tickets).where(contains(tickets.subject, '100% broken_'))).toHaveLength(1)
    expect(await db.select().from(tickets).where(contains(tickets.subject, '100_ broken'))).toHaveLength(0)
    expect(await db.$count(tickets, eq(tickets.status, 'open'))).toBe(1)
    expect(await db.select({ status: tickets.status, n: count() }).from(tickets).groupBy(tickets.status)).toEqual([
      { status: 'open', n: 1 },
    ])
  })

  it('rolls everything back after an awaited failure', async () => {
    const failing = db.transaction(async (tx) => {
      await addTicket(tx, ann.id, 'gone')
      await turn()
      throw new Error('after an await')
    })
    await expect(failing).rejects.toThrow('after an await')
    expect(await db.$count(tickets)).toBe(0)
  })

  it('shows readers committed rows only, while a transaction waits', async () => {
    const [written, seen] = [latch(), latch()]
    const running = db.transaction(async (tx) => {
      await addTicket(tx, ann.id, 'half way')
      expect(await tx.$count(tickets)).toBe(1)
      written.open()
      await seen.wait
    })
    await written.wait
    expect(await db.$count(tickets)).toBe(0)
    seen.open()
    await running
    expect(await db.$count(tickets)).toBe(1)
  })

  it('hands out consecutive numbers under concurrency', async () => {
    const open = (_: unknown, i: number) =>
      db.transaction(async (tx) => {
        const ticket = await addTicket(tx, ann.id, `race ${i}`)
        await turn()
        return ticket.number
      })
    const opened = await Promise.all(Array.from({ length: 20 }, open))
    expect(opened.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => 1001 + i))
  })

  it('keeps a read-then-write rule under concurrency', async () => {
    const { id } = await db.transaction((tx) => addTicket(tx, ann.id, 'claim me'))
    const claim = (who: Somebody) =>
      db.transaction(async (tx) => {
        const free = await tx
          .select()
          .from(tickets)
          .where(and(eq(tickets.id, id), isNull(tickets.assigneeId)))
        await turn()
        if (free.length === 0) return false
        await tx.update(tickets).set({ assigneeId: who.id }).where(eq(tickets.id, id))
        return true
      })
    const won = await Promise.all([claim(ann), claim(bea)])
    expect(won.filter(Boolean)).toHaveLength(1)
  })

  it('runs effects once, after the commit, and never after a rollback', async () => {
    const told: string[] = []
    await db.transaction(async (tx) => {
      tx.onCommit(() => told.push('told'))
      await turn()
      expect(told).toEqual([])
    })
    const failing = db.transaction(async (tx) => {
      tx.onCommit(() => told.push('a lie'))
      await turn()
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(told).toEqual(['told'])
  })

  it('refuses a transaction inside a transaction, and one that has ended', async () => {
    const nested = db.transaction(() => db.transaction(() => Promise.resolve()))
    await expect(nested).rejects.toThrow('Already in a transaction')
    let leaked: Tx | undefined
    await db.transaction(async (tx) => void (leaked = tx))
    expect(() => leaked?.insert(people)).toThrow('has ended')
  })

  it('names constraint failures the same way', async () => {
    const twice = await failure(db.transaction((tx) => addPerson(tx, 'ann')))
    expect([isUniqueViolation(twice), isForeignKeyViolation(twice)]).toEqual([true, false])
    const orphan = await failure(db.transaction((tx) => addReply(tx, newId(), ann.id)))
    expect([isUniqueViolation(orphan), isForeignKeyViolation(orphan)]).toEqual([false, true])
  })

  it('searches beyond ASCII', async () => {
    await db.transaction((tx) => addTicket(tx, ann.id, 'ÜBER den Drucker à l’ÉTAGE'))
    for (const needle of ['über', 'étage', 'ÉTAGE'])
      expect(await db.select().from(tickets).where(contains(tickets.subject, needle))).toHaveLength(1)
  })

  it('puts a row in place of an older one', async () => {
    for (const savedAt of [now, later]) {
      const row = { personId: ann.id, path: '/tickets/new', fields: {}, savedAt }
      await db.transaction(async (tx) => {
        await tx
          .insert(drafts)
          .values(row)
          .onConflictDoUpdate({ target: [drafts.personId, drafts.path], set: row })
      })
    }
    expect(await db.select({ at: drafts.savedAt }).from(drafts)).toEqual([{ at: later }])
  })

  it('does not let a reader write', () => {
    expect(['insert', 'update', 'delete', 'execute', 'run'].filter((name) => name in db)).toEqual([])
  })
})
