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
    .select({ id: people.id, role: people.role, name: people.name, email: people.email, publicName: people.publicName })
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
 * What a text is compared with. `quiet`: what is found by this alone is named only where nothing else would cover it, so
 * that what covers a place does not tell another customer what is known of whom.
 */
export type Known = Own & { quiet?: boolean }

/**
 * What is known of those who write in a ticket, its owner first of all: their names and addresses, and the texts that they
 * have in the vault. Answers what of it a text by one of them is compared with: the vaults of its author and of the owner,
 * because what anybody else stores must not black out for good what these two and support have said. `authorId` is
 * somebody who is about to write there. What a customer calls themselves in public is no secret.
 */
export async function ownsOf(
  db: Reader,
  desk: Desk,
  ticket: { id?: string; ownerId: string },
  authorId?: string,
): Promise<(authorId: string) => Known> {
  const { ownerId } = ticket
  const who = { owner: ownerId, author: authorId ?? ownerId, ticket: ticket.id ?? '' }
  const rows = await profiles(db, who)
  const profile = rows.flatMap(({ name, email, publicName }) =>
    [name, email].filter((one) => one !== '' && one !== publicName),
  )
  const staff = new Set(rows.filter(({ role }) => role !== 'customer').map(({ id }) => id))
  const all = await texts(db, who)
  return (author) => {
    const support = staff.has(author)
    const stored = all.filter(({ accountId }) => accountId === author || accountId === ownerId)
    return { profile, ...knownIn(desk, stored, { authorId: author, support }), quiet: author !== ownerId && !support }
  }
}

/** The same for one text, by the owner of the ticket unless it is by somebody else. */
export const ownOf = async (
  db: Reader,
  desk: Desk,
  ticket: { id?: string; ownerId: string },
  authorId = ticket.ownerId,
): Promise<Known> => (await ownsOf(db, desk, ticket, authorId))(authorId)

/** How many figures alone, or figures and letters, nobody can try out, in the texts of support and of other customers. */
const LEAST = { support: { figures: 10, mixed: 6 }, other: { figures: 16, mixed: 12 } }

/** In a long text there is room for all of these, and which of them is covered would tell what is in the vault. */
const isGuessable = (measure: number, { figures, mixed }: { figures: number; mixed: number }): boolean =>
  lengthOf(measure) < (measure < 1000 ? figures : mixed)

/**
 * Answers whether a normalised text is the content of one of these. In the texts of others, what one could try out, such
 * as a PIN, is not looked for; of support less is supposed than of another customer.
 */
export function knownIn(
  desk: Desk,
  all: Fingerprints,
  { authorId, support }: { authorId: string; support: boolean },
): Required<Omit<Own, 'profile'>> {
  const least = support ? LEAST.support : LEAST.other
  const known = all.filter(({ accountId, length }) => accountId === authorId || !isGuessable(length, least))
  const marks = new Set(known.map(({ mark }) => mark))
  const measures = new Set(known.map(({ length }) => length))
  const accounts = [...new Set(known.map(({ accountId }) => accountId))]
  const isIn = (text: string) => (accountId: string) => marks.has(fingerprintOf(desk, accountId, text))
  return {
    holds: (text) => measures.has(measureOf(text)) && accounts.some(isIn(text)),
    lengths: new Set([...measures].map(lengthOf)),
  }
}
