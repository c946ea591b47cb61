import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { SECOND } from '../clock.ts'
import type { Bus } from '../db/bus.ts'
import type { Desk, Live } from '../desk.ts'
import { doorOf } from '../signin/guard.ts'
import { isSameOrigin } from '../web/security.ts'
import { openNudges } from './nudging.ts'
import { openPresence } from './presence.ts'
import type { Client } from './rooms.ts'
import { everywhere, repeat } from './telling.ts'
import { seat } from './watching.ts'

/** How often each socket's session is looked at again: sessions and rights also end by themselves. */
const LOOK_AGAIN = 30 * SECOND

/**
 * The live line: nudges with ids, to those who may see the thing, whichever process of the desk they are connected to.
 * What a nudge is about is fetched through the same routes as everything else. Connection state recovery stays off: it
 * would restore rooms that a socket has lost.
 */
export function openLive(desk: Desk, server: HttpServer, bus: Bus): Live & { close(): Promise<void> } {
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

  const here = openNudges(desk, io, presence.changed)
  const failed = (err: unknown) => desk.log.error({ err }, 'the live line was not looked through')
  const look = (then = () => {}) => void lookThrough().then(then).catch(failed)
  const lookThrough = async () => {
    await here.lookOutside()
    await lookAgain(io, door)
  }
  const timer = setInterval(look, LOOK_AGAIN).unref()
  // Who was to be put out is out before anybody is told to fetch what was missed.
  bus.listen({ heard: (message) => repeat(here, message), missed: () => look(here.missed) })
  return {
    ...everywhere(here, bus),
    async close() {
      clearInterval(timer)
      await io.close()
    },
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
