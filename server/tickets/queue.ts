import { and, asc, count, eq, gt, isNull, or, type SQL } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import type { Reader } from '../db/database.ts'
import { people, tickets } from '../db/schema.ts'
import type { Hit } from '../search/hits.ts'
import { UNSOUGHT, unmarked } from '../search/listing.ts'
import { search, type Found } from '../search/searching.ts'
import type { QueueForm } from './forms.ts'
import { inSight } from './policy.ts'

const PAGE = 50

/** A ticket in the queue. `passage`: where it has what was looked for. */
export type Queued = Pick<
  Hit,
  'number' | 'subject' | 'passage' | 'owner' | 'open' | 'status' | 'touchedAt' | 'assigneeId'
>
type Queue = Omit<Found, 'hits'> & { rows: Queued[] }

/**
 * The queue as somebody filtered it: with words, what is found, the best first; else who has waited longest first. `after`
 * is the `next` of the page before.
 */
export async function queue(db: Reader, person: Person, form: QueueForm): Promise<Queue> {
  const only = and(isNull(tickets.erasedAt), ...filters(person, form))
  if (!form.q) return waiting(db, only, form.after)
  const { after, category, q } = form
  const { hits, ...found } = await search(db, person, { q, within: 'desk', limit: PAGE, after, category, only })
  return { rows: hits, ...found }
}

async function waiting(db: Reader, only: SQL | undefined, after: string | undefined): Promise<Queue> {
  const found = await db
    .select({ ticket: tickets, owner: people.name })
    .from(tickets)
    .innerJoin(people, eq(people.id, tickets.ownerId))
    .where(and(only, beyond(after)))
    .orderBy(asc(tickets.touchedAt), asc(tickets.number))
    .limit(PAGE + 1)
  const rows = found.slice(0, PAGE).map(({ ticket, owner }) => {
    const { number, status, touchedAt, assigneeId } = ticket
    return {
      number,
      status,
      touchedAt,
      assigneeId,
      owner,
      open: inSight(ticket),
      subject: unmarked(ticket.subject),
      passage: [],
    }
  })
  const last = rows.at(-1)
  const next = last && found.length > PAGE ? `${last.touchedAt.getTime()}-${last.number}` : null
  return { rows, next, ...UNSOUGHT }
}

/** What the world can read: a suspended ticket waits among the reports. */
const lit = and(eq(tickets.visibility, 'public'), isNull(tickets.suspendedAt), isNull(tickets.erasedAt))

function filters(person: Person, form: QueueForm): (SQL | undefined)[] {
  const status = form.status ?? (form.q || form.view === 'public' ? 'any' : 'open')
  return [
    status === 'any' ? undefined : eq(tickets.status, status),
    form.category && eq(tickets.category, form.category),
    form.view === 'mine' ? eq(tickets.assigneeId, person.id) : undefined,
    form.view === 'unassigned' || form.assignee === 'none' ? isNull(tickets.assigneeId) : undefined,
    form.view === 'public' ? lit : undefined,
    form.assignee && form.assignee !== 'none'
      ? eq(tickets.assigneeId, form.assignee === 'me' ? person.id : form.assignee)
      : undefined,
  ]
}

function beyond(after: string | undefined): SQL | undefined {
  const [touched, number] = (after ?? '').split('-').map(Number)
  if (!touched || !number) return undefined
  const at = new Date(touched)
  return or(gt(tickets.touchedAt, at), and(eq(tickets.touchedAt, at), gt(tickets.number, number)))
}

/** How many tickets stand in each view, from two grouped counts over an index. */
export async function viewCounts(db: Reader, person: Person) {
  const open = and(isNull(tickets.erasedAt), eq(tickets.status, 'open'))
  const [byStatus, byAssignee, isPublic] = await Promise.all([
    db
      .select({ status: tickets.status, n: count() })
      .from(tickets)
      .where(isNull(tickets.erasedAt))
      .groupBy(tickets.status),
    db.select({ assignee: tickets.assigneeId, n: count() }).from(tickets).where(open).groupBy(tickets.assigneeId),
    db.$count(tickets, lit),
  ])
  const ofStatus = (status: string) => byStatus.find((row) => row.status === status)?.n ?? 0
  const given = (assignee: string | null) => byAssignee.find((row) => row.assignee === assignee)?.n ?? 0
  return {
    open: ofStatus('open'),
    pending: ofStatus('pending'),
    solved: ofStatus('solved'),
    closed: ofStatus('closed'),
    mine: given(person.id),
    unassigned: given(null),
    public: isPublic,
  }
}
