import { personIn, type Person } from '../server/accounts/people.ts'
import { firstRights } from '../server/accounts/access-rights.ts'
import { readConfig } from '../server/config.ts'
import { nextNumber } from '../server/db/counters.ts'
import { hashToken, newId } from '../server/db/ids.ts'
import { people, sessions } from '../server/db/schema.ts'
import type { Desk } from '../server/desk.ts'
import { openDesk } from '../server/open.ts'
import { only } from '../server/problems.ts'
import { startSession } from '../server/signin/sessions.ts'
import { openTicket } from '../server/tickets/opening.ts'
import { postReply } from '../server/tickets/replies.ts'
import type { Ticket } from '../server/tickets/tickets.ts'
import { eq } from 'drizzle-orm'

/** Somebody who is signed in, and the ticket that is theirs. */
export type Seat = { cookie: string; csrf: string; ticket: number }

/** What a desk was filled with: a ticket with five replies, a public one, more public ones, an agent, and customers with a ticket each. */
export type Filled = { owner: Seat; world: Seat; agent: Seat; customers: Seat[] }

/** So many customers that no rate limit is met while replies are posted as fast as they are taken. */
const CUSTOMERS = 300
/** More than the front page shows at once. */
const PUBLIC = 30

const PARAGRAPH =
  'The printer on the **second floor** takes the job, shows `PC LOAD LETTER` and prints nothing. I turned it off and ' +
  'on, looked for paper, and read [the manual](https://example.org/manual).\n\n- tray 1: A4, full\n- tray 2: empty\n'

/** The settings of a desk that keeps everything in this folder, listens anywhere and says nothing. */
export const settings = (storageDir: string): Record<string, string> => ({
  STORAGE_DIR: storageDir,
  PORT: '0',
  LOG_LEVEL: 'silent',
})

/** Fills a new desk in this folder by the deeds that its pages do, then closes it. */
export async function fill(storageDir: string): Promise<Filled> {
  const desk = await openDesk(readConfig(settings(storageDir)))
  try {
    const bea = await join(desk, 'Bea', 'agent')
    const [ann, carl] = [await join(desk, 'Ann', 'customer'), await join(desk, 'Carl', 'customer')]
    const ticket = await open(desk, ann, 'private')
    for (let reply = 0; reply < 5; reply++) await answer(desk, reply % 2 ? ann : bea, ticket)
    const customers: Seat[] = []
    for (let i = 0; i < CUSTOMERS; i++) {
      const person = await join(desk, `Customer ${i}`, 'customer')
      customers.push(await seat(desk, person, await open(desk, person, 'private')))
    }
    const spoken = await open(desk, carl, 'public')
    for (let reply = 0; reply < 5; reply++) await answer(desk, reply % 2 ? carl : bea, spoken)
    for (let more = 1; more < PUBLIC; more++) await open(desk, carl, 'public')
    const world = await seat(desk, carl, spoken)
    return { owner: await seat(desk, ann, ticket), agent: await seat(desk, bea, ticket), world, customers }
  } finally {
    await desk.close()
  }
}

/** Somebody new, with an open account. */
export async function join(desk: Desk, name: string, role: 'customer' | 'agent'): Promise<Person> {
  const now = desk.clock.now()
  const facts = { id: newId(), email: `${newId()}@example.org`, name, role, state: 'active', locale: 'en' } as const
  const rights = role === 'customer' ? firstRights(now) : { totpEnrolledAt: now }
  const row = await desk.db.transaction(async (tx) => {
    const number = await nextNumber(tx, 'customer')
    return only(
      await tx
        .insert(people)
        .values({ ...facts, ...rights, number, createdAt: now, confirmedAt: now })
        .returning(),
    )
  })
  return personIn(row, now)
}

const open = (desk: Desk, person: Person, visibility: Ticket['visibility']): Promise<Ticket> =>
  openTicket(
    desk,
    person,
    { subject: `${person.name}: nothing is printed`, body: PARAGRAPH, category: 'hardware', visibility },
    [],
  )

const answer = (desk: Desk, person: Person, ticket: Ticket) =>
  postReply(desk, person, ticket.id, { body: PARAGRAPH, internal: false, epoch: ticket.epoch }, [])

async function seat(desk: Desk, person: Person, ticket: Ticket): Promise<Seat> {
  const input = { personId: person.id, kind: 'full' as const, userAgent: 'bench', now: desk.clock.now() }
  const token = await desk.db.transaction((tx) => startSession(tx, input))
  const rows = await desk.db
    .select()
    .from(sessions)
    .where(eq(sessions.id, hashToken(token)))
  return { cookie: `session=${token}; language=en`, csrf: only(rows).csrf, ticket: ticket.number }
}
