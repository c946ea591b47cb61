import { asc } from 'drizzle-orm'
import { DAY, HOUR } from '../clock.ts'
import { publications } from '../db/public-schema.ts'
import type { Desk } from '../desk.ts'
import { report } from '../moderation/reporting.ts'
import { suspend } from '../moderation/suspending.ts'
import { found } from '../problems.ts'
import { follow } from '../publication/following.ts'
import { openTicket } from '../tickets/opening.ts'
import { postReply } from '../tickets/replies.ts'
import { ticketFor } from '../tickets/tickets.ts'
import { switchVisibility } from '../visibility/switching.ts'
import type { DemoCast } from './demo-cast.ts'
import { ago } from './demo-past.ts'

/** What happens on public tickets: somebody has the same problem, somebody objects, one is out of the world's sight. */
export async function fillPublicSide(desk: Desk, cast: DemoCast): Promise<void> {
  const [first] = await desk.db
    .select({ number: publications.number })
    .from(publications)
    .orderBy(asc(publications.number))
  const { number } = found(first)
  for (const what of ['same', 'follow'] as const)
    await follow(ago(desk, 9 * DAY), cast.carl, number, { what, on: true })
  const { id, epoch } = await ticketFor(desk.db, cast.carl, number)
  const body = 'The same with a DS-42: firmware 1.18 helped there as well.'
  await postReply(ago(desk, 8 * DAY), cast.carl, id, { body, internal: false, epoch }, [])
  await object(desk, number)
  await suspendOne(desk, cast)
}

const object = (desk: Desk, number: number) =>
  report(ago(desk, 5 * HOUR), null, {
    ticket: String(number),
    reason: 'rights',
    text: 'The second reply repeats a page of our manual word for word. Please shorten it or name its source.',
    legal: false,
  })

async function suspendOne(desk: Desk, cast: DemoCast): Promise<void> {
  const then = ago(desk, 4 * DAY)
  const form = {
    subject: 'Where can I find a key for the drawing program without buying one?',
    body: 'A friend said that there is a list of them somewhere.',
    category: 'licences',
    visibility: 'private',
  } as const
  const { id } = await openTicket(then, cast.carl, form, [])
  await switchVisibility(then, cast.carl, id, 'public')
  await suspend(ago(desk, 3 * DAY), cast.noor, id, { reason: 'illegal', statement: '' })
}
