import { io, type Socket } from 'socket.io-client'
import type { Filled, Seat } from './fill.ts'
import type { Program } from './programs.ts'
import { median, type Line } from './report.ts'

const WATCHERS = 200
const ROUNDS = 5

async function watch(url: string, ticket: number): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false })
  const answer = (await socket.timeout(10_000).emitWithAck('watch', { ticket })) as { ok: boolean }
  if (!answer.ok) throw new Error('A watcher may not see the ticket')
  return socket
}

async function readAfter(url: string, ticket: number, last: string): Promise<string> {
  const answer = await fetch(`${url}/tickets/${ticket}/replies?after=${last}`)
  if (answer.status !== 200) throw new Error(`Reading the replies answers ${answer.status}`)
  return answer.text()
}

async function post(url: string, { cookie, csrf, ticket }: Seat, body: string): Promise<void> {
  const form = new URLSearchParams({ _csrf: csrf, epoch: '1', body })
  const answer = await fetch(`${url}/tickets/${ticket}/replies`, {
    method: 'POST',
    headers: { cookie },
    body: form,
    redirect: 'manual',
  })
  if (answer.status !== 303) throw new Error(`Posting a reply answers ${answer.status}`)
}

/** Resolves when this watcher has been nudged and has read the reply. */
function seen(socket: Socket, url: string, ticket: number, last: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('reply', () => {
      readAfter(url, ticket, last).then((html) => {
        if (html.includes(body)) resolve()
        else reject(new Error('A watcher was nudged before there was anything to read'))
      }, reject)
    })
  })
}

const lastReply = async (url: string, ticket: number): Promise<string> =>
  [...(await readAfter(url, ticket, '')).matchAll(/<article[^>]* id="([^"]+)"/g)].at(-1)?.[1] ?? ''

/** From posting a reply until the last of 200 watchers has read it, against 200 readers who are told by nobody. */
export async function liveReply({ url }: Program, { world }: Filled): Promise<Line> {
  const { ticket } = world
  const sockets = await Promise.all(Array.from({ length: WATCHERS }, () => watch(url, ticket)))
  try {
    const [live, plain]: [number[], number[]] = [[], []]
    for (let round = 0; round < ROUNDS; round++) {
      const last = await lastReply(url, ticket)
      const body = `Reply of round ${round}`
      let from = performance.now()
      await Promise.all([...sockets.map((socket) => seen(socket, url, ticket, last, body)), post(url, world, body)])
      live.push(performance.now() - from)
      from = performance.now()
      await Promise.all(sockets.map(() => readAfter(url, ticket, last)))
      plain.push(performance.now() - from)
    }
    const [ours, theirs] = [median(live), median(plain)]
    const words = `${Math.round(ours)} ms until the last of ${WATCHERS} has read it; ${Math.round(theirs)} ms for the reading alone`
    return { name: 'live reply', ratio: theirs / ours, words, facts: { live, plain } }
  } finally {
    for (const socket of sockets) socket.close()
  }
}
