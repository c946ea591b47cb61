import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { keepBallast } from './ballast.ts'
import { openBlobs } from './blobs.ts'
import { erasing } from './erasing.ts'
import { openKeyring, type Keyring } from './keyring.ts'
import { openDocumentKey, type Stores } from './keys.ts'
import { openMeta, type DocumentMeta } from './meta.ts'
import { vaultProblem } from './problems.ts'
import { readDocument, type ReadInput } from './reading.ts'
import { openRoot, rootFingerprint, type Root } from './roots.ts'
import { sealDocument, type SealedBlob, type SealInput } from './sealing.ts'
import { unwrapSecret, wrapSecret } from './secrets.ts'

/** The encrypted document store. All ids are 32 lower-case hex characters; errors are those of problems.ts. */
export type Vault = {
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
  /** Seals a secret of the server (a TOTP seed) under the root; `context` says what and whose it is. */
  wrapSecret(context: string, secret: Buffer): Buffer
  unwrapSecret(context: string, wrapped: Buffer): Buffer
  /** 32 random bytes of that name, made at first use and the same ever after, through root rotations too. */
  serverKey(name: string): Buffer
  close(): void
}

/**
 * Opens keyring and blobs under the root in `rootKeyDir`. Throws `keyring-busy` when a desk is
 * running, `root-refused` when the root is missing, open to others or not the one the keyring was made with.
 */
export async function openVault(config: { keyringDir: string; vaultDir: string; rootKeyDir: string }): Promise<Vault> {
  // The keyring first: it must empty its WAL before a key is in memory (vault.md, fact 4).
  const keyring = openKeyring(config.keyringDir)
  try {
    const root = await openRoot(config.rootKeyDir, { mayCreate: keyring.isUnused() })
    recognise(keyring, root, config.rootKeyDir)
    const blobs = await openBlobs(config.vaultDir)
    const ballast = join(config.keyringDir, 'ballast')
    keepBallast(ballast)
    return assemble({ keyring, blobs, root: () => opened(root), sealing: new Set() }, ballast, root)
  } catch (error) {
    keyring.close()
    throw error
  }
}

function assemble(stores: Stores, ballast: string, { key }: Root): Vault {
  const { keyring, blobs, root } = stores
  const erase = erasing(stores, ballast)
  return {
    ...erase,
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
    wrapSecret: (context, secret) => wrapSecret(root(), context, secret),
    unwrapSecret: (context, wrapped) => unwrapSecret(root(), context, wrapped),
    serverKey: (name) => serverKey(stores, name),
    close() {
      key.fill(0)
      keyring.close()
    },
  }
}

function metaOf(stores: Stores, ids: { documentId: string; accountId: string }, meta: Buffer): DocumentMeta {
  const documentKey = openDocumentKey(stores, ids)
  try {
    return openMeta(documentKey, ids, meta)
  } finally {
    documentKey.fill(0)
  }
}

function serverKey({ keyring, root }: Stores, name: string): Buffer {
  const context = `server-key:${name}`
  const wrapped = keyring.fact(context)
  if (wrapped !== null) return unwrapSecret(root(), context, wrapped)
  const key = randomBytes(32)
  keyring.setFact(context, wrapSecret(root(), context, key))
  return key
}

function recognise(keyring: Keyring, root: Root, rootDir: string): void {
  const known = keyring.fact('root-fingerprint')
  if (known === null) return keyring.setFact('root-fingerprint', rootFingerprint(root))
  if (known.equals(rootFingerprint(root))) return
  const remedy = 'put back the root this keyring was made with'
  throw vaultProblem('root-refused', `ROOT_KEY_DIR (${rootDir}) holds another root than the keyring's: ${remedy}`)
}

// A closed vault has cleared its root: sealing under 32 zero bytes must not be possible.
function opened(root: Root): Root {
  if (root.key.every((byte) => byte === 0)) throw new Error('the vault is closed')
  return root
}
