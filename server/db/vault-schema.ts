// Documents, who may open them, what became of them, and the record of it all.
import {
  bigint,
  boolean,
  bytes,
  id,
  index,
  instant,
  integer,
  json,
  primaryKey,
  sequence,
  table,
  text,
  uniqueIndex,
} from './columns.ts'
import { people, sessions, tickets } from './schema.ts'

/** What lies in the vault: a file, or one of three kinds of text. */
export const KINDS = ['file', 'serial_key', 'credential', 'note'] as const

export const documents = table(
  'documents',
  {
    id: id('id').primaryKey(), // 32 hexadecimal characters, as in the blob's header
    slip: integer('slip').notNull(), // S-7731: what people call it
    accountId: id('account_id')
      .notNull()
      .references(() => people.id), // whose key seals it: the owner of the ticket
    storedById: id('stored_by_id')
      .notNull()
      .references(() => people.id),
    ticketId: id('ticket_id').references(() => tickets.id),
    kind: text('kind', { enum: KINDS }).notNull(),
    // uploading → waiting (sealed, for a form that was refused) → stored → destroying → destroyed
    state: text('state', { enum: ['uploading', 'waiting', 'stored', 'destroying', 'destroyed'] }).notNull(),
    meta: bytes('meta'), // name, type, size and digest of the content, encrypted under the document's own key
    cipherBytes: bigint('cipher_bytes'),
    cipherSha256: text('cipher_sha256'),
    wrapSha256: text('wrap_sha256'), // of the wrapped key as it was first written: receipt and certificate name it
    scan: text('scan', { enum: ['none', 'clean', 'unscanned', 'infected'] })
      .notNull()
      .default('none'),
    viewOnce: boolean('view_once').notNull().default(false), // destroyed once support has read it
    storedAt: instant('stored_at').notNull(),
    destroyedAt: instant('destroyed_at'),
  },
  (t) => [
    uniqueIndex('documents_slip_unique').on(t.slip),
    index('documents_ticket').on(t.ticketId, t.slip),
    index('documents_account').on(t.accountId, t.state),
  ],
)

/** A document from outside, kept for its certificate. Sizes in bytes, digests in hex. */
export type Sealed = {
  storedAt: string
  cipherBytes: number | null
  cipherSha256: string | null
  wrapSha256: string | null
}
/** One thing that was done and checked on the way to a destruction; `at` in ISO 8601. */
export type Step = { name: string; at: string; result: string }

/** A destruction from the moment of no return until it is finished; resumed at start-up. */
export const destructions = table(
  'destructions',
  {
    id: id('id').primaryKey(),
    documentId: id('document_id')
      .notNull()
      .references(() => documents.id),
    reason: text('reason', { enum: ['request', 'closure', 'expiry', 'administrator', 'viewed'] }).notNull(),
    requestedById: id('requested_by_id').references(() => people.id), // null: the desk itself
    requestedAt: instant('requested_at').notNull(),
    finishedAt: instant('finished_at'),
    // What the certificate says of a document that is gone: public digests only, nothing of the content.
    sealed: json<Sealed>('sealed'),
    steps: json<Step[]>('steps'),
    epoch: integer('epoch'), // the root under which old copies of the key still open, until the rotation
    live: text('live'), // the first certificate, a DSSE envelope; the second once that root is destroyed
    final: text('final'),
  },
  (t) => [uniqueIndex('destructions_document_unique').on(t.documentId)],
)

/** Who did what, in the same transaction as the deed. Holds ids and facts; of what people write, a reason for opening and what a link or a request is called. */
export const audit = table(
  'audit',
  {
    seq: sequence('seq'),
    at: instant('at').notNull(),
    deed: text('deed').notNull(),
    actorId: id('actor_id').references(() => people.id), // null: the desk itself, or a visitor
    personId: id('person_id').references(() => people.id), // whose account it is about
    ticketId: id('ticket_id').references(() => tickets.id),
    documentId: id('document_id').references(() => documents.id),
    facts: json<Record<string, string | number>>('facts').notNull(),
    // RFC 6962 with erasable leaves: without its key a leaf says nothing, and every proof still holds.
    key: bytes('key'),
    leaf: bytes('leaf'),
    position: integer('position'), // in the tree; null until the log has taken it in
  },
  (t) => [
    uniqueIndex('audit_position_unique').on(t.position),
    index('audit_ticket').on(t.ticketId, t.seq),
    index('audit_document').on(t.documentId, t.seq),
    index('audit_person').on(t.personId, t.seq),
  ],
)

/** The hashes of the tree over the record: level 0 are its leaves, each higher one is of two whole ones below. */
export const logNodes = table(
  'log_nodes',
  { level: integer('level').notNull(), position: integer('position').notNull(), hash: bytes('hash').notNull() },
  (t) => [primaryKey({ columns: [t.level, t.position] })],
)

/** Public keys of certificates, receipts and the log's head; old ones stay published. */
export const signingKeys = table('signing_keys', {
  kid: text('kid').primaryKey(),
  x: text('x').notNull(), // base64url, as in a JWK
  fromAt: instant('from_at').notNull(),
  toAt: instant('to_at'),
})

/** Leave for one agent to open one document for a while: asked for and decided by the owner, or by breaking the glass. */
export const grants = table(
  'grants',
  {
    id: id('id').primaryKey(),
    documentId: id('document_id')
      .notNull()
      .references(() => documents.id),
    ticketId: id('ticket_id')
      .notNull()
      .references(() => tickets.id),
    agentId: id('agent_id')
      .notNull()
      .references(() => people.id),
    kind: text('kind', { enum: ['asked', 'glass'] }).notNull(),
    purpose: text('purpose').notNull(),
    minutes: integer('minutes').notNull(),
    state: text('state', { enum: ['asked', 'allowed', 'refused', 'ended'] }).notNull(),
    askedAt: instant('asked_at').notNull(),
    decidedAt: instant('decided_at'),
    decidedById: id('decided_by_id').references(() => people.id), // null: allowed in advance
    expiresAt: instant('expires_at'),
    endedAt: instant('ended_at'),
  },
  (t) => [index('grants_document').on(t.documentId, t.state), index('grants_ticket').on(t.ticketId, t.state)],
)

/** Single-use leave to read a document within a minute, in one session. */
export const openTokens = table('open_tokens', {
  id: id('id').primaryKey(), // SHA-256 of the token
  documentId: id('document_id')
    .notNull()
    .references(() => documents.id),
  sessionId: id('session_id')
    .notNull()
    .references(() => sessions.id, { onDelete: 'cascade' }),
  reason: text('reason').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
})

/** "Please send us…": a document that support asks for, answered straight into the vault. */
export const requests = table(
  'requests',
  {
    id: id('id').primaryKey(),
    ticketId: id('ticket_id')
      .notNull()
      .references(() => tickets.id),
    askedById: id('asked_by_id')
      .notNull()
      .references(() => people.id),
    kind: text('kind', { enum: KINDS }).notNull(),
    label: text('label').notNull(),
    why: text('why').notNull(),
    state: text('state', { enum: ['open', 'answered', 'declined', 'withdrawn'] }).notNull(),
    askedAt: instant('asked_at').notNull(),
    closedAt: instant('closed_at'),
    documentId: id('document_id').references(() => documents.id),
  },
  (t) => [index('requests_ticket').on(t.ticketId, t.askedAt)],
)

/** A link by which its owner alone lends one document to somebody outside. */
export const shares = table(
  'shares',
  {
    id: id('id').primaryKey(),
    documentId: id('document_id')
      .notNull()
      .references(() => documents.id),
    token: text('token').notNull(), // SHA-256 of the token in the link
    label: text('label').notNull(), // for whom, in the owner's words
    passphraseHash: text('passphrase_hash'),
    views: integer('views').notNull(),
    mostViews: integer('most_views').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [uniqueIndex('shares_token_unique').on(t.token), index('shares_document').on(t.documentId)],
)

/** What a person must look at; one row while it lasts. */
export const alarms = table(
  'alarms',
  {
    id: id('id').primaryKey(),
    what: text('what').notNull(),
    about: text('about').notNull(), // a document's id, or what else it is about; empty for the desk itself
    detail: text('detail').notNull(),
    count: integer('count').notNull(),
    raisedAt: instant('raised_at').notNull(),
    lastAt: instant('last_at').notNull(),
    clearedAt: instant('cleared_at'),
    clearedById: id('cleared_by_id').references(() => people.id),
  },
  (t) => [index('alarms_open').on(t.clearedAt, t.raisedAt)],
)
