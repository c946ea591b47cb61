import { and, desc, eq, inArray } from 'drizzle-orm'
import { raiseAlarm } from '../alarms/alarms.ts'
import { record } from '../audit/record.ts'
import type { Reader, Tx } from '../db/database.ts'
import { alarms, audit, type documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { tellOfQuarantine, type Addressee } from '../mail/notices.ts'
import { Invalid } from '../problems.ts'
import { startScan, type Verdict } from '../scanning/clamd.ts'

/** What is known of the harmlessness of a document. */
export type Examined = Pick<typeof documents.$inferSelect, 'scan'>

/**
 * Shows a document to the malware scanner while it goes by, and writes into `examined` what came of it before the last
 * byte is let go. While the scanner is away it throws Invalid, or lets the document by unscanned, as CLAMD_AWAY says;
 * either way, and for malware too, an alarm is raised. Without CLAMD_URL nothing is looked at.
 */
export async function* examine(
  desk: Desk,
  documentId: string,
  source: AsyncIterable<Uint8Array>,
  examined: Examined,
): AsyncGenerator<Uint8Array> {
  const { clamdUrl } = desk.config
  if (clamdUrl === undefined) return yield* source
  const scan = startScan(clamdUrl)
  let verdict: Verdict | null = null
  const conclude = async (said: Verdict | null) => {
    verdict = said
    if (said) examined.scan = await consequence(desk, documentId, said)
  }
  try {
    for await (const bytes of source) {
      if (!verdict) await conclude(await scan.take(bytes))
      yield bytes
    }
    if (!verdict) await conclude(await scan.finish())
  } finally {
    scan.end()
  }
}

async function consequence(desk: Desk, documentId: string, verdict: Verdict): Promise<Examined['scan']> {
  if (verdict.scan === 'clean') return 'clean'
  if (verdict.scan === 'infected') {
    await raiseAlarm(desk, 'infected', documentId, verdict.malware)
    return 'infected'
  }
  await raiseAlarm(desk, 'scanner-away', '', verdict.why)
  if (desk.config.clamdAway === 'unscanned') return 'unscanned'
  const tooLarge = /size limit exceeded/i.test(verdict.why)
  throw new Invalid({ documents: { key: tooLarge ? 'uploads.too_large_to_scan' : 'uploads.scanner_away' } })
}

type About = { personId: string; ticketId: string; documentId: string }

/** Writes down that a document that is put on its ticket looks like malware, and tells its owner. */
export async function quarantine(tx: Tx, desk: Desk, owner: Addressee, slip: number, about: About): Promise<void> {
  const { documentId } = about
  // Until now its alarm alone had the name of the malware.
  const [alarm] = await tx
    .select({ malware: alarms.detail })
    .from(alarms)
    .where(and(eq(alarms.what, 'infected'), eq(alarms.about, documentId)))
    .orderBy(desc(alarms.raisedAt))
  const facts = { malware: alarm?.malware ?? '?' }
  await record(tx, { deed: 'document.quarantined', at: desk.clock.now(), ...about, actorId: null, facts })
  await tellOfQuarantine(tx, desk, owner, `/documents/${documentId}`, { slip: String(slip) })
}

/** The malware for which these documents are in quarantine, as the record has it. */
export async function quarantinesOf(db: Reader, documentIds: string[]): Promise<Map<string | null, string>> {
  if (documentIds.length === 0) return new Map()
  const lines = await db
    .select({ documentId: audit.documentId, facts: audit.facts })
    .from(audit)
    .where(and(inArray(audit.documentId, documentIds), eq(audit.deed, 'document.quarantined')))
  return new Map(lines.map(({ documentId, facts }) => [documentId, String(facts['malware'])]))
}
