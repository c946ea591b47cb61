// The ceiling: what the same page costs a program that does nothing else. Express, prepared statements, one compiled
// template; session, ticket and replies are looked up, everything else is a constant of the template.
// Usage: node bench/ceiling.ts PAGE.json
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import SQLite from 'better-sqlite3'
import express from 'express'
import Handlebars from 'handlebars'

/** A page of the desk, cut where its replies are. */
export type CutPage = {
  cookie: string
  number: number
  before: string
  after: string
  replies: Record<string, string>[]
}

const pageFile = process.argv[2]
if (!pageFile) throw new Error('Usage: node bench/ceiling.ts PAGE.json')
const cut = JSON.parse(readFileSync(pageFile, 'utf8')) as CutPage
const idOf = (cookie: string) =>
  createHash('sha256')
    .update(/session=([^;]*)/.exec(cookie)?.[1] ?? '')
    .digest('hex')

const db = new SQLite(':memory:')
db.exec(`
  create table sessions (id text primary key, person integer not null);
  create table tickets (number integer primary key, owner integer not null, head text not null, foot text not null);
  create table replies (ticket integer not null, seq integer not null, open text not null, name text not null,
    date text not null, html text not null, primary key (ticket, seq))`)
db.prepare('insert into sessions values (?, 1)').run(idOf(cut.cookie))
db.prepare('insert into tickets values (?, 1, ?, ?)').run(cut.number, cut.before, cut.after)
const add = db.prepare('insert into replies values (@ticket, @seq, @open, @name, @date, @html)')
cut.replies.forEach((reply, seq) => add.run({ ...reply, ticket: cut.number, seq }))

const sessionOf = db.prepare('select person from sessions where id = ?')
const ticketOf = db.prepare<[string], { head: string; foot: string; owner: number }>(
  'select * from tickets where number = ?',
)
const repliesOf = db.prepare('select * from replies where ticket = ? order by seq')

// The desk's HTML is known to be safe where it is kept as HTML; what a person typed as text is escaped, as it is there.
const draw = Handlebars.compile('{{{head}}}{{#each replies}}{{{open}}}{{name}}{{{date}}}{{{html}}}{{/each}}{{{foot}}}')

const app = express()
app.disable('x-powered-by')
app.get('/healthz', (_, response) => void response.json({ status: 'ok' }))
app.get('/tickets/:number', (request, response) => {
  const session = sessionOf.get(idOf(request.headers.cookie ?? '')) as { person: number } | undefined
  const ticket = ticketOf.get(request.params.number)
  if (!ticket || session?.person !== ticket.owner) response.status(404).end()
  else response.type('html').send(draw({ ...ticket, replies: repliesOf.all(request.params.number) }))
})
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.once('SIGTERM', () => process.exit(0))
