import type { Person } from '../accounts/people.ts'
import { DAY, HOUR, MINUTE } from '../clock.ts'
import { CATEGORIES } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { waitingGlass } from '../grants/showing.ts'
import { countWaiting } from '../moderation/reports.ts'
import { addressOf, adviceOn } from '../search/listing.ts'
import { say, type Locale, type WordKey } from '../words/words.ts'
import { choices } from './choices.ts'
import type { QueueForm } from './forms.ts'
import { queue, viewCounts, type Queued } from './queue.ts'
import { staffMembers } from './tickets.ts'

/** What the queue stands beside: a ticket, whose page knows the members of staff already. */
type Beside = { ticket: number; staff: { id: string; name: string }[] }

/** The queue pane with its views. */
export async function queueContext(desk: Desk, locale: Locale, person: Person, form: QueueForm, beside?: Beside) {
  const [found, views] = await Promise.all([queue(desk.db, person, form), viewsOf(desk, locale, person, form)])
  const staff = new Map((beside?.staff ?? (await staffMembers(desk.db))).map(({ id, name }) => [id, name]))
  const assigned = (id: string | null) =>
    id === null ? say(locale, 'queue.no_one') : id === person.id ? say(locale, 'by.you') : (staff.get(id) ?? '')
  const now = desk.clock.now().getTime()
  return {
    ...views,
    rows: found.rows.map((row) => ({
      ...row,
      owner: row.owner || say(locale, 'by.former'),
      waits: stateOf(locale, row, now),
      assigned: assigned(row.assigneeId),
      current: row.number === beside?.ticket,
    })),
    advice: adviceOn(locale, 'desk', found),
    more: found.next && addressOf('/desk', { ...form, after: found.next }),
    filter: form,
    filterCategories: choices(locale, 'category', CATEGORIES, form.category),
  }
}

async function viewsOf(desk: Desk, locale: Locale, person: Person, form: QueueForm) {
  const [counts, glass, waiting] = await Promise.all([
    viewCounts(desk.db, person),
    waitingGlass(desk),
    countWaiting(desk.db),
  ])
  const here = form.view ?? form.status ?? (form.q ? '' : 'open')
  const view = (name: string, href: string, n: number) => ({
    label: say(locale, `view.${name}` as WordKey),
    href,
    n,
    current: here === name,
  })
  return {
    views: [
      view('mine', '/desk?view=mine', counts.mine),
      view('open', '/desk', counts.open),
      view('unassigned', '/desk?view=unassigned', counts.unassigned),
      view('pending', '/desk?status=pending', counts.pending),
      view('public', '/desk?view=public', counts.public),
      view('solved', '/desk?status=solved', counts.solved),
      view('closed', '/desk?status=closed', counts.closed),
      view('reports', '/reports', waiting),
      ...(glass.length > 0 ? [view('glass', '/glass', glass.length)] : []),
    ],
    queueTitle: here ? say(locale, `view.${here}` as WordKey) : say(locale, 'view.found'),
    queueOrder: say(locale, form.q ? 'search.order' : 'queue.order'),
  }
}

/** How long an open ticket has waited, in the coarsest unit that says it; of others, how they stand. */
function stateOf(locale: Locale, { status, touchedAt }: Queued, now: number): string {
  if (status !== 'open') return say(locale, `status.${status}`)
  const milliseconds = now - touchedAt.getTime()
  const [unit, length] =
    milliseconds < HOUR
      ? (['minutes', MINUTE] as const)
      : milliseconds < 2 * DAY
        ? (['hours', HOUR] as const)
        : (['days', DAY] as const)
  return say(locale, `waited.${unit}`, { count: Math.max(1, Math.floor(milliseconds / length)) })
}
