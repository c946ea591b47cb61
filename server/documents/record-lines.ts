import { asc, eq } from 'drizzle-orm'
import { deedWords } from '../accounts/deeds.ts'
import type { Reader } from '../db/database.ts'
import { people } from '../db/schema.ts'
import { audit, type destructions } from '../db/vault-schema.ts'
import { say, type Locale } from '../words/words.ts'

/** A line about a document as its owner reads it. */
export type RecordLine = { at: Date; deed: string; what: string; who: string; why: string }

type Facts = (typeof audit.$inferSelect)['facts']

/** Every line about a document in the words of its owner: support, administrators and the command line included. */
export async function recordLines(
  db: Reader,
  locale: Locale,
  ownerId: string,
  documentId: string,
): Promise<RecordLine[]> {
  const rows = await db
    .select({ line: audit, name: people.name })
    .from(audit)
    .leftJoin(people, eq(people.id, audit.actorId))
    .where(eq(audit.documentId, documentId))
    .orderBy(asc(audit.seq))
  return rows.map(({ line: { at, deed, actorId, facts }, name }) => ({
    at,
    deed,
    what: deedWords(locale, deed),
    who:
      actorId === ownerId
        ? say(locale, 'slip.you')
        : name || say(locale, isByLink(deed) ? 'record.link' : 'slip.the_desk'),
    why: whyOf(locale, deed, facts),
  }))
}

/** Whoever comes with a share link has no name here. */
const isByLink = (deed: string): boolean => deed === 'share.opened' || deed === 'share.refused'

type Reason = (typeof destructions.$inferSelect)['reason']

function whyOf(locale: Locale, deed: string, { reason, label, minutes, why, ok }: Facts): string {
  if (deed === 'document.destroying' || deed === 'document.destroyed') {
    return say(locale, `slip.because.${reason as Reason}`)
  }
  const said = reason ?? label
  return [
    said !== undefined && say(locale, 'record.reason', { reason: String(said) }),
    typeof minutes === 'number' && say(locale, 'record.minutes', { count: minutes }),
    why !== undefined && say(locale, `record.refused.${why as 'leave' | 'token' | 'code'}`),
    ok !== undefined && say(locale, ok === 1 ? 'record.same' : 'record.differs'),
  ]
    .filter(Boolean)
    .join(', ')
}
