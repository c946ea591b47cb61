import { and, count, eq, isNotNull, ne } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { people } from '../db/schema.ts'
import { DOCUMENTS, legalText, versionsOf } from '../legal/texts.ts'
import type { Locale } from '../words/words.ts'

/** The legal texts with their versions, and how many open accounts accepted each version of the terms (R57). */
export async function legalOverview(db: Reader, locale: Locale) {
  const rows = await db
    .select({ version: people.termsVersion, n: count() })
    .from(people)
    .where(and(eq(people.role, 'customer'), ne(people.state, 'closed'), isNotNull(people.termsVersion)))
    .groupBy(people.termsVersion)
  return DOCUMENTS.flatMap((name) =>
    versionsOf(name).map((version, place) => ({
      name,
      version,
      current: place === 0,
      dated: legalText(name, locale, version)?.dated ?? '',
      accepted: name === 'terms' ? (rows.find((row) => row.version === version)?.n ?? 0) : null,
    })),
  )
}
