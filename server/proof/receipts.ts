import type { documents } from '../db/vault-schema.ts'
import type { Desk } from '../desk.ts'
import { TYPES, seal } from './dsse.ts'
import { entryOf, type LogEntry } from './heads.ts'
import { pseudonymOf } from './pseudonyms.ts'

/** What a receipt says of a stored document. The digests of what was sealed are those of its certificate one day. */
type Receipt = {
  v: 1
  instance: string
  doc: string
  slip: string
  account: string
  ciphertextSha256: string | null
  ciphertextBytes: number | null
  keyWrapSha256: string | null
  contentSha256: string
  contentBytes: number
  storedAt: string
  issuedAt: string
  log: LogEntry
}

/** Signs the receipt of a stored document for its owner; `content` is what only they may know of it. */
export async function receiptOf(
  desk: Desk,
  document: typeof documents.$inferSelect,
  content: { sha256: string; bytes: number },
): Promise<string> {
  const { id, slip, accountId, storedAt, cipherSha256, cipherBytes, wrapSha256 } = document
  const receipt: Receipt = {
    v: 1,
    instance: desk.config.baseUrl,
    doc: id,
    slip: `S-${slip}`,
    account: pseudonymOf(desk, accountId),
    ciphertextSha256: cipherSha256,
    ciphertextBytes: cipherBytes,
    keyWrapSha256: wrapSha256,
    contentSha256: content.sha256,
    contentBytes: content.bytes,
    storedAt: storedAt.toISOString(),
    issuedAt: desk.clock.now().toISOString(),
    log: await entryOf(desk, id, 'document.stored'),
  }
  return seal(desk.signer, TYPES.receipt, receipt)
}
