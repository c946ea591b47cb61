import { and, asc, desc, eq, inArray, isNull, lt, ne, notExists } from 'drizzle-orm'
import type { Reader, Tx } from '../db/database.ts'
import { searchRows } from '../db/public-schema.ts'
import { replies, tickets } from '../db/schema.ts'
import { putRows } from '../db/tables.ts'
import type { Desk } from '../desk.ts'
import { enqueue } from '../jobs/jobs.ts'
import { rowOf } from './rows.ts'

const BATCH = 100
const BEYOND_ALL = 2_000_000_000

/**
 * Makes findable, as a job, what was written before there was an index; for owners and staff, because what the world reads
 * is indexed when it is published. It goes from the newest ticket to the oldest, so that the oldest says whether it is done.
 */
export async function catchUp(desk: Desk): Promise<void> {
  desk.jobs.define('index', async () => {
    let indexed = 0
    for (let last = BEYOND_ALL; last > 0;) {
      const numbers = await desk.db.transaction((tx) => indexBelow(tx, last))
      indexed += numbers.length
      last = numbers.at(-1) ?? 0
    }
    return { indexed }
  })
  const [oldest] = await desk.db
    .select()
    .from(tickets)
    .where(isNull(tickets.erasedAt))
    .orderBy(asc(tickets.number))
    .limit(1)
  if (!oldest) return
  const [known] = await subjectsOf(desk.db, oldest.id)
  if (!known) await desk.db.transaction((tx) => enqueue(tx, desk, 'index', {}))
}

const subjectsOf = (db: Reader, ticketId: string | typeof tickets.id) =>
  db
    .select({ seq: searchRows.seq })
    .from(searchRows)
    .where(and(eq(searchRows.ticketId, ticketId), eq(searchRows.scope, 'whole'), isNull(searchRows.replyId)))

/** Indexes the next tickets below this number that are in no index, and answers their numbers. */
async function indexBelow(tx: Tx, number: number): Promise<number[]> {
  const batch = await tx
    .select()
    .from(tickets)
    .where(and(isNull(tickets.erasedAt), lt(tickets.number, number), notExists(subjectsOf(tx, tickets.id))))
    .orderBy(desc(tickets.number))
    .limit(BATCH)
  const about = new Map(batch.map((ticket) => [ticket.id, ticket]))
  const ids = [...about.keys()]
  const said = await tx.select().from(replies).where(inArray(replies.ticketId, ids)).orderBy(asc(replies.createdAt))
  const subjects = batch.map((ticket) =>
    rowOf({ scope: 'whole', ticketId: ticket.id, replyId: null, number: ticket.number, text: ticket.subject }, ticket),
  )
  const rows = said.flatMap(({ id: replyId, ticketId, body, internal, authorId }) => {
    const ticket = about.get(ticketId)
    const scope = internal ? 'note' : 'whole'
    return ticket
      ? [rowOf({ scope, ticketId, replyId, number: ticket.number, text: body }, { ...ticket, authorId })]
      : []
  })
  await tx.delete(searchRows).where(and(inArray(searchRows.ticketId, ids), ne(searchRows.scope, 'public')))
  await putRows(tx, searchRows, [...subjects, ...rows])
  return batch.map((ticket) => ticket.number)
}
