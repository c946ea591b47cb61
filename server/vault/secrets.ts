import { vaultProblem } from './problems.ts'
import type { Ring } from './ring.ts'
import type { Root } from './roots.ts'
import { kdf } from './sodium.ts'
import { openBox, sealBox } from './wraps.ts'

const HEAD_BYTES = 8
const UNDER_ROOT = 0x03
const UNDER_SERVER_KEY = 0x04

/**
 * Seals a key of the server under a root: the 8-byte head of a wrapped key with type 03 and the epoch, then nonce,
 * ciphertext and tag. Only for what a rotation can reach: it dies with the root.
 */
export function wrapUnderRoot(root: Root, context: string, secret: Buffer): Buffer {
  const key = kdf(root.key, 5, 'srvsecrt')
  const wrapped = wrap(key, headOf(UNDER_ROOT, root.epoch), context, secret)
  key.fill(0)
  return wrapped
}

/** The secret again; the caller clears it. Throws `damaged` for another context, a root that is gone, altered bytes. */
export function unwrapUnderRoot(ring: Ring, context: string, wrapped: Buffer): Buffer {
  if (wrapped.length < HEAD_BYTES) throw damaged()
  const root = ring.of(wrapped.readUInt32BE(4))
  const key = kdf(root.key, 5, 'srvsecrt')
  try {
    return unwrap(key, headOf(UNDER_ROOT, root.epoch), context, wrapped)
  } finally {
    key.fill(0)
  }
}

/** Seals a secret that lies outside the keyring, where no rotation finds it: under a server key, with type 04. */
export function wrapUnderKey(key: Buffer, context: string, secret: Buffer): Buffer {
  return wrap(key, headOf(UNDER_SERVER_KEY, 0), context, secret)
}

/** The secret again; the caller clears it. Throws `damaged` for another context, key or altered bytes. */
export function unwrapUnderKey(key: Buffer, context: string, wrapped: Buffer): Buffer {
  return unwrap(key, headOf(UNDER_SERVER_KEY, 0), context, wrapped)
}

/** Is it sealed under a root, and not under a server key? */
export const isUnderRoot = (wrapped: Buffer): boolean => wrapped[2] === UNDER_ROOT

function wrap(key: Buffer, head: Buffer, context: string, secret: Buffer): Buffer {
  return Buffer.concat([head, sealBox(key, boundTo(head, context), secret)])
}

function unwrap(key: Buffer, head: Buffer, context: string, wrapped: Buffer): Buffer {
  if (!wrapped.subarray(0, HEAD_BYTES).equals(head)) throw damaged()
  const secret = openBox(key, boundTo(head, context), wrapped.subarray(HEAD_BYTES))
  if (secret === null) throw damaged()
  return secret
}

const damaged = (): Error => vaultProblem('damaged', 'the wrapped secret does not open')

function headOf(type: number, under: number): Buffer {
  const head = Buffer.from([0x01, 0x01, type, 0x00, 0, 0, 0, 0])
  head.writeUInt32BE(under, 4)
  return head
}

function boundTo(head: Buffer, context: string): Buffer {
  return Buffer.concat([Buffer.from('hdv1-secret\0', 'latin1'), head, Buffer.from(context)])
}
