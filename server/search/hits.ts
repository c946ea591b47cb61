import { marked, passageOf, type Part } from './highlighting.ts'
import type { Filters } from './filters.ts'
import type { Term } from './query.ts'
import type { Ranked } from './ranking.ts'

/** A ticket as a list tells of it. `body`: a reply in which something was found; `excerpt`: what stands there else. */
export type Told = {
  ticketId: string
  number: number
  category: NonNullable<Filters['category']>
  status: Filters['statuses'][number]
  open: boolean
  suspended?: boolean
  replyCount: number
  sameCount: number
  touchedAt: Date
  owner: string | null
  assigneeId: string | null
  subject: string
  excerpt: string
  body: string | null
}

/** A ticket that was found, what was looked for marked in its subject and in its best passage. */
export type Hit = Omit<Told, 'subject' | 'excerpt' | 'body'> & { subject: Part[]; passage: Part[] }

/** The tickets of a page in its order; `rows` has one for each reply in which something was found. */
export function hitsOf(page: Ranked[], rows: Told[], terms: Term[]): Hit[] {
  const ofTicket = Map.groupBy(rows, ({ ticketId }) => ticketId)
  return page.flatMap(({ ticketId }) => {
    const told = ofTicket.get(ticketId) ?? []
    const [first] = told
    if (!first) return [] // out of sight since it was found
    const { subject, excerpt, body: _, ...ticket } = first
    const passages = told
      .map(({ body }) => (body === null ? null : passageOf(body, terms)))
      .filter((one) => one !== null)
    const best = passages.toSorted((a, b) => b.hits - a.hits)[0]?.parts
    return [{ ...ticket, subject: marked(subject, terms), passage: best ?? marked(excerpt, terms) }]
  })
}
