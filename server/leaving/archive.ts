import { and, asc, eq, isNull, ne } from 'drizzle-orm'
import { linesAbout } from '../accounts/lines.ts'
import { accountById, type Person } from '../accounts/people.ts'
import { isEntitled } from '../accounts/policy.ts'
import type { Reader } from '../db/database.ts'
import { people, replies, tickets } from '../db/schema.ts'
import { documents, requests } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { found } from '../problems.ts'
import { codesLeft } from '../signin/recovery.ts'
import { sessionsOf } from '../signin/sessions.ts'
import { slipName } from '../documents/documents.ts'
import { isVaultProblem } from '../vault/problems.ts'
import { COVER } from '../web/covers.ts'
import { moment } from '../words/formats.ts'
import { say, type Locale } from '../words/words.ts'
import { decisionsOn, followedBy, reportsBy, suspensionsOf } from './archive-public.ts'

type Ticket = typeof tickets.$inferSelect

/** The account itself; of passwords and second factors only that they are there. */
export async function accountInFull(desk: Desk, person: Person) {
  const row = found(await accountById(desk.db, person.id))
  const { number, name, email, role, locale, createdAt, confirmedAt, rightsStartAt, rightsEndAt } = row
  const sessions = await sessionsOf(desk.db, person.id, desk.clock.now())
  return {
    format: 'guichet-export',
    version: 1,
    exportedAt: desk.clock.now(),
    account: { number, name, email, role, language: locale, createdAt, confirmedAt, rightsStartAt, rightsEndAt },
    terms: { version: row.termsVersion, acceptedAt: row.termsAcceptedAt },
    publicName: row.publicName,
    secretsInTexts: row.secretRule,
    secondFactor: { enrolledAt: row.totpEnrolledAt, recoveryCodesLeft: await codesLeft(desk.db, person.id) },
    sessions: sessions.map(({ userAgent, createdAt: since, seenAt }) => ({ userAgent, since, seenAt })),
    followed: await followedBy(desk.db, person.id),
    reports: await reportsBy(desk.db, person.id),
  }
}

/** A person's own tickets that were not erased, the oldest first. */
export async function ownTickets(db: Reader, ownerId: string): Promise<Ticket[]> {
  return db
    .select()
    .from(tickets)
    .where(and(eq(tickets.ownerId, ownerId), isNull(tickets.erasedAt)))
    .orderBy(asc(tickets.number))
}

/** A ticket as its owner reads it: without what staff note among themselves, other customers without a name. */
export async function ticketInFull(desk: Desk, owner: Person, ticket: Ticket) {
  const { number, subject, category, status, visibility, openedAt, touchedAt, publicSince } = ticket
  return {
    ...{ number, subject: plain(subject), category, status, visibility, openedAt, touchedAt, publicSince },
    public: { comments: ticket.comments, indexable: ticket.indexable, licence: ticket.licence },
    decisions: await decisionsOn(desk.db, ticket.id),
    suspensions: await suspensionsOf(desk.db, ticket.id),
    replies: await conversation(desk.db, owner.id, ticket.id),
    documents: await slips(desk, owner, ticket.id),
    requests: await asked(desk.db, ticket.id),
  }
}

async function conversation(db: Reader, ownerId: string, ticketId: string) {
  const rows = await db
    .select({ reply: replies, name: people.name, role: people.role })
    .from(replies)
    .innerJoin(people, eq(people.id, replies.authorId))
    .where(and(eq(replies.ticketId, ticketId), eq(replies.internal, false)))
    .orderBy(asc(replies.seq))
  return rows.map(({ reply, name, role }) => {
    const by =
      reply.authorId === ownerId ? ('you' as const) : role === 'customer' ? ('other' as const) : ('support' as const)
    return { at: reply.createdAt, by, name: by === 'other' ? null : name, body: plain(reply.body) }
  })
}

/** What was moved from a text to the vault stands in it as the name of its slip. */
const plain = (text: string): string => text.replace(COVER, (_, kind: string, slip?: string) => slip ?? kind)

async function slips(desk: Desk, owner: Person, ticketId: string) {
  const rows = await desk.db.select().from(documents).where(eq(documents.ticketId, ticketId)).orderBy(documents.slip)
  return rows.map((row) => {
    const { slip, kind, state, storedAt, destroyedAt } = row
    return { slip: slipName(slip), kind, state, storedAt, destroyedAt, ...(isEntitled(owner) && describe(desk, row)) }
  })
}

const asked = (db: Reader, ticketId: string) =>
  db
    .select({
      kind: requests.kind,
      label: requests.label,
      why: requests.why,
      state: requests.state,
      askedAt: requests.askedAt,
      closedAt: requests.closedAt,
    })
    .from(requests)
    .where(eq(requests.ticketId, ticketId))
    .orderBy(asc(requests.askedAt))

/** Name, type, size and digest of a document, while it is there and whole. */
function describe(desk: Desk, { id, accountId, state, meta }: typeof documents.$inferSelect) {
  if (state !== 'stored' || meta === null) return {}
  try {
    return desk.vault.openMeta(id, accountId, meta)
  } catch (error) {
    if (!isVaultProblem(error)) throw error
    return {} // it is being destroyed, or damaged: its state says the first, `verify` finds the second
  }
}

/** A ticket as Markdown, to be read without a program. */
export async function ticketAsText(desk: Desk, owner: Person, ticket: Ticket, locale: Locale): Promise<string> {
  const { number, subject, openedAt, visibility } = ticket
  const head = `# ${plain(subject)}\n\n${say(locale, `export.${visibility}`, { number: String(number), day: moment(locale, openedAt) })}\n`
  const talk = await conversation(desk.db, owner.id, ticket.id)
  const texts = talk.map(
    ({ at, by, name, body }) => `\n## ${name ?? say(locale, `by.${by}`)}, ${moment(locale, at)}\n\n${body}\n`,
  )
  return head + texts.join('')
}

/** What a person wrote on other people's tickets. */
export async function commentsInFull(db: Reader, personId: string) {
  const rows = await db
    .select({ ticket: tickets.number, at: replies.createdAt, body: replies.body })
    .from(replies)
    .innerJoin(tickets, eq(tickets.id, replies.ticketId))
    .where(and(eq(replies.authorId, personId), ne(tickets.ownerId, personId)))
    .orderBy(asc(replies.createdAt))
  return rows.map((row) => ({ ...row, body: plain(row.body) }))
}

/** The record about a person as a JSON list, the latest line first, read a page at a time. */
export async function* linesInFull(db: Reader, personId: string): AsyncGenerator<string> {
  yield '['
  let first = true
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const lines = await linesAbout(db, personId, { before, most: 500 })
    for (const line of lines) {
      yield `${first ? '\n' : ',\n'}${JSON.stringify(line)}`
      first = false
    }
    const last = lines.at(-1)
    if (last === undefined) break
    before = last.seq
  }
  yield '\n]\n'
}
