// A program of its own, because the engine is chosen when it starts: fills the database that DATABASE_URL names with
// 500,000 comments, searches it, and prints the times in milliseconds as one line of JSON.
import { randomBytes } from 'node:crypto'
import SQLite from 'better-sqlite3'
import { sql, type SQL } from 'drizzle-orm'
import pg from 'pg'
import type { Person } from '../server/accounts/people.ts'
import { configOf, engine, type Table } from '../server/db/columns.ts'
import { openDatabase, type Database } from '../server/db/database.ts'
import { newId } from '../server/db/ids.ts'
import { prepared } from '../server/db/prepared.ts'
import { publications, publishedReplies, searchRows } from '../server/db/public-schema.ts'
import { people, replies, tickets } from '../server/db/schema.ts'
import { putRows } from '../server/db/tables.ts'
import { rowOf } from '../server/search/rows.ts'
import { search } from '../server/search/searching.ts'

const TICKETS = 5_000 // written one by one, then copied
const COPIES = 9
const REPLIES = 10 // to each
const OPEN = 5 // every fifth is public
const CUSTOMERS = 5_000
const BATCH = 1_000
const WORDS = { subject: 6, reply: 20 }
const ROUNDS = 60

/** Milliseconds of each search, and of the index alone. */
type Times = { ours: number[]; bare: number[] }
export type Measured = { fillMs: number; comments: number; times: Record<string, Times> }

/** As common as words of people are: the second half as often as the first, and so on (Zipf). */
const syllables = 'ba co di fe gu ha jo ki la me no pu ra si to vu za che dro fli gra ple sta tri vel'.split(' ')
const pick = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)] as T
const vocabulary = [...'printer password network screen licence update mailbox server'.split(' ')]
while (vocabulary.length < 30_000) vocabulary.push(Array.from({ length: 3 }, () => pick(syllables)).join(''))
const word = (): string => vocabulary[Math.floor(vocabulary.length ** Math.random()) + 7] ?? ''
const common = (): string[] => (Math.random() < 0.1 ? [vocabulary[Math.floor(Math.random() * 8)] ?? ''] : [])
const text = (length: number): string => [...common(), ...Array.from({ length }, word)].join(' ')

const now = new Date('2026-11-22T12:00:00Z')
const customers = Array.from({ length: CUSTOMERS }, (_, at) => ({
  ...{ id: newId(), number: at + 1, email: `${at}@example.org`, name: `Customer ${at}` },
  ...({ role: 'customer', state: 'active', locale: 'en', createdAt: now } as const),
}))
const bea: Person = {
  ...{ id: customers[0]?.id ?? '', number: 1, name: 'Bea', email: 'bea@example.org', role: 'agent', locale: 'en' },
  ...{ clearance: 0, enrolled: true, rightsEndAt: null, expired: false },
}

/** One ticket with its replies as rows of every table that a search reads. */
function ticketRows(number: number) {
  const [ticketId, ownerId, subject] = [newId(), pick(customers).id, text(WORDS.subject)]
  const [category, status] = ['mail', number % 3 ? 'open' : 'solved'] as const
  const about = { subject, category, ownerId, authorId: ownerId }
  const said = Array.from({ length: REPLIES }, (_, seq) => ({
    ...{ id: newId(), ticketId, seq, authorId: ownerId, body: text(WORDS.reply), internal: false },
    ...{ submission: randomBytes(8).toString('hex'), createdAt: now },
  }))
  const texts = [{ replyId: null, text: subject }, ...said.map(({ id, body }) => ({ replyId: id, text: body }))]
  const rows = (scope: 'whole' | 'public') => texts.map((one) => rowOf({ scope, ticketId, number, ...one }, about))
  const open = number % OPEN === 0
  const visibility = open ? ('public' as const) : ('private' as const)
  const dates = { openedAt: now, touchedAt: now, publicSince: now }
  const shared = { number, category, subject, status, epoch: 1, replyCount: REPLIES, ...dates }
  return {
    tickets: [{ ...shared, id: ticketId, ownerId, visibility, submission: ticketId }],
    replies: said,
    searchRows: open ? [...rows('whole'), ...rows('public')] : rows('whole'),
    publications: open
      ? [{ ...shared, ticketId, excerpt: subject, answered: Number(status === 'solved'), licence: 'cc0' as const }].map(
          (row) => ({ ...row, comments: true, indexable: false, sameCount: 0 }),
        )
      : [],
    publishedReplies: open
      ? said.map(({ id, seq, authorId, body }) => ({
          replyId: id,
          ticketId,
          seq,
          authorId,
          by: 'owner' as const,
          body,
          at: now,
        }))
      : [],
  }
}

async function fill(db: Database): Promise<void> {
  await db.transaction((tx) => putRows(tx, people, customers))
  const order: [keyof ReturnType<typeof ticketRows>, Table][] = [
    ['tickets', tickets],
    ['replies', replies],
    ['publications', publications],
    ['publishedReplies', publishedReplies],
    ['searchRows', searchRows],
  ]
  for (let from = 1; from <= TICKETS; from += BATCH) {
    const all = Array.from({ length: BATCH }, (_, at) => ticketRows(from + at))
    await db.transaction(async (tx) => {
      for (const [name, table] of order)
        await putRows(
          tx,
          table,
          all.flatMap((one) => one[name] as Record<string, unknown>[]),
        )
    })
  }
}

const RENAMED = ['id', 'ticket_id', 'reply_id', 'submission']

/** The same rows again under other numbers, by the engine itself: several times as fast as by the desk. */
function copies(table: Table): string[] {
  const { name, columns } = configOf(table)
  const names = columns.map((column) => column.name).filter((column) => column !== 'seq' || name !== 'search_rows')
  const key = names.includes('ticket_id') ? 'ticket_id' : 'id'
  return Array.from({ length: COPIES }, (_, at) => {
    const values = names.map((column) =>
      column === 'number'
        ? `number + ${(at + 1) * TICKETS}`
        : RENAMED.includes(column)
          ? `substr("${column}", 1, 30) || 'k${at + 1}'`
          : `"${column}"`,
    )
    const list = names.map((column) => `"${column}"`).join(', ')
    return `insert into ${name} (${list}) select ${values.join(', ')} from ${name} where substr(${key}, 31, 1) <> 'k'`
  })
}

async function copy(url: string): Promise<void> {
  const statements = [tickets, replies, publications, publishedReplies, searchRows].flatMap(copies)
  if (engine === 'sqlite') return void new SQLite(url.replace('file:', '')).exec(statements.join(';')).close()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  // The server that is thrown away need not look up again what every copied row points at.
  const before = [
    "set session_replication_role = 'replica'",
    "set maintenance_work_mem = '256MB'",
    'drop index search_rows_found',
  ]
  const after = ['create index search_rows_found on search_rows using gin (found)', 'vacuum analyze']
  for (const statement of [...before, ...statements, ...after]) await client.query(statement)
  await client.end()
}

/** The index alone, by a statement that is prepared once: what a search costs at the least. */
const bare = prepared((db) => db.select({ seq: sql<number>`seq` }).from(newest))
const newest: SQL =
  engine === 'sqlite'
    ? sql`(select rowid as seq from search_index where search_index match ${sql.placeholder('words')} order by rowid desc limit 500) as hits`
    : sql`(select seq from search_rows where found @@ to_tsquery('simple', ${sql.placeholder('words')}) order by seq desc limit 500) as hits`

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now()
  await work()
  return performance.now() - from
}

async function measure(db: Database): Promise<Measured['times']> {
  const words = { rare: vocabulary.slice(-2_000), common: vocabulary.slice(0, 16) }
  const times: Measured['times'] = {}
  for (const name of ['rare', 'common'] as const)
    for (const within of ['public', 'desk'] as const) {
      const one: Times = { ours: [], bare: [] }
      for (let round = 0; round < ROUNDS; round++) {
        const q = pick(words[name])
        const asking = { q: `${q} `, within, limit: 20 }
        const index = `${within.charAt(0)}${q}`
        const alone = () => timed(() => bare(db, { words: engine === 'sqlite' ? `"${index}"` : `'${index}'` }))
        const ours = () => timed(() => search(db, within === 'desk' ? bea : null, asking))
        // Whoever comes first fetches the pages for the other: turn about.
        if (round % 2) one.bare.push(await alone())
        one.ours.push(await ours())
        if (round % 2 === 0) one.bare.push(await alone())
      }
      times[`${name} ${within}`] = one
    }
  return times
}

const url = process.env['DATABASE_URL'] ?? ''
const db = await openDatabase(url)
try {
  await db.migrate()
  const fillMs = await timed(async () => {
    await fill(db)
    await copy(url)
  })
  const comments = await db.$count(replies)
  const measured: Measured = { fillMs, comments, times: await measure(db) }
  console.log(JSON.stringify(measured))
} finally {
  await db.close()
}
