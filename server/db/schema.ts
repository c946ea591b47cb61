// The map of the product: every table, in the order in which a newcomer meets it. What belongs to documents and to the
// record of them is in vault-schema.ts; what the world may read, find and report in public-schema.ts.
import { boolean, bytes, id, index, instant, integer, json, primaryKey, table, text, uniqueIndex } from './columns.ts'

export const ROLES = ['customer', 'agent', 'admin'] as const
export const LOCALES = ['en', 'fr'] as const
export const STATUSES = ['open', 'pending', 'solved', 'closed'] as const
export const VISIBILITIES = ['private', 'public'] as const
/** What others may do with a public ticket; its owner says (R40). */
export const LICENCES = ['reserved', 'cc-by', 'cc0'] as const
/** What the desk does with a secret that somebody types into a message: sends it, asks first, or puts it into the vault. */
export const SECRET_RULES = ['send', 'ask', 'vault'] as const
export const CATEGORIES = ['licences', 'mail', 'signin', 'hardware', 'network', 'software', 'privacy', 'other'] as const

/** Numbers that people read aloud: tickets, customers, slips. One row each, counted up inside the transaction. */
export const counters = table('counters', {
  name: text('name').primaryKey(),
  value: integer('value').notNull(),
})

export const people = table(
  'people',
  {
    id: id('id').primaryKey(), // 32 hexadecimal characters: also the account id in the keyring
    number: integer('number').notNull(),
    email: text('email').notNull(), // lower case; 'closed:<id>' once the account is closed
    name: text('name').notNull(),
    publicName: text('public_name'), // what the world reads instead of the name; null: 'the customer'
    secretRule: text('secret_rule', { enum: SECRET_RULES }).notNull().default('send'),
    role: text('role', { enum: ROLES }).notNull(),
    state: text('state', { enum: ['invited', 'unconfirmed', 'active', 'closed'] }).notNull(),
    locale: text('locale', { enum: LOCALES }).notNull(),
    clearance: integer('clearance').notNull().default(0),
    passwordHash: text('password_hash'),
    totpSeed: bytes('totp_seed'), // wrapped under the root key
    totpStep: integer('totp_step'), // the last time step that was accepted (RFC 6238 §5.2: a code works once)
    totpEnrolledAt: instant('totp_enrolled_at'),
    termsVersion: integer('terms_version'),
    termsAcceptedAt: instant('terms_accepted_at'),
    rightsStartAt: instant('rights_start_at'),
    rightsEndAt: instant('rights_end_at'), // access ends at this instant; null for staff
    createdAt: instant('created_at').notNull(),
    confirmedAt: instant('confirmed_at'),
    closedAt: instant('closed_at'),
  },
  (t) => [
    uniqueIndex('people_email_unique').on(t.email),
    uniqueIndex('people_number_unique').on(t.number),
    index('people_rights').on(t.rightsEndAt),
  ],
)

export const sessions = table(
  'sessions',
  {
    id: id('id').primaryKey(), // SHA-256 of the cookie's token: a stolen table opens nothing
    personId: id('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    // 'full' is a signed-in person; the other two wait for a second factor and no route but that one takes them.
    kind: text('kind', { enum: ['full', 'password', 'enrol'] }).notNull(),
    csrf: text('csrf').notNull(),
    pendingSeed: bytes('pending_seed'), // a TOTP seed that was shown but not proved yet, wrapped
    recoveryCodes: bytes('recovery_codes'), // new codes until they were shown once, wrapped
    userAgent: text('user_agent').notNull(),
    createdAt: instant('created_at').notNull(),
    seenAt: instant('seen_at').notNull(),
    provedAt: instant('proved_at'), // when a code of the second factor was last spent in this session
    endedAt: instant('ended_at'), // kept a day after its end, so that a text written in it can come back to its author
  },
  (t) => [index('sessions_person').on(t.personId)],
)

/** Links that work once: set-up, activation, confirmation, a forgotten password. */
export const links = table('links', {
  id: id('id').primaryKey(), // SHA-256 of the token in the link
  personId: id('person_id').references(() => people.id, { onDelete: 'cascade' }), // null: the first administrator
  kind: text('kind', { enum: ['activate', 'confirm', 'reset'] }).notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
})

export const recoveryCodes = table('recovery_codes', {
  id: id('id').primaryKey(), // keyed hash of the code
  personId: id('person_id')
    .notNull()
    .references(() => people.id, { onDelete: 'cascade' }),
  usedAt: instant('used_at'),
})

/** Rate limits, kept across restarts; the columns are rate-limiter-flexible's. */
export const limits = table('limits', {
  key: text('key').primaryKey(),
  points: integer('points').notNull(),
  expire: instant('expire'),
})

/** What somebody was writing when the session ended: shown again after sign-in, then gone. */
export const drafts = table(
  'drafts',
  {
    personId: id('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    path: text('path').notNull(),
    fields: json<Record<string, string>>('fields').notNull(),
    savedAt: instant('saved_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.path] })],
)

export const tickets = table(
  'tickets',
  {
    id: id('id').primaryKey(),
    number: integer('number').notNull(),
    ownerId: id('owner_id')
      .notNull()
      .references(() => people.id),
    assigneeId: id('assignee_id').references(() => people.id),
    category: text('category', { enum: CATEGORIES }).notNull(),
    subject: text('subject').notNull(), // empty once erased
    status: text('status', { enum: STATUSES }).notNull(),
    visibility: text('visibility', { enum: VISIBILITIES }).notNull(),
    epoch: integer('epoch').notNull(), // counts the switches: a reply from an older epoch is handed back
    publicSince: instant('public_since'),
    submission: text('submission').notNull(), // one ticket however often its form is sent
    replyCount: integer('reply_count').notNull(), // what the world may count: no notes
    access: text('access', { enum: ['ask', 'assigned'] })
      .notNull()
      .default('ask'), // may the assigned agent open the documents: asked each time, or allowed in advance by the owner
    comments: boolean('comments').notNull().default(true), // may other customers comment while it is public
    indexable: boolean('indexable').notNull().default(false), // may search engines list it while it is public (R138)
    licence: text('licence', { enum: LICENCES }).notNull().default('reserved'),
    suspendedAt: instant('suspended_at'), // out of the world's sight by staff; what the owner chose stays as it is
    openedAt: instant('opened_at').notNull(),
    touchedAt: instant('touched_at').notNull(),
    erasedAt: instant('erased_at'),
  },
  (t) => [
    uniqueIndex('tickets_number_unique').on(t.number),
    uniqueIndex('tickets_submission_unique').on(t.ownerId, t.submission),
    index('tickets_owner').on(t.ownerId, t.number),
    index('tickets_queue').on(t.status, t.touchedAt, t.number),
    index('tickets_public').on(t.visibility, t.number),
  ],
)

export const replies = table(
  'replies',
  {
    id: id('id').primaryKey(),
    ticketId: id('ticket_id')
      .notNull()
      .references(() => tickets.id, { onDelete: 'cascade' }),
    seq: integer('seq').notNull(), // order within the ticket; 0 is the text it was opened with
    authorId: id('author_id')
      .notNull()
      .references(() => people.id),
    body: text('body').notNull(), // Markdown as it was typed
    internal: boolean('internal').notNull(),
    submission: text('submission').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('replies_seq_unique').on(t.ticketId, t.seq),
    uniqueIndex('replies_submission_unique').on(t.authorId, t.submission),
  ],
)

/** What the desk remembers of itself: the clock's high-water mark, the last scrub, rotation and backup. */
export const facts = table('facts', {
  name: text('name').primaryKey(),
  value: json<Record<string, string | number | boolean | null>>('value').notNull(),
})

export const letters = table(
  'letters',
  {
    id: id('id').primaryKey(),
    personId: id('person_id').references(() => people.id),
    to: text('to').notNull(),
    subject: text('subject').notNull(),
    text: text('text').notNull(),
    html: text('html').notNull(),
    state: text('state', { enum: ['kept', 'waiting', 'sent', 'failed'] }).notNull(), // kept: no SMTP is set
    writtenAt: instant('written_at').notNull(),
    sentAt: instant('sent_at'),
  },
  (t) => [index('letters_written').on(t.writtenAt)],
)

export const jobs = table(
  'jobs',
  {
    id: id('id').primaryKey(),
    name: text('name').notNull(),
    payload: json<Record<string, string>>('payload').notNull(),
    runAt: instant('run_at').notNull(),
    attempts: integer('attempts').notNull(),
    claimedAt: instant('claimed_at'),
    endedAt: instant('ended_at'),
    result: json<Record<string, unknown>>('result'),
    failure: text('failure'),
  },
  (t) => [index('jobs_due').on(t.endedAt, t.runAt)],
)
