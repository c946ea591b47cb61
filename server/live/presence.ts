import type { Server } from 'socket.io'
import { SECOND } from '../clock.ts'
import { roomOf, type Client } from './rooms.ts'

/** Somebody who pressed a key this recently is writing. */
const WRITING = 4 * SECOND

/**
 * Who else looks at a ticket, and who writes. Staff see staff and the owner; the owner sees staff; the world sees
 * nobody and is seen by nobody.
 */
export function openPresence(io: Server) {
  const writing = new Map<string, NodeJS.Timeout>() // `socket:ticket`
  const key = (client: { id: string }, ticket: number) => `${client.id}:${ticket}`

  const sitting = (ticket: number, circle: 'staff' | 'owner'): Client[] =>
    [...(io.sockets.adapter.rooms.get(roomOf(ticket, circle)) ?? [])].map(
      (id) => io.sockets.sockets.get(id) as unknown as Client,
    )

  const changed = (ticket: number): void => {
    const [staff, owners] = [sitting(ticket, 'staff'), sitting(ticket, 'owner')]
    for (const client of [...staff, ...owners]) {
      const own = client.data.person?.id
      const seen = (owners.includes(client) ? staff : [...staff, ...owners]).filter(
        (other) => other.data.person?.id !== own,
      )
      const names = (clients: Client[]) => [...new Set(clients.map((other) => other.data.person?.name ?? ''))]
      const typing = seen.filter((other) => writing.has(key(other, ticket)))
      client.emit('presence', { ticket, viewing: names(seen), typing: names(typing) })
    }
  }
  return {
    changed,
    /** The client pressed a key in the composer of this ticket. */
    typing(client: Client, ticket: number): void {
      const now = key(client, ticket)
      const before = writing.get(now)
      clearTimeout(before)
      const stop = () => {
        writing.delete(now)
        changed(ticket)
      }
      writing.set(now, setTimeout(stop, WRITING).unref())
      if (!before) changed(ticket)
    },
  }
}
