// Public and private: what was decided about a text, what the world reads of it, how it is found, and who objects.
import {
  boolean,
  bytes,
  id,
  index,
  instant,
  integer,
  primaryKey,
  sequence,
  table,
  text,
  uniqueIndex,
} from './columns.ts'
import { CATEGORIES, LICENCES, people, replies, STATUSES, tickets } from './schema.ts'
import { documents } from './vault-schema.ts'

/** What somebody has decided about a finding, for every place of the same value in the ticket. */
export const verdicts = table(
  'verdicts',
  {
    ticketId: id('ticket_id')
      .notNull()
      .references(() => tickets.id, { onDelete: 'cascade' }),
    mark: text('mark').notNull(), // keyed fingerprint of what was found, its kind and the ticket; never the text itself
    kind: text('kind').notNull(),
    verdict: text('verdict', { enum: ['cover', 'keep'] }).notNull(),
    byId: id('by_id').references(() => people.id),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.mark] })],
)

/** Keyed fingerprints of the texts in the vault, so that one of them is known again where it is pasted. */
export const fingerprints = table(
  'fingerprints',
  {
    documentId: id('document_id')
      .notNull()
      .references(() => documents.id, { onDelete: 'cascade' }),
    accountId: id('account_id').notNull(),
    mark: text('mark').notNull(),
    length: integer('length').notNull(), // letters × 1000 + figures: only a piece of that measure is compared
  },
  (t) => [primaryKey({ columns: [t.documentId, t.mark] }), index('fingerprints_account').on(t.accountId)],
)

/** The public face of a ticket, built from approved spans. A ticket that the world may not read has no row here. */
export const publications = table(
  'publications',
  {
    ticketId: id('ticket_id')
      .primaryKey()
      .references(() => tickets.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    category: text('category', { enum: CATEGORIES }).notNull(),
    subject: text('subject').notNull(),
    excerpt: text('excerpt').notNull(),
    status: text('status', { enum: STATUSES }).notNull(),
    answered: integer('answered').notNull(), // 1 once it is solved or closed: these come first
    ownerName: text('owner_name'), // the display name its owner chose; null: 'the customer'
    licence: text('licence', { enum: LICENCES }).notNull(),
    comments: boolean('comments').notNull(),
    indexable: boolean('indexable').notNull(),
    replyCount: integer('reply_count').notNull(),
    sameCount: integer('same_count').notNull(), // customers who said that they have the same problem
    epoch: integer('epoch').notNull(),
    openedAt: instant('opened_at').notNull(),
    publicSince: instant('public_since').notNull(),
    touchedAt: instant('touched_at').notNull(),
  },
  (t) => [
    uniqueIndex('publications_number_unique').on(t.number),
    index('publications_home').on(t.answered, t.number),
    index('publications_category').on(t.category, t.answered, t.number),
  ],
)

/** What the world reads of a conversation, in its order. */
export const publishedReplies = table(
  'published_replies',
  {
    replyId: id('reply_id')
      .primaryKey()
      .references(() => replies.id, { onDelete: 'cascade' }),
    ticketId: id('ticket_id')
      .notNull()
      .references(() => publications.ticketId, { onDelete: 'cascade' }),
    seq: integer('seq').notNull(),
    authorId: id('author_id').notNull(), // to tell its own author 'you'; shown to nobody
    by: text('by', { enum: ['owner', 'support', 'other', 'former'] }).notNull(),
    name: text('name'), // a display name that a customer chose
    body: text('body').notNull(), // Markdown, what is covered replaced by its kind
    at: instant('at').notNull(),
  },
  (t) => [uniqueIndex('published_replies_seq_unique').on(t.ticketId, t.seq)],
)

/** Customers who follow a public ticket, and those who have the same problem. */
export const follows = table(
  'follows',
  {
    ticketId: id('ticket_id')
      .notNull()
      .references(() => tickets.id, { onDelete: 'cascade' }),
    personId: id('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    what: text('what', { enum: ['follow', 'same'] }).notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.what, t.personId] }), index('follows_person').on(t.personId)],
)

/** What can be found: one row for a subject or a reply. `public` is the projection, `whole` what owner and staff read. */
export const searchRows = table(
  'search_rows',
  {
    seq: sequence('seq'),
    scope: text('scope', { enum: ['public', 'whole', 'note'] }).notNull(),
    ticketId: id('ticket_id')
      .notNull()
      .references(() => tickets.id, { onDelete: 'cascade' }),
    replyId: id('reply_id').references(() => replies.id, { onDelete: 'cascade' }), // null: the subject
    number: integer('number').notNull(),
    words: text('words').notNull(), // folded: what the index of each engine is made from
  },
  (t) => [index('search_rows_ticket').on(t.ticketId, t.scope), index('search_rows_reply').on(t.replyId)],
)

/** Why somebody objects to what is public (R45, R131). */
export const REPORT_REASONS = ['confidential', 'illegal', 'rights', 'hate', 'malware', 'spam', 'other'] as const

/** An objection to public content, and what staff decided about it. */
export const reports = table(
  'reports',
  {
    id: id('id').primaryKey(),
    number: integer('number').notNull(), // what people call it: R-12
    ticketId: id('ticket_id')
      .notNull()
      .references(() => tickets.id, { onDelete: 'cascade' }),
    replyId: id('reply_id').references(() => replies.id, { onDelete: 'set null' }),
    reporterId: id('reporter_id').references(() => people.id, { onDelete: 'set null' }), // null: no account
    reason: text('reason', { enum: REPORT_REASONS }).notNull(),
    text: text('text').notNull(),
    legal: boolean('legal').notNull(), // a notification under the law: it names its author (LCEN, art. 6)
    notifierName: text('notifier_name'),
    notifierEmail: text('notifier_email'),
    notifierRole: text('notifier_role'),
    state: text('state', { enum: ['open', 'dismissed', 'upheld'] }).notNull(),
    at: instant('at').notNull(),
    decidedAt: instant('decided_at'),
    decidedById: id('decided_by_id').references(() => people.id),
    decision: text('decision'),
  },
  (t) => [
    uniqueIndex('reports_number_unique').on(t.number),
    index('reports_state').on(t.state, t.number),
    index('reports_ticket').on(t.ticketId),
  ],
)

/** A ticket that staff took out of the world's sight: why, what the owner was told and answered, and the evidence. */
export const suspensions = table(
  'suspensions',
  {
    id: id('id').primaryKey(),
    ticketId: id('ticket_id')
      .notNull()
      .references(() => tickets.id, { onDelete: 'cascade' }),
    reportId: id('report_id').references(() => reports.id, { onDelete: 'set null' }),
    reason: text('reason', { enum: REPORT_REASONS }).notNull(),
    statement: text('statement').notNull(), // the statement of reasons, as its owner reads it
    evidence: bytes('evidence'), // what was public then, sealed; null once nobody needs it
    byId: id('by_id')
      .notNull()
      .references(() => people.id),
    at: instant('at').notNull(),
    appeal: text('appeal'),
    appealedAt: instant('appealed_at'),
    answer: text('answer'),
    answeredAt: instant('answered_at'),
    answeredById: id('answered_by_id').references(() => people.id),
    liftedAt: instant('lifted_at'),
  },
  (t) => [index('suspensions_ticket').on(t.ticketId, t.at)],
)

/** Sites that no link leads to (R49). */
export const blockedSites = table('blocked_sites', {
  host: text('host').primaryKey(), // lower case, in its ASCII form; also every name below it
  reason: text('reason').notNull(),
  byId: id('by_id')
    .notNull()
    .references(() => people.id),
  at: instant('at').notNull(),
})
