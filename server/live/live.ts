import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { isStaff } from '../accounts/policy.ts'
import { SECOND } from '../clock.ts'
import type { Desk, Live } from '../desk.ts'
import { NotFound, found } from '../problems.ts'
import { publicationOf } from '../publication/looking.ts'
import { doorOf } from '../signin/guard.ts'
import { maySeeQueue } from '../tickets/policy.ts'
import { wholeTicket } from '../tickets/tickets.ts'
import { isSameOrigin } from '../web/security.ts'
import { openPresence } from './presence.ts'
import { roomOf, type Client } from './rooms.ts'

/** How often each socket's session is looked at again: sessions and rights also end by themselves. */
const LOOK_AGAIN = 30 * SECOND
const MOST_WATCHED = 20

type Answer = (answer: { ok: true } | { ok: false; error: string }) => void

/**
 * The live line: nudges with ids, to those who may see the thing. What a nudge is about is fetched through the same
 * routes as everything else. Connection state recovery stays off: it would restore rooms that a socket has lost.
 */
export function openLive(desk: Desk, server: HttpServer): Live & { close(): Promise<void> } {
  const io = new Server(server, {
    serveClient: false,
    maxHttpBufferSize: 4096,
    allowRequest: (request, done) => done(null, isSameOrigin(request.headers, desk.config.baseUrl)),
  })
  const door = doorOf(desk)
  const presence = openPresence(io)

  io.use((socket, next) => {
    const client = socket as unknown as Client
    door(socket.request.headers.cookie).then(({ person, session }) => {
      client.data = {
        cookies: socket.request.headers.cookie,
        person,
        session: person && session ? session.id : null,
        watching: new Map(),
      }
      next()
    }, next)
  })
  io.on('connection', (socket) => seat(desk, socket as unknown as Client, presence))
  const looking = async () => {
    await lookAgain(io, door)
    await lookOutside(desk, io, presence.changed)
  }
  const failed = (err: unknown) => desk.log.error({ err }, 'the live line was not looked through')
  const timer = setInterval(() => void looking().catch(failed), LOOK_AGAIN).unref()

  const whole = (ticket: number) => [roomOf(ticket, 'staff'), roomOf(ticket, 'owner')]
  const everybody = (ticket: number) => [...whole(ticket), roomOf(ticket, 'world')]
  return {
    replyPosted: (ticket, id, internal) =>
      void io.to(internal ? roomOf(ticket, 'staff') : everybody(ticket)).emit('reply', { ticket, id }),
    ticketChanged: (ticket) => void io.to(everybody(ticket)).emit('ticket', { ticket }),
    documentChanged: (ticket, id, event) => void io.to(whole(ticket)).emit('document', { ticket, id, event }),
    accessChanged: (ticket) => void io.to(whole(ticket)).emit('ticket', { ticket }),
    queueChanged: () => void io.to('queue').emit('queue', {}),
    visibilityChanged: (ticket) => recheck(desk, io, ticket, presence.changed),
    sessionEnded: (id) => io.in(`session:${id}`).disconnectSockets(true),
    personEnded: (id) => io.in(`person:${id}`).disconnectSockets(true),
    async close() {
      clearInterval(timer)
      await io.close()
    },
  }
}

type Presence = ReturnType<typeof openPresence>

/** What a client may say. Each thing is checked as if it came from a stranger. */
function seat(desk: Desk, client: Client, presence: Presence): void {
  const { person, session } = client.data
  if (session) void client.join(`session:${session}`)
  if (person) void client.join(`person:${person.id}`)
  const on = (name: string, work: (message: Record<string, unknown>) => Promise<void> | void) =>
    client.on(
      name as never,
      ((message: unknown, answer?: Answer) => {
        const reply: Answer = typeof answer === 'function' ? answer : () => undefined
        const given = typeof message === 'object' && message !== null ? (message as Record<string, unknown>) : {}
        Promise.resolve(work(given)).then(
          () => reply({ ok: true }),
          () => reply({ ok: false, error: 'not found' }),
        )
      }) as never,
    )

  on('watch', async ({ ticket, queue }) => {
    if (queue === true && maySeeQueue(client.data.person)) return client.join('queue')
    await watch(desk, client, ticket)
    presence.changed(Number(ticket))
  })
  on('unwatch', ({ ticket }) => {
    leave(client, Number(ticket))
    presence.changed(Number(ticket))
  })
  on('typing', ({ ticket }) => {
    if (client.data.watching.has(Number(ticket))) presence.typing(client, Number(ticket))
  })
  client.on('disconnect', () => {
    for (const ticket of client.data.watching.keys()) presence.changed(ticket)
  })
}

/** Watching needs what reading needs. Throws NotFound for what the person may not see and for what is not there. */
async function watch(desk: Desk, client: Client, number: unknown): Promise<void> {
  const { person, watching } = client.data
  const viewer = person?.expired ? null : person
  const whole = await wholeTicket(desk.db, viewer, number)
  const ticket = (whole ?? found(await publicationOf(desk.db, number))).number
  if (watching.size >= MOST_WATCHED) throw new Error('too many')
  const circle = !whole ? 'world' : isStaff(viewer) ? 'staff' : 'owner'
  watching.set(ticket, circle)
  await client.join(roomOf(ticket, circle))
  if (whole || (await publicationOf(desk.db, number))) return
  leave(client, ticket) // the shutter closed while the room was looked for
  throw new NotFound()
}

function leave(client: Client, ticket: number): void {
  const circle = client.data.watching.get(ticket)
  client.data.watching.delete(ticket)
  if (circle) void client.leave(roomOf(ticket, circle))
}

/** The shutter moved: the world is out before anything else is sent, then those who still may see it come back. */
function recheck(desk: Desk, io: Server, ticket: number, changed: (ticket: number) => void): void {
  const world = io.sockets.adapter.rooms.get(roomOf(ticket, 'world'))
  const clients = [...(world ?? [])].map((id) => io.sockets.sockets.get(id) as unknown as Client)
  for (const client of clients) leave(client, ticket)
  io.to([roomOf(ticket, 'staff'), roomOf(ticket, 'owner')]).emit('ticket', { ticket })
  for (const client of clients) {
    watch(desk, client, ticket).then(
      () => client.emit('ticket', { ticket }),
      () => client.emit('gone', { ticket }),
    )
  }
  changed(ticket)
}

/** What the world watches and another process has closed: whoever watches it from here is out within half a minute. */
async function lookOutside(desk: Desk, io: Server, changed: (ticket: number) => void): Promise<void> {
  for (const room of [...io.sockets.adapter.rooms.keys()]) {
    const [, ticket] = /^ticket:(\d+):world$/.exec(room) ?? []
    if (ticket && !(await publicationOf(desk.db, ticket))) recheck(desk, io, Number(ticket), changed)
  }
}

/** Sockets whose session has ended, or whose rights have, are closed: they may come back as who they are now. */
async function lookAgain(io: Server, door: ReturnType<typeof doorOf>): Promise<void> {
  for (const socket of io.sockets.sockets.values()) {
    const { data } = socket as unknown as Client
    if (!data.session) continue
    const { person } = await door(data.cookies)
    if (!person || person.expired !== data.person?.expired) socket.disconnect(true)
  }
}
