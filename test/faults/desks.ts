import { join } from 'node:path'
import { asc, eq } from 'drizzle-orm'
import { personIn, type Person } from '../../server/accounts/people.ts'
import { readConfig } from '../../server/config.ts'
import { nextNumber } from '../../server/db/counters.ts'
import { newId } from '../../server/db/ids.ts'
import { people as everybody, tickets } from '../../server/db/schema.ts'
import { openDesk, type OpenDesk } from '../../server/open.ts'
import { only } from '../../server/problems.ts'
import { openTicket } from '../../server/tickets/opening.ts'
import type { Ticket } from '../../server/tickets/tickets.ts'
import { bringCast, CAST, type Name } from '../support/cast.ts'

/** The settings of a desk that has all it needs, its destruction log too, in this folder. */
export const settingsIn = (folder: string) =>
  readConfig({ STORAGE_DIR: join(folder, 'storage'), PORT: '0', LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent' })

export const openIn = (folder: string): Promise<OpenDesk> => openDesk(settingsIn(folder))

const TICKETS = 4

/** Brings the cast to a desk where nobody is yet, with some tickets of Ann's and of Carl's. */
export async function populate(desk: OpenDesk): Promise<void> {
  if ((await desk.db.$count(everybody)) > 0) return
  await bringCast(desk)
  for (const name of ['ann', 'carl'] as const) {
    const owner = await personOf(desk, name)
    const form = { body: 'Help', category: 'mail', visibility: 'private' } as const
    for (let i = 0; i < TICKETS; i++) await openTicket(desk, owner, { subject: `Ticket ${i}`, ...form }, [])
  }
}

/** One of the cast, as the desk knows them. */
export async function personOf(desk: OpenDesk, name: Name): Promise<Person> {
  const rows = await desk.db.select().from(everybody).where(eq(everybody.email, CAST[name].email))
  return personIn(only(rows), desk.clock.now())
}

export const ticketsOf = (desk: OpenDesk, { id }: Person): Promise<Ticket[]> =>
  desk.db.select().from(tickets).where(eq(tickets.ownerId, id)).orderBy(asc(tickets.number))

/** Somebody new, with the rights and the password of Ann. */
export async function newCustomer(desk: OpenDesk): Promise<Person> {
  const id = newId()
  return desk.db.transaction(async (tx) => {
    const ann = only(await tx.select().from(everybody).where(eq(everybody.email, CAST.ann.email)))
    const row = { ...ann, id, email: `${id}@example.org`, number: await nextNumber(tx, 'customer') }
    return personIn(only(await tx.insert(everybody).values(row).returning()), desk.clock.now())
  })
}
