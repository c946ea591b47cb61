import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { and, eq } from 'drizzle-orm'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { personIn, type Person } from '../../server/accounts/people.ts'
import type { Database } from '../../server/db/database.ts'
import { publications, publishedReplies, searchRows } from '../../server/db/public-schema.ts'
import { replies } from '../../server/db/schema.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../../server/problems.ts'
import { publicationOf, publishedThread } from '../../server/publication/looking.ts'
import { reviewOf } from '../../server/review/reviewing.ts'
import { openTicket } from '../../server/tickets/opening.ts'
import { postReply } from '../../server/tickets/replies.ts'
import { wholeTicket } from '../../server/tickets/tickets.ts'
import { switchVisibility } from '../../server/visibility/switching.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openLedger, type Ledger } from './ledger.ts'
import { steppingDatabase, type Step } from './stepping.ts'

const RUNS = process.env['DATABASE_URL'] ? 200 : 1000
/** Handed back, out of sight, not theirs, or something found that the page did not show. */
const REFUSALS = [Conflict, NotFound, Forbidden, Invalid]
const PHONE = '06 12 34 56 78'

type Move = 'open' | 'close' | 'owner' | 'staff' | 'note' | 'other' | 'read' | 'watch'
/** What people do at the same time; each of them one thing after the other. */
const owners: Move[][] = [
  ['open', 'close'],
  ['open', 'owner'],
  ['owner', 'open'],
  ['open', 'close', 'open'],
]
const program = fc.record({
  owner: fc.constantFrom(...owners),
  tab: fc.constantFrom<Move[]>([], [], [], ['open'], ['close']),
  staff: fc.constantFrom<Move[]>(['staff'], ['staff'], ['staff'], ['note']),
  other: fc.constantFrom<Move[]>([], [], ['other']),
  stranger: fc.constantFrom<Move[]>(['read', 'read'], ['read'], ['watch']),
})

describe('the shutter moves while others write, read and watch', () => {
  let test: TestDesk
  let db: Database
  let stranger: Socket
  let step: Step = () => Promise.resolve()
  const people = {} as Record<'ann' | 'bea' | 'carl', Person>
  const heard: { ticket: number; id: string }[] = []
  const moves = new Map<string, number>()

  beforeAll(async () => {
    // Thousands of commits, none of which has to outlive this test: in memory, where the machine has a place for it.
    if (existsSync('/dev/shm')) vi.stubEnv('TMPDIR', '/dev/shm')
    test = await openTestDesk()
    vi.unstubAllEnvs()
    await test.desk.jobs.stop() // nobody waits for the letters
    for (const name of ['ann', 'bea', 'carl'] as const) people[name] = personIn(test.cast[name], test.clock.now())
    db = test.desk.db
    test.desk.db = steppingDatabase(db, () => step)
    stranger = io(test.url, { transports: ['websocket'], reconnection: false })
    stranger.on('reply', (message: { ticket: number; id: string }) => heard.push(message))
    await new Promise<void>((done) => stranger.once('connect', done))
  })
  afterAll(async () => {
    stranger.disconnect()
    test.desk.db = db
    await test.close()
  })

  const count = (what: string) => moves.set(what, (moves.get(what) ?? 0) + 1)

  /** Comes when it has been opened: it may be closed again by then. */
  async function inPublic(ledger: Ledger, number: number) {
    await ledger.opened
    return publicationOf(test.desk.db, number)
  }

  async function one(ledger: Ledger, number: number, ticketId: string, move: Move): Promise<void> {
    const { desk } = test
    const { ann, bea, carl } = people
    const write = async (person: Person, epoch: number | undefined, internal = false) => {
      await step('writing')
      const form = { body: person === bea ? `Ring ${PHONE}` : 'As agreed', internal, epoch }
      await ledger.doing(epoch === undefined ? {} : { epoch }, () => postReply(desk, person, ticketId, form, []))
    }
    const deeds: Record<Move, () => Promise<unknown>> = {
      async open() {
        const ticket = await wholeTicket(desk.db, ann, number)
        if (!ticket) throw new Error('Its owner lost it')
        const review = await reviewOf(desk.db, desk, ticket)
        const seen = review.at(-1)?.replyId ?? undefined
        const decisions = new Map(review.flatMap(({ spots }) => spots.map(({ mark }) => [mark, 'cover' as const])))
        await step('reading the review')
        const given = { licence: undefined, epoch: ticket.epoch, save: false, confirm: true, locale: 'en' as const }
        await ledger.doing({ review: review.flatMap(({ replyId }) => replyId ?? []) }, () =>
          switchVisibility(desk, ann, ticketId, 'public', { ...given, seen, decisions }),
        )
      },
      close: () => ledger.doing({}, () => switchVisibility(desk, ann, ticketId, 'private')),
      owner: async () => write(ann, (await wholeTicket(desk.db, ann, number))?.epoch),
      staff: async () => write(bea, (await wholeTicket(desk.db, bea, number))?.epoch),
      note: () => write(bea, undefined, true),
      other: async () => write(carl, (await inPublic(ledger, number))?.epoch),
      async read() {
        const from = ledger.tick()
        const publication = await inPublic(ledger, number)
        if (!publication) throw new NotFound()
        const spoken = await publishedThread(desk.db, publication, null, 'en')
        ledger.hasRead(
          spoken.map(({ id }) => id),
          from,
          ledger.tick(),
        )
        for (const { html } of spoken) expect((html as { toString(): string }).toString()).not.toContain(PHONE)
      },
      async watch() {
        await ledger.opened
        const { ok } = (await stranger.emitWithAck('watch', { ticket: number })) as { ok: boolean }
        if (!ok) throw new NotFound()
      },
    }
    try {
      await deeds[move]()
      count(move)
    } catch (problem) {
      if (!REFUSALS.some((refusal) => problem instanceof refusal)) throw problem
      count(`${move} refused`)
    }
  }

  async function run(schedule: fc.Scheduler, plan: Record<string, Move[]>): Promise<void> {
    const { desk } = test
    step = () => Promise.resolve()
    const form = { subject: 'It stopped', body: 'Since Friday', category: 'other', visibility: 'private' } as const
    const { id, number, epoch } = await openTicket(desk, people.ann, form, [])
    const ledger = openLedger(desk, number, epoch)
    step = (label) => schedule.schedule(Promise.resolve(), label)
    try {
      const all = Object.entries(plan).map(async ([who, moves]) => {
        for (const move of moves) await one(ledger, number, id, move)
        if (who === 'owner') ledger.ends()
      })
      await schedule.waitFor(Promise.all(all))
      step = () => Promise.resolve()
      await schedule.waitIdle() // letters that are on their way finish too
      const published = await db.select().from(publishedReplies).where(eq(publishedReplies.ticketId, id))
      expect(new Set(published.map(({ replyId }) => replyId))).toEqual(ledger.shown ?? new Set())
      expect(await db.$count(publications, eq(publications.ticketId, id))).toBe(Number(ledger.isOpen))
      const found = and(eq(searchRows.ticketId, id), eq(searchRows.scope, 'public'))
      expect(await db.$count(searchRows, found)).toBe(ledger.isOpen ? published.length + 1 : 0)
      const notes = await db
        .select()
        .from(replies)
        .where(and(eq(replies.ticketId, id), eq(replies.internal, true)))
      for (const note of notes) expect(ledger.isForTheWorld(note.id)).toBe(false)
      // Whoever watched is heard out: what was sent before comes before this answer.
      await stranger.emitWithAck('unwatch', { ticket: number })
      for (const { id: told } of heard.splice(0)) expect(ledger.isForTheWorld(told), 'told to the world').toBe(true)
    } finally {
      step = () => Promise.resolve()
      ledger.stop()
    }
  }

  it(`shows nobody what was not meant for them, in ${RUNS} orders`, { timeout: 300_000 }, async () => {
    const property = fc.asyncProperty(fc.scheduler(), program, run)
    await fc.assert(property, { numRuns: RUNS, seed: 20_261_122, endOnFailure: true })
    // The orders are worth something only if everything happens, and is refused, often enough.
    for (const what of ['open', 'close', 'owner', 'staff', 'note', 'other', 'read', 'watch'])
      expect(moves.get(what) ?? 0, what).toBeGreaterThan(RUNS / 50)
    for (const what of ['open', 'staff', 'other', 'read', 'watch'])
      expect(moves.get(`${what} refused`) ?? 0, `${what} refused`).toBeGreaterThan(RUNS / 50)
  })
})
