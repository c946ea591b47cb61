import { and, count, eq, inArray, sql, sum } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { documents } from '../db/vault-schema.ts'
import { Invalid } from '../problems.ts'

/** Of one account, sealed: 5 GB in the units that the pages show. What support needs to look at, not an archive. */
const MOST_BYTES = 5_000_000_000
/** Of one account: more than a person tells apart on a page. */
const MOST_DOCUMENTS = 500
const GB = 1_000_000_000

/** What an account keeps in the vault, and the most bytes that it may. */
export type Usage = { bytes: number; most: number; documents: number }

/** How much of its quota an account uses; what only waits for its form counts. */
export async function usageOf(db: Reader, accountId: string): Promise<Usage> {
  const [row] = await kept(db, { account: accountId })
  return { documents: row?.documents ?? 0, bytes: row?.bytes ?? 0, most: MOST_BYTES }
}

const kept = prepared((db) =>
  db
    .select({ documents: count(), bytes: sum(documents.cipherBytes).mapWith(Number) })
    .from(documents)
    .where(
      and(
        eq(documents.accountId, sql.placeholder('account')),
        inArray(documents.state, ['uploading', 'waiting', 'stored']),
      ),
    ),
)

/** Throws Invalid, beside the documents, unless the account has room for so many bytes more. */
export function requireBytes(used: Usage, more: number): void {
  if (used.bytes + more <= MOST_BYTES) return
  const params = { used: Math.round((used.bytes / GB) * 10) / 10, most: MOST_BYTES / GB }
  throw new Invalid({ documents: { key: 'uploads.full', params } })
}

/** Throws Invalid, beside the documents, when the account has as many documents as it may. */
export function requirePlace({ documents }: Usage): void {
  if (documents < MOST_DOCUMENTS) return
  throw new Invalid({
    documents: { key: 'uploads.full_documents', params: { count: documents, most: MOST_DOCUMENTS } },
  })
}

/** Bytes on their way in, by account: several uploads at a time share what is left. */
const arriving = new Map<string, number>()

/** Lets a document by for as long as all that arrives for its account fits; then breaks it off with Invalid. */
export async function* withinQuota(
  used: Usage,
  accountId: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const add = (bytes: number) => {
    const sum = (arriving.get(accountId) ?? 0) + bytes
    if (sum === 0) arriving.delete(accountId)
    else arriving.set(accountId, sum)
    return sum
  }
  let mine = 0
  try {
    for await (const bytes of source) {
      mine += bytes.length
      requireBytes(used, add(bytes.length))
      yield bytes
    }
  } finally {
    add(-mine)
  }
}
