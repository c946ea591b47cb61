import type { Socket } from 'socket.io'
import type { Person } from '../accounts/people.ts'

/** Whom a watcher belongs to: staff, the owner, or everybody else while the ticket is public. */
export type Circle = 'staff' | 'owner' | 'world'

/** What the desk knows of a socket: who it is, and what it watches as whom. */
type Seat = {
  cookies: string | undefined
  person: Person | null
  session: string | null
  watching: Map<number, Circle>
}
export type Client = Socket<
  Record<string, never>,
  Record<string, (message: object) => void>,
  Record<string, never>,
  Seat
>

export const roomOf = (ticket: number, circle: Circle): string => `ticket:${ticket}:${circle}`

/** The tickets that somebody in these rooms watches as one of these. */
export function watchedAs(rooms: ReadonlyMap<string, unknown>, ...circles: Circle[]): Set<number> {
  const found = [...rooms.keys()].map((room) => /^ticket:(\d+):(\w+)$/.exec(room))
  return new Set(found.filter((room) => circles.includes(room?.[2] as Circle)).map((room) => Number(room?.[1])))
}
