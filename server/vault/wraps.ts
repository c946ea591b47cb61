import { randomBytes } from 'node:crypto'
import { idBytes, type DocumentIds } from './ids.ts'
import { vaultProblem } from './problems.ts'
import { buffer, kdf, sodium } from './sodium.ts'

/** The wrapped key of vault.md 3.2. `under` is the epoch of the root (account) or the generation (document). */
export type WrapPlace =
  { type: 'account'; under: number; accountId: string } | ({ type: 'document'; under: number } & DocumentIds)

const WRAP_BYTES = 80
const HEAD_BYTES = 8
/** Where the 48 bytes of ciphertext and tag begin: what must not be found on the disk after a destruction. */
export const WRAP_CIPHER_AT = 32

/** Wraps a 32-byte key under the account-wrapping or document-wrapping key that follows from `parent`. */
export function wrapKey(parent: Buffer, place: WrapPlace, key: Buffer): Buffer {
  if (key.length !== 32) throw new Error('a key to wrap has 32 bytes')
  const head = headOf(place)
  const wrapping = wrappingKey(parent, place)
  const sealed = sealBox(wrapping, boundTo(place, head), key)
  wrapping.fill(0)
  return Buffer.concat([head, sealed])
}

/** The 32-byte key again; the caller clears it. Throws `damaged` unless wrapped under `parent` for exactly `place`. */
export function unwrapKey(parent: Buffer, place: WrapPlace, wrap: Buffer): Buffer {
  const head = headOf(place)
  if (wrap.length !== WRAP_BYTES || !wrap.subarray(0, HEAD_BYTES).equals(head))
    throw vaultProblem('damaged', `the wrapped key of ${nameOf(place)} is of another kind, epoch or generation`)
  const wrapping = wrappingKey(parent, place)
  const key = openBox(wrapping, boundTo(place, head), wrap.subarray(HEAD_BYTES))
  wrapping.fill(0)
  if (key === null) throw vaultProblem('damaged', `the wrapped key of ${nameOf(place)} does not open`)
  return key
}

/** nonce(24) | XChaCha20-Poly1305-IETF of `plain`, with `bound` as additional data. */
export function sealBox(key: Buffer, bound: Buffer, plain: Buffer): Buffer {
  const nonce = randomBytes(24)
  const cipher = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, bound, null, nonce, key)
  return Buffer.concat([nonce, cipher])
}

/** The plaintext of `sealBox`, or null when key, additional data or bytes differ. */
export function openBox(key: Buffer, bound: Buffer, box: Buffer): Buffer | null {
  if (box.length < 40) return null
  const [nonce, cipher] = [box.subarray(0, 24), box.subarray(24)]
  try {
    return buffer(sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, cipher, bound, nonce, key))
  } catch {
    return null // libsodium-wrappers throws a bare Error for a wrong tag; there is no other failure left here
  }
}

const nameOf = (place: WrapPlace): string =>
  place.type === 'account' ? `account ${place.accountId}` : `document ${place.documentId}`

function wrappingKey(parent: Buffer, place: WrapPlace): Buffer {
  return kdf(parent, 1, place.type === 'account' ? 'acctwrap' : 'docwrap_')
}

function headOf(place: WrapPlace): Buffer {
  const head = Buffer.from([0x01, 0x01, place.type === 'account' ? 0x01 : 0x02, 0x00, 0, 0, 0, 0])
  head.writeUInt32BE(place.under, 4)
  return head
}

function boundTo(place: WrapPlace, head: Buffer): Buffer {
  const document = place.type === 'document' ? idBytes(place.documentId) : Buffer.alloc(16)
  return Buffer.concat([Buffer.from('hdv1-wrap\0', 'latin1'), head, idBytes(place.accountId), document])
}
