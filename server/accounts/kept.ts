import { count, eq } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { follows, reports, verdicts } from '../db/public-schema.ts'
import { drafts, letters, replies, sessions, tickets } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { found } from '../problems.ts'
import { codesLeft } from '../signin/recovery.ts'
import { previewOf } from '../documents/destroying.ts'
import { longDay, size } from '../words/formats.ts'
import { say, type Locale, type WordKey } from '../words/words.ts'
import { countLines } from './lines.ts'
import { accountById, type Person } from './people.ts'

/** One kind of thing that the desk keeps about a person: what it is now, why, and for how long. */
export type Kept = { name: string; what: string; why: string; long: string }

const KINDS = [
  'identity',
  'password',
  'factor',
  'terms',
  'rights',
  'sessions',
  'drafts',
  'tickets',
  'replies',
  'public',
  'reports',
  'documents',
  'letters',
  'tries',
  'record',
] as const
type Kind = (typeof KINDS)[number]

/** Everything that is kept about a person (R5, R8), in their language; what does not concern them is left out. */
export async function keptAbout(desk: Desk, person: Person, locale: Locale): Promise<Kept[]> {
  const what = { ...(await account(desk, person, locale)), ...(await belongings(desk, person, locale)) }
  return KINDS.flatMap((kind) => {
    const holds = what[kind]
    if (holds === undefined) return []
    const word = (part: string) => say(locale, `kept.${kind}${part}` as WordKey)
    return [{ name: word(''), what: holds, why: word('.why'), long: word('.long') }]
  })
}

type What = Partial<Record<Kind, string>>

async function account(desk: Desk, person: Person, locale: Locale): Promise<What> {
  const row = found(await accountById(desk.db, person.id))
  const language = say(locale, `language.${person.locale}`)
  const left = await codesLeft(desk.db, person.id)
  const { termsVersion: n, termsAcceptedAt } = row
  return {
    identity: [person.name, person.email, say(locale, 'kept.number', { number: String(person.number) }), language].join(
      ' · ',
    ),
    password: say(locale, 'kept.password.what'),
    factor: row.totpEnrolledAt
      ? say(locale, 'kept.factor.what', { day: longDay(locale, row.totpEnrolledAt), count: left })
      : say(locale, 'kept.none'),
    ...(n !== null &&
      termsAcceptedAt && { terms: say(locale, 'kept.terms.what', { n, day: longDay(locale, termsAcceptedAt) }) }),
    ...(row.rightsStartAt &&
      row.rightsEndAt && {
        rights: say(locale, 'kept.rights.what', {
          from: longDay(locale, row.rightsStartAt),
          to: longDay(locale, row.rightsEndAt),
        }),
      }),
    tries: say(locale, 'kept.tries.what'),
  }
}

async function belongings(desk: Desk, person: Person, locale: Locale): Promise<What> {
  const { db } = desk
  const number = async (of: Promise<number>) => String(await of)
  const documents = (await previewOf(db, [person.id])).get(person.id)
  return {
    sessions: await number(counted(db, sessions, person.id)),
    drafts: await number(counted(db, drafts, person.id)),
    letters: await number(counted(db, letters, person.id)),
    replies: await number(repliesOf(db, person.id)),
    record: await number(countLines(db, person.id)),
    ...(person.role === 'customer' && {
      public: await publicly(db, person, locale),
      reports: String(await db.$count(reports, eq(reports.reporterId, person.id))),
      tickets: await number(ticketCount(db, person.id)),
      documents: `${documents?.documents ?? 0} · ${size(locale, documents?.bytes ?? 0)}`,
    }),
  }
}

/** The display name, what is followed, and what was decided about passages of public tickets. */
async function publicly(db: Reader, person: Person, locale: Locale): Promise<string> {
  const name = found(await accountById(db, person.id)).publicName ?? say(locale, 'kept.none')
  const followed = await db.$count(follows, eq(follows.personId, person.id))
  const decided = await db.$count(verdicts, eq(verdicts.byId, person.id))
  return say(locale, 'kept.public.what', { name, followed, decided })
}

async function counted(db: Reader, table: typeof sessions | typeof drafts | typeof letters, personId: string) {
  const [row] = await db.select({ n: count() }).from(table).where(eq(table.personId, personId))
  return row?.n ?? 0
}

async function repliesOf(db: Reader, personId: string) {
  const [row] = await db.select({ n: count() }).from(replies).where(eq(replies.authorId, personId))
  return row?.n ?? 0
}

async function ticketCount(db: Reader, personId: string) {
  const [row] = await db.select({ n: count() }).from(tickets).where(eq(tickets.ownerId, personId))
  return row?.n ?? 0
}
