import { and, eq, getTableColumns, inArray, ne, or, sql } from 'drizzle-orm'
import type { Column } from '../db/columns.ts'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { fingerprints } from '../db/public-schema.ts'
import { people, replies } from '../db/schema.ts'
import { documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import type { Own } from '../detectors/detect.ts'
import { fingerprintOf, lengthOf, measureOf } from './fingerprints.ts'

/** The owner of a ticket, somebody else, and everybody who wrote there. */
const involved = (db: Reader, id: Column) =>
  or(
    eq(id, sql.placeholder('owner')),
    eq(id, sql.placeholder('author')),
    inArray(
      id,
      db
        .select({ id: replies.authorId })
        .from(replies)
        .where(eq(replies.ticketId, sql.placeholder('ticket'))),
    ),
  )

const profiles = prepared((db) =>
  db
    .select({ name: people.name, email: people.email, publicName: people.publicName })
    .from(people)
    .where(involved(db, people.id)),
)

/** One that waits for its form is not there yet: sent twice, a form would find what it is about to move itself. */
const texts = prepared((db) =>
  db
    .select(getTableColumns(fingerprints))
    .from(fingerprints)
    .innerJoin(documents, and(eq(documents.id, fingerprints.documentId), ne(documents.state, 'waiting')))
    .where(involved(db, fingerprints.accountId)),
)

type Fingerprints = (typeof fingerprints.$inferSelect)[]

/**
 * What is known of those who write in a ticket, its owner first of all: their names and addresses, and the texts that they
 * have in the vault. Answers what of it a text by one of them is compared with. `authorId` is somebody who is about to
 * write there. What a customer calls themselves in public is no secret.
 */
export async function ownsOf(
  db: Reader,
  desk: Desk,
  ticket: { id?: string; ownerId: string },
  authorId?: string,
): Promise<(authorId: string) => Own> {
  const who = { owner: ticket.ownerId, author: authorId ?? ticket.ownerId, ticket: ticket.id ?? '' }
  const rows = await profiles(db, who)
  const profile = rows.flatMap(({ name, email, publicName }) =>
    [name, email].filter((one) => one !== '' && one !== publicName),
  )
  const known = await texts(db, who)
  return (author) => ({ profile, ...knownIn(desk, known, author) })
}

/** The same for one text, by the owner of the ticket unless it is by somebody else. */
export const ownOf = async (
  db: Reader,
  desk: Desk,
  ticket: { id?: string; ownerId: string },
  authorId = ticket.ownerId,
): Promise<Own> => (await ownsOf(db, desk, ticket, authorId))(authorId)

/** In a long text there is room for all of these, and which of them is covered would tell what is in the vault. */
const isGuessable = (measure: number): boolean => lengthOf(measure) < (measure < 1000 ? 10 : 6)

/**
 * Answers whether a normalised text is the content of one of these. In the texts of others, what one could try out, such
 * as a PIN, is not looked for.
 */
export function knownIn(desk: Desk, all: Fingerprints, authorId: string): Required<Omit<Own, 'profile'>> {
  const known = all.filter(({ accountId, length }) => accountId === authorId || !isGuessable(length))
  const marks = new Set(known.map(({ mark }) => mark))
  const measures = new Set(known.map(({ length }) => length))
  const accounts = [...new Set(known.map(({ accountId }) => accountId))]
  const isIn = (text: string) => (accountId: string) => marks.has(fingerprintOf(desk, accountId, text))
  return {
    holds: (text) => measures.has(measureOf(text)) && accounts.some(isIn(text)),
    lengths: new Set([...measures].map(lengthOf)),
  }
}
