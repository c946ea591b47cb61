import type { Server } from 'socket.io'
import type { Desk, Live } from '../desk.ts'
import { publicationOf } from '../publication/looking.ts'
import { roomOf, watchedAs } from './rooms.ts'
import { recheck } from './watching.ts'

/** Everything that is said to the sockets of this process; `missed` when some of it was not said. */
export type Nudges = Live & { lookOutside(): Promise<void>; missed(): void }

/** Says things to the sockets of this process: ids, to those who may see what they stand for. */
export function openNudges(desk: Desk, io: Server, changed: (ticket: number) => void): Nudges {
  const { rooms } = io.sockets.adapter
  const failed = (err: unknown) => desk.log.error({ err }, 'the world was not told')
  const visibilityChanged = (ticket: number) => recheck(desk, io, ticket, changed)

  /** May the world still watch it? If another process has closed it, whoever watches it from here is out. */
  const isOpen = async (ticket: number): Promise<boolean> => {
    if (await publicationOf(desk.db, ticket)) return true
    visibilityChanged(ticket)
    return false
  }
  const toWhole = (ticket: number, name: string, message: object): void =>
    void io.to([roomOf(ticket, 'staff'), roomOf(ticket, 'owner')]).emit(name, message)
  const toAll = (ticket: number, name: string, message: object): void => {
    toWhole(ticket, name, message)
    const world = roomOf(ticket, 'world')
    // What came after a closing on another process may be known here before the closing is: the rows are asked.
    if (rooms.has(world)) isOpen(ticket).then((open) => void (open && io.to(world).emit(name, message)), failed)
  }
  const ticketChanged = (ticket: number) => toAll(ticket, 'ticket', { ticket })
  const queueChanged = () => void io.to('queue').emit('queue', {})
  return {
    replyPosted: (ticket, id, internal) => {
      if (internal) io.to(roomOf(ticket, 'staff')).emit('reply', { ticket, id })
      else toAll(ticket, 'reply', { ticket, id })
    },
    ticketChanged,
    documentChanged: (ticket, id, event) => toWhole(ticket, 'document', { ticket, id, event }),
    accessChanged: (ticket) => toWhole(ticket, 'ticket', { ticket }),
    queueChanged,
    visibilityChanged,
    sessionEnded: (id) => io.in(`session:${id}`).disconnectSockets(true),
    personEnded: (id) => io.in(`person:${id}`).disconnectSockets(true),
    async lookOutside() {
      for (const ticket of watchedAs(rooms, 'world')) await isOpen(ticket)
    },
    missed() {
      for (const ticket of watchedAs(rooms, 'world', 'owner', 'staff')) ticketChanged(ticket)
      queueChanged()
    },
  }
}
