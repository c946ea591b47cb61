import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import autocannon, { type Options } from 'autocannon'
import { cutPage, REPLIES, TICKETS, withoutKeys } from './cutting.ts'
import type { Filled } from './fill.ts'
import { startCeiling, type Program } from './programs.ts'
import type { Line } from './report.ts'

const CONNECTIONS = 10
const SECONDS = 5
const ROUNDS = 2

/** Requests a second, averaged over the run. Throws when an answer was not what was asked for. */
async function rate(options: Omit<Options, 'connections'>, status = 200): Promise<number> {
  const result = await autocannon({ connections: CONNECTIONS, ...options })
  const right = result.statusCodeStats[String(status)]?.count ?? 0
  if (result.errors + result.timeouts > 0 || right < result.requests.total)
    throw new Error(`${options.url}: not all answers were ${status}: ${JSON.stringify(result.statusCodeStats)}`)
  return result.requests.average
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

async function read(url: string, cookie: string): Promise<string> {
  const answer = await fetch(url, { headers: { cookie } })
  if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}`)
  return answer.text()
}

/** The page of a ticket with five replies as its owner sees it, against the ceiling. */
export const ticketPage = (desk: Program, { owner }: Filled, folder: string): Promise<Line> =>
  againstCeiling(desk, folder, 'ticket page', { path: `/tickets/${owner.ticket}`, cookie: owner.cookie }, REPLIES)

/** The page of a public ticket with five replies as a stranger sees it, against the ceiling. */
export const publicTicketPage = (desk: Program, { world }: Filled, folder: string): Promise<Line> =>
  againstCeiling(desk, folder, 'public ticket page', { path: `/tickets/${world.ticket}`, cookie: '' }, REPLIES)

/** The public front page with twenty tickets, against the ceiling. */
export const homePage = (desk: Program, folder: string): Promise<Line> =>
  againstCeiling(desk, folder, 'public front page', { path: '/', cookie: '' }, TICKETS)

/** A page of the desk against the ceiling that serves the same bytes; turn about. */
async function againstCeiling(
  desk: Program,
  folder: string,
  name: string,
  seat: { path: string; cookie: string },
  things: typeof REPLIES,
): Promise<Line> {
  const { path, cookie } = seat
  const html = await read(desk.url + path, cookie)
  const file = join(folder, 'page.json')
  await writeFile(file, JSON.stringify(cutPage(html, seat, things)))
  const ceiling = await startCeiling(file)
  try {
    if (withoutKeys(await read(ceiling.url + path, cookie)) !== withoutKeys(html))
      throw new Error(`The ceiling does not serve ${path} as the desk does`)
    const rates: { desk: number[]; ceiling: number[] } = { desk: [], ceiling: [] }
    for (let round = 0; round < ROUNDS; round++) {
      rates.ceiling.push(await rate({ url: ceiling.url + path, duration: SECONDS, headers: { cookie } }))
      rates.desk.push(await rate({ url: desk.url + path, duration: SECONDS, headers: { cookie } }))
    }
    const [ours, theirs] = [mean(rates.desk), mean(rates.ceiling)]
    const words = `${Math.round(ours)}/s against ${Math.round(theirs)}/s, ${html.length} bytes`
    return { name, ratio: ours / theirs, words, facts: { ...rates, bytes: html.length } }
  } finally {
    await ceiling.stop()
  }
}

/** The agent's queue, against the page of a ticket. */
export async function queuePage(desk: Program, { agent, owner }: Filled): Promise<Line> {
  const page = await rate({
    url: `${desk.url}/tickets/${owner.ticket}`,
    duration: SECONDS,
    headers: { cookie: owner.cookie },
  })
  const queue = await rate({ url: `${desk.url}/desk`, duration: SECONDS, headers: { cookie: agent.cookie } })
  const words = `${Math.round(queue)}/s against ${Math.round(page)}/s for a ticket page`
  return { name: 'queue page', ratio: queue / page, words, facts: { queue, page } }
}

/** Posting replies, each a transaction on the disk, against reading the page of a ticket. */
export async function replyPost(desk: Program, { customers, owner }: Filled): Promise<Line> {
  const requests = customers.map(({ cookie, csrf, ticket }) => ({
    method: 'POST',
    path: `/tickets/${ticket}/replies`,
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _csrf: csrf, epoch: '1', body: 'It still prints nothing.' }).toString(),
  }))
  const page = await rate({
    url: `${desk.url}/tickets/${owner.ticket}`,
    duration: SECONDS,
    headers: { cookie: owner.cookie },
  })
  const posts = await rate({ url: desk.url, duration: SECONDS, requests }, 303)
  const words = `${Math.round(posts)}/s against ${Math.round(page)}/s for a ticket page`
  return { name: 'reply post', ratio: posts / page, words, facts: { posts, page } }
}

/** Starting, and memory before and after ten thousand pages. */
export async function starting(desk: Program, { owner }: Filled): Promise<Line[]> {
  const idle = await desk.memory()
  await rate({ url: `${desk.url}/tickets/${owner.ticket}`, amount: 10_000, headers: { cookie: owner.cookie } })
  const busy = await desk.memory()
  const start = `${Math.round(desk.startMs)} ms from start to first answer`
  return [
    { name: 'start', ratio: null, words: start, facts: { startMs: desk.startMs } },
    {
      name: 'memory after 10,000 pages',
      ratio: busy / idle,
      words: `${Math.round(busy)} MiB against ${Math.round(idle)} MiB idle`,
      facts: { idle, busy },
    },
  ]
}
