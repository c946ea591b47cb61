import type { Filters } from './filters.ts'
import type { Query } from './query.ts'

/** A row of the index that matches, with what is known of its ticket. `replyId` null: its subject. */
export type Candidate = {
  ticketId: string
  replyId: string | null
  number: number
  status: Filters['statuses'][number]
}

/** A ticket that was found, and the newest of its replies that were. */
export type Ranked = { ticketId: string; number: number; rank: number; replyIds: string[] }

const REPLIES = 3

/**
 * Every ticket with a status that is asked for, once, in this order: the one whose number was typed, then, where the world looks for answers, those that
 * are answered, then those with all of it in their subject; among equals the newest.
 */
export function ranked(rows: Candidate[], query: Query, answersFirst: boolean): Ranked[] {
  const found = new Map<string, Ranked>()
  for (const { ticketId, number, status, replyId } of rows) {
    if (query.filters.statuses.length > 0 && !query.filters.statuses.includes(status)) continue
    const answered = answersFirst && (status === 'solved' || status === 'closed')
    const ticket = found.get(ticketId) ?? { ticketId, number, rank: 0, replyIds: [] }
    ticket.rank |= Number(number === query.number) * 4 + Number(answered) * 2 + Number(replyId === null)
    if (replyId !== null && ticket.replyIds.length < REPLIES) ticket.replyIds.push(replyId)
    found.set(ticketId, ticket)
  }
  return [...found.values()].sort((a, b) => b.rank - a.rank || b.number - a.number)
}

/** Where the next page begins: after this one. */
export const cursorOf = ({ rank, number }: Pick<Ranked, 'rank' | 'number'>): string => `${rank}-${number}`

/** The tickets after a cursor; all of them if it is none. */
export function after(cursor: string | undefined, tickets: Ranked[]): Ranked[] {
  const [, rank, number] = /^(\d)-(\d{1,10})$/.exec(cursor ?? '') ?? []
  if (rank === undefined) return tickets
  return tickets.filter((one) => one.rank < Number(rank) || (one.rank === Number(rank) && one.number < Number(number)))
}
