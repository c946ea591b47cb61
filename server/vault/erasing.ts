import { withBallast } from './ballast.ts'
import type { Stores } from './keys.ts'
import { WRAP_CIPHER_AT } from './wraps.ts'

/** The ends of keys and blobs (vault.md 3.5, steps 3, 4 and 6). */
export type Erasing = {
  destroyKey(documentId: string): boolean
  destroyAccountKey(accountId: string): boolean
  isGone(documentId: string): Promise<boolean>
}

/** `ballast` is the file that is dropped when a destruction meets a full disk. */
export function erasing({ keyring, blobs }: Stores, ballast: string): Erasing {
  // The ciphertext of destroyed wraps, so that isGone can look for it; lost, and then not looked for, at a restart.
  const destroyed = new Map<string, Buffer[]>()
  const cipherOf = (wrap: Buffer) => Buffer.from(wrap.subarray(WRAP_CIPHER_AT))
  return {
    destroyKey(documentId) {
      const row = keyring.document(documentId)
      if (row !== null) destroyed.set(documentId, [cipherOf(row.wrap)])
      return withBallast(ballast, () => {
        keyring.removeDocument(documentId)
        return keyring.checkpoint()
      })
    },
    destroyAccountKey(accountId) {
      const account = keyring.account(accountId)
      const shared = account === null ? [] : [cipherOf(account.wrap)]
      for (const { documentId, wrap } of keyring.documentsOf(accountId))
        destroyed.set(documentId, [cipherOf(wrap), ...shared])
      return withBallast(ballast, () => {
        keyring.removeAccount(accountId)
        return keyring.checkpoint()
      })
    },
    async isGone(documentId) {
      if (keyring.document(documentId) !== null || (await blobs.has(documentId))) return false
      if (await keyring.contains(destroyed.get(documentId) ?? [])) return false
      destroyed.delete(documentId)
      return true
    },
  }
}
