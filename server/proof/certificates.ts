import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { DAY, after } from '../clock.ts'
import { destructions, type Step, type documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { TYPES, seal, statementIn } from './dsse.ts'
import { entryOf, type LogEntry } from './heads.ts'
import { pseudonymOf } from './pseudonyms.ts'

type Destruction = typeof destructions.$inferSelect

/** What a certificate of destruction says (vault.md 3.6): nothing of the content, its name or its digest. */
export type Certificate = {
  v: 1
  certId: string
  instance: string
  /** `live`: erased from the running desk. `final`: the root key that old copies of the key needed is destroyed too. */
  stage: 'live' | 'final'
  doc: string
  slip: string
  account: string
  ciphertextSha256: string | null
  ciphertextBytes: number | null
  storedAt: string
  requestedAt: string
  destroyedAt: string
  reason: Destruction['reason']
  requestedBy: 'owner' | 'administrator' | 'desk'
  steps: Step[]
  keyWrapSha256: string | null
  epochDestroyed: number | null
  backupsDeadBy: string
  log: LogEntry
  method: string
  limits: string
}

/** What a certificate that the desk has signed says. */
export const certificateIn = (envelope: string): Certificate => statementIn(envelope) as Certificate

/** The root key is replaced each night on which something was destroyed. */
const ROTATED_WITHIN = DAY

const METHOD =
  'The wrapped key was deleted and the journal of the keyring emptied; the ciphertext was overwritten once, cut to ' +
  'nothing and removed; name, size and digests were erased and the journal of the database emptied.'
const LIMITS =
  'This proves that the holder of the signing key said so at that time and cannot deny it. It cannot prove that nobody ' +
  'made a copy while the document could be opened, or that the operator kept none.'
const UNTIL_FINAL =
  ' Until the root key of that day is destroyed, an older copy of the keyring together with it still opens an older ' +
  'copy of the document; the final certificate says when that ended.'

/** Signs the first certificate, once all of the steps are done and checked. Nothing is written. */
export async function signLive(
  desk: Desk,
  document: typeof documents.$inferSelect,
  destruction: Destruction,
  steps: Step[],
): Promise<string> {
  const { id, slip, accountId, storedAt, destroyedAt } = document
  const { sealed, requestedAt, reason } = destruction
  const now = desk.clock.now()
  const certificate: Certificate = {
    v: 1,
    certId: `D-${slip}`,
    instance: desk.config.baseUrl,
    stage: 'live',
    doc: id,
    slip: `S-${slip}`,
    account: pseudonymOf(desk, accountId),
    ciphertextSha256: sealed?.cipherSha256 ?? null,
    ciphertextBytes: sealed?.cipherBytes ?? null,
    storedAt: sealed?.storedAt ?? storedAt.toISOString(),
    requestedAt: requestedAt.toISOString(),
    destroyedAt: (destroyedAt ?? now).toISOString(),
    reason,
    requestedBy: requesterOf(destruction, accountId),
    steps,
    keyWrapSha256: sealed?.wrapSha256 ?? null,
    epochDestroyed: null,
    backupsDeadBy: after(now, ROTATED_WITHIN).toISOString(),
    log: await entryOf(desk, id, 'document.destroyed'),
    method: METHOD,
    limits: LIMITS + UNTIL_FINAL,
  }
  return seal(desk.signer, TYPES.destruction, certificate)
}

function requesterOf({ requestedById, reason }: Destruction, ownerId: string): Certificate['requestedBy'] {
  if (requestedById === ownerId) return 'owner'
  // Whoever reads a document that may be read once does not ask for its end.
  return requestedById === null || reason === 'viewed' ? 'desk' : 'administrator'
}

/** A root key that was replaced and destroyed, and when. */
export type Rotation = { from: number; to: number; at: Date }

/**
 * Signs and keeps the second certificate of these destructions, now that the root of their epoch is destroyed. Those
 * without a first one, and those that have both, are passed over. Answers how many got theirs.
 */
export async function issueFinal(desk: Desk, destructionIds: string[], rotation: Rotation): Promise<number> {
  let issued = 0
  for (const id of destructionIds) {
    const waits = and(eq(destructions.id, id), isNotNull(destructions.live), isNull(destructions.final))
    const [row] = await desk.db.select().from(destructions).where(waits)
    if (!row?.live) continue
    const final = await signFinal(desk, certificateIn(row.live), rotation)
    const kept = await desk.db.transaction((tx) =>
      tx.update(destructions).set({ final }).where(waits).returning({ id: destructions.id }),
    )
    issued += kept.length
  }
  return issued
}

async function signFinal(desk: Desk, live: Certificate, { from, to, at }: Rotation): Promise<string> {
  const rotated: Step = { name: 'rotated', at: at.toISOString(), result: 'root_destroyed' }
  const certificate: Certificate = {
    ...live,
    stage: 'final',
    steps: [...live.steps, rotated],
    epochDestroyed: from,
    backupsDeadBy: rotated.at,
    log: await entryOf(desk, live.doc, 'document.destroyed'),
    method: `${METHOD} Root key ${from} was replaced by ${to} and destroyed.`,
    limits: LIMITS,
  }
  return seal(desk.signer, TYPES.destruction, certificate)
}
