// The ceiling: what the same page costs a program that does nothing else. Express, prepared statements, one compiled
// template; session, page and what it lists are looked up, everything else is a constant of the template.
// Usage: node bench/ceiling.ts PAGE.json
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import SQLite from 'better-sqlite3'
import express from 'express'
import Handlebars from 'handlebars'

/** A page of the desk, cut where the things that it lists are: replies, or tickets. Without a cookie it is for all. */
export type CutPage = {
  path: string
  cookie: string
  before: string
  after: string
  items: Record<string, string>[]
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
  create table pages (path text primary key, owner integer, head text not null, foot text not null);
  create table items (path text not null, seq integer not null, open text not null, name text not null,
    date text not null, html text not null, primary key (path, seq))`)
db.prepare('insert into sessions values (?, 1)').run(idOf(cut.cookie))
db.prepare('insert into pages values (?, ?, ?, ?)').run(cut.path, cut.cookie ? 1 : null, cut.before, cut.after)
const add = db.prepare('insert into items values (@path, @seq, @open, @name, @date, @html)')
cut.items.forEach((item, seq) => add.run({ ...item, path: cut.path, seq }))

const sessionOf = db.prepare('select person from sessions where id = ?')
const pageOf = db.prepare<[string], { head: string; foot: string; owner: number | null }>(
  'select * from pages where path = ?',
)
const itemsOf = db.prepare('select * from items where path = ? order by seq')

// The desk's HTML is known to be safe where it is kept as HTML; what a person typed as text is escaped, as it is there.
const draw = Handlebars.compile('{{{head}}}{{#each items}}{{{open}}}{{name}}{{{date}}}{{{html}}}{{/each}}{{{foot}}}')

const app = express()
app.disable('x-powered-by')
app.get('/healthz', (_, response) => void response.json({ status: 'ok' }))
app.get(cut.path, (request, response) => {
  const session = sessionOf.get(idOf(request.headers.cookie ?? '')) as { person: number } | undefined
  const page = pageOf.get(request.path)
  if (!page || (page.owner !== null && session?.person !== page.owner)) response.status(404).end()
  else response.type('html').send(draw({ ...page, items: itemsOf.all(request.path) }))
})
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.once('SIGTERM', () => process.exit(0))
