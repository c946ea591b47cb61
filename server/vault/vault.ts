import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { isDiskFull, keepBallast } from './ballast.ts'
import { openBlobs } from './blobs.ts'
import { erasing } from './erasing.ts'
import { hasKeyring, openKeyring } from './keyring.ts'
import { openDocumentKey, type Stores } from './keys.ts'
import { openMeta, type DocumentMeta } from './meta.ts'
import { readDocument, type ReadInput } from './reading.ts'
import { openRing, surveyRoots } from './recognising.ts'
import { destroyOlderRoots, rotate, type Rotation } from './rotating.ts'
import { sealDocument, type SealedBlob, type SealInput } from './sealing.ts'
import { isUnderRoot } from './secrets.ts'
import { serverKey, unwrapSecret, wrapSecret } from './server-keys.ts'
import { upkeep, type Upkeep } from './upkeep.ts'

/** The encrypted document store. All ids are 32 lower-case hex characters; errors are those of problems.ts. */
export type Vault = Upkeep & {
  /** Streams plaintext to the disk as ciphertext; on any failure leaves no key, blob or part. */
  seal(input: SealInput, source: AsyncIterable<Uint8Array>): Promise<SealedBlob>
  openMeta(documentId: string, accountId: string, meta: Buffer): DocumentMeta
  /** Checks the whole blob's SHA-256 first; above 8 MiB the stream errors when a record is bad. */
  read(input: ReadInput): Promise<Readable>
  /** Deletes the wrapped key. False: deleted, but its bytes may still be in the WAL, so call again. */
  destroyKey(documentId: string): boolean
  /** Makes all documents of an account unreadable at once and deletes their keys; answers like destroyKey. */
  destroyAccountKey(accountId: string): boolean
  destroyBlob(documentId: string): Promise<void>
  /** No key row, no blob, and the bytes of the wrap destroyed since start-up in no file of the keyring. */
  isGone(documentId: string): Promise<boolean>
  hasKey(documentId: string): boolean
  storedIds(): Promise<{ blobs: string[]; keys: string[] }>
  clearIncoming(): Promise<number>
  /** Seals a secret of the server (a TOTP seed); `context` says what and whose it is. Rotations leave it as it is. */
  wrapSecret(context: string, secret: Buffer): Buffer
  unwrapSecret(context: string, wrapped: Buffer): Buffer
  /** Is it sealed in the old way, directly under a root? Then it must be sealed again before the next rotation. */
  isOldSecret(wrapped: Buffer): boolean
  /** 32 random bytes of that name, made at first use and the same ever after, through root rotations too. */
  serverKey(name: string): Buffer
  /**
   * Replaces the root key and destroys the old one, while documents go on being stored, read and destroyed. Answers the
   * same to whoever asks meanwhile. When it rejects (a full disk), the old root lives on; the next call goes on with it.
   */
  rotate(): Promise<Rotation>
  /** The newest epoch: the one under which new keys are wrapped. */
  epoch(): number
  /** The oldest epoch whose root still exists: what is only wrapped under an earlier one opens for nobody. */
  oldestEpoch(): number
  close(): void
}

/**
 * Opens keyring and blobs under the root in `rootKeyDir`, and brings a rotation that broke off to its end. Throws
 * `keyring-busy` when a desk is running, `root-refused` when the root is missing, open to others or not the one the
 * keyring was made with; then nothing is made.
 */
export async function openVault(config: { keyringDir: string; vaultDir: string; rootKeyDir: string }): Promise<Vault> {
  const { keyringDir, rootKeyDir } = config
  const epochs = await surveyRoots(rootKeyDir, hasKeyring(keyringDir))
  // The keyring before the root: it must empty its WAL before a key is in memory (vault.md, fact 4).
  const keyring = openKeyring(keyringDir)
  try {
    const ring = await openRing(keyring, rootKeyDir, epochs)
    await destroyOlderRoots({ keyring, ring }, rootKeyDir)
    const blobs = await openBlobs(config.vaultDir)
    const ballast = join(keyringDir, 'ballast')
    keepBallast(ballast)
    const stores = { keyring, blobs, ring, sealing: new Set<string>() }
    const turn = alone(() => rotate(stores, rootKeyDir))
    if (keyring.fact('rotating') !== null) await turn().catch(unlessFull)
    return assemble(stores, ballast, turn)
  } catch (error) {
    keyring.close()
    throw error
  }
}

function assemble(stores: Stores, ballast: string, turn: () => Promise<Rotation>): Vault {
  const { keyring, blobs, ring } = stores
  const erase = erasing(stores, ballast)
  return {
    ...erase,
    ...upkeep(stores),
    seal: (input, source) =>
      sealDocument(stores, input, source, async (documentId) => {
        erase.destroyKey(documentId)
        await blobs.dropPart(documentId)
        await blobs.destroy(documentId)
      }),
    openMeta: (documentId, accountId, meta) => metaOf(stores, { documentId, accountId }, meta),
    read: (input) => readDocument(stores, input),
    destroyBlob: (documentId) => blobs.destroy(documentId),
    hasKey: (documentId) => keyring.document(documentId) !== null,
    storedIds: async () => ({ blobs: await blobs.ids(), keys: keyring.documentIds() }),
    clearIncoming: () => blobs.clearIncoming(),
    wrapSecret: (context, secret) => wrapSecret(stores, context, secret),
    unwrapSecret: (context, wrapped) => unwrapSecret(stores, context, wrapped),
    isOldSecret: isUnderRoot,
    serverKey: (name) => serverKey(stores, name),
    rotate: turn,
    epoch: () => ring.newest().epoch,
    oldestEpoch: () => ring.oldest().epoch,
    close() {
      ring.close()
      keyring.close()
    },
  }
}

// Without room both roots stay in use, and the desk opens: the next rotation goes on with this one.
function unlessFull(error: unknown): void {
  if (!isDiskFull(error)) throw error
}

/** Whoever asks while it is being done gets the same answer. */
function alone<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined
  return () => (running ??= work().finally(() => (running = undefined)))
}

function metaOf(stores: Stores, ids: { documentId: string; accountId: string }, meta: Buffer): DocumentMeta {
  const documentKey = openDocumentKey(stores, ids)
  try {
    return openMeta(documentKey, ids, meta)
  } finally {
    documentKey.fill(0)
  }
}
