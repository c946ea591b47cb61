import { and, asc, count, eq, gt, isNull, or, type SQL } from 'drizzle-orm'
import type { Person } from '../accounts/people.ts'
import type { Reader } from '../db/database.ts'
import { contains } from '../db/search.ts'
import { people, tickets } from '../db/schema.ts'
import type { QueueForm } from './forms.ts'

export const QUEUE_PAGE = 50

/** The queue as somebody filtered it, who has waited longest first. `after` is `touchedAt-number` of the last one. */
export async function queue(db: Reader, person: Person, form: QueueForm) {
  return db
    .select({ ticket: tickets, owner: people.name })
    .from(tickets)
    .innerJoin(people, eq(people.id, tickets.ownerId))
    .where(and(isNull(tickets.erasedAt), ...filters(person, form), beyond(form.after)))
    .orderBy(asc(tickets.touchedAt), asc(tickets.number))
    .limit(QUEUE_PAGE + 1)
}

function filters(person: Person, form: QueueForm): (SQL | undefined)[] {
  const status = form.status ?? (form.q || form.view === 'public' ? 'any' : 'open')
  const number = form.q && /^\d{1,9}$/.test(form.q) ? eq(tickets.number, Number(form.q)) : undefined
  return [
    status === 'any' ? undefined : eq(tickets.status, status),
    form.category && eq(tickets.category, form.category),
    form.view === 'mine' ? eq(tickets.assigneeId, person.id) : undefined,
    form.view === 'unassigned' || form.assignee === 'none' ? isNull(tickets.assigneeId) : undefined,
    form.view === 'public' ? eq(tickets.visibility, 'public') : undefined,
    form.assignee && form.assignee !== 'none'
      ? eq(tickets.assigneeId, form.assignee === 'me' ? person.id : form.assignee)
      : undefined,
    form.q
      ? or(number, contains(tickets.subject, form.q), contains(people.name, form.q), contains(people.email, form.q))
      : undefined,
  ]
}

function beyond(after: string | undefined): SQL | undefined {
  const [touched, number] = (after ?? '').split('-').map(Number)
  if (!touched || !number) return undefined
  const at = new Date(touched)
  return or(gt(tickets.touchedAt, at), and(eq(tickets.touchedAt, at), gt(tickets.number, number)))
}

/** Where the next page of the queue begins. */
export const cursorOf = (ticket: { touchedAt: Date; number: number }): string =>
  `${ticket.touchedAt.getTime()}-${ticket.number}`

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
    db.$count(tickets, eq(tickets.visibility, 'public')),
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
