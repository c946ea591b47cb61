import type { Server } from 'socket.io'
import { isStaff } from '../accounts/policy.ts'
import type { Desk } from '../desk.ts'
import { NotFound, found } from '../problems.ts'
import { publicationOf } from '../publication/looking.ts'
import { maySeeQueue } from '../tickets/policy.ts'
import { wholeTicket } from '../tickets/tickets.ts'
import type { openPresence } from './presence.ts'
import { roomOf, type Client } from './rooms.ts'

const MOST_WATCHED = 20

type Answer = (answer: { ok: true } | { ok: false; error: string }) => void
type Presence = ReturnType<typeof openPresence>

/** What a client may say. Each thing is checked as if it came from a stranger. */
export function seat(desk: Desk, client: Client, presence: Presence): void {
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
export function recheck(desk: Desk, io: Server, ticket: number, changed: (ticket: number) => void): void {
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
