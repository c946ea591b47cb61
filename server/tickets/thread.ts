import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { isStaff } from '../accounts/policy.ts'
import { actorIn, linesAbout } from '../audit/telling.ts'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { publishedReplies } from '../db/public-schema.ts'
import { people, replies } from '../db/schema.ts'
import { COVER } from '../web/covers.ts'
import { trusted } from '../web/views.ts'
import { userMarkdown } from '../web/markdown.ts'
import { say, type Locale } from '../words/words.ts'
import { inSight, maySeeWhole, type Viewer } from './policy.ts'
import type { Ticket } from './tickets.ts'

/** What a reply looks like to one viewer. `by` says how its author is named: the world learns no names. */
export type Shown = {
  id: string
  by: 'you' | 'owner' | 'support' | 'other' | 'former'
  name: string | null
  support: boolean
  internal: boolean
  /** What stands beside the name: while everybody can read it, as whom its author appears to them. */
  seenAs: string | null
  /** How many places of it are covered for the world. */
  places: number
  html: object
  at: Date
}

const spoken = (notes: boolean) =>
  prepared((db) =>
    db
      .select({
        ...{ reply: replies, name: people.name, called: people.publicName, role: people.role, state: people.state },
        published: publishedReplies.body,
      })
      .from(replies)
      .innerJoin(people, eq(people.id, replies.authorId))
      .leftJoin(publishedReplies, eq(publishedReplies.replyId, replies.id))
      .where(
        and(
          eq(replies.ticketId, sql.placeholder('ticket')),
          gt(replies.seq, sql.placeholder('since')),
          notes ? undefined : eq(replies.internal, false),
        ),
      )
      .orderBy(asc(replies.seq)),
  )
const spokenWithNotes = spoken(true)
const spokenAcross = spoken(false)

/** The conversation as the viewer may read it, in order; only what follows the reply `afterId`, if it is given. */
export async function thread(
  db: Reader,
  ticket: Ticket,
  viewer: Viewer,
  locale: Locale,
  afterId?: string,
): Promise<Shown[]> {
  const since = afterId === undefined ? -1 : await seqOf(db, ticket, afterId)
  const rows = await (isStaff(viewer) ? spokenWithNotes : spokenAcross)(db, { ticket: ticket.id, since })
  return rows.map(({ reply, name, called, role, state, published }) => {
    const support = role !== 'customer'
    const by = bylineOf(ticket, viewer, { id: reply.authorId, support, gone: state === 'closed' })
    const named = by === 'support' ? maySeeWhole(viewer, ticket) : isStaff(viewer)
    return {
      id: reply.id,
      by,
      name: by === 'you' ? null : named ? name : called,
      support,
      internal: reply.internal,
      seenAs:
        inSight(ticket) && !reply.internal ? seenAs(locale, ticket, reply.authorId, { by, support, called }) : null,
      places: published?.match(COVER)?.length ?? 0,
      html: trusted(userMarkdown(reply.body, { locale, slips: maySeeWhole(viewer, ticket) })),
      at: reply.createdAt,
    }
  })
}

function seenAs(
  locale: Locale,
  ticket: Ticket,
  authorId: string,
  { by, support, called }: Pick<Shown, 'by' | 'support'> & { called: string | null },
): string {
  const role = by !== 'you' ? by : support ? 'support' : authorId === ticket.ownerId ? 'owner' : 'other'
  return say(locale, 'public.seen_as', { name: called ?? say(locale, `by.${role}`) })
}

function bylineOf(
  ticket: Ticket,
  viewer: Viewer,
  author: { id: string; support: boolean; gone: boolean },
): Shown['by'] {
  if (author.id === viewer?.id) return 'you'
  if (author.support) return 'support'
  if (author.gone) return 'former'
  return author.id === ticket.ownerId ? 'owner' : 'other'
}

/** An unknown id starts from the beginning: a page that catches up misses nothing. */
async function seqOf(db: Reader, ticket: Ticket, id: string): Promise<number> {
  const [row] = await db
    .select({ seq: replies.seq })
    .from(replies)
    .where(and(eq(replies.ticketId, ticket.id), eq(replies.id, id)))
  return row?.seq ?? -1
}

const TOLD = [
  'ticket.published',
  'ticket.unpublished',
  'ticket.assigned',
  'ticket.status',
  'ticket.suspended',
  'ticket.restored',
  'ticket.appealed',
  'ticket.appeal_answered',
  'document.stored',
  'document.opened',
  'document.destroyed',
  'grant.allowed',
  'grant.refused',
  'grant.glass_broken',
  'request.made',
  'request.answered',
  'request.declined',
  'request.withdrawn',
] as const

export type Happening = {
  at: Date
  deed: (typeof TOLD)[number]
  actor: string | null
  /** The actor, as the viewer knows them. */
  who: string
  slips: number[]
  facts: Record<string, string | number>
}

const happened = linesAbout(TOLD)

/** What happened to the ticket and its documents, for those who see the whole of it; nothing for the world. */
export async function happenings(db: Reader, ticket: Ticket, viewer: Viewer, locale: Locale): Promise<Happening[]> {
  if (!maySeeWhole(viewer, ticket)) return []
  const rows = await happened(db, { ticket: ticket.id })
  return (
    rows
      // Told elsewhere: its owner's own reading, in the document's record; whose turn it is, by the reply. Giving a
      // ticket back is news between staff alone.
      .filter(({ line: { facts } }) => !facts['own'] && !facts['turn'] && (isStaff(viewer) || facts['assignee'] !== ''))
      .map(({ line, actor, role, slip }) => ({
        at: line.at,
        deed: line.deed as Happening['deed'],
        actor,
        who: actorIn(locale, viewer, { line, actor, role }),
        slips: slip === null ? [] : [slip],
        facts: line.facts,
      }))
  )
}
