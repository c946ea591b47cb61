import { vaultProblem } from './problems.ts'
import type { Root } from './roots.ts'
import { kdf } from './sodium.ts'
import { openBox, sealBox } from './wraps.ts'

const HEAD_BYTES = 8

/**
 * Seals a secret of the server (a TOTP seed, a pepper) under the root: the 8-byte head of a wrapped key with type 03
 * and the epoch, then nonce, ciphertext and tag. The epoch lets a rotation find what it has to wrap again.
 */
export function wrapSecret(root: Root, context: string, secret: Buffer): Buffer {
  const head = headOf(root.epoch)
  const key = kdf(root.key, 5, 'srvsecrt')
  const sealed = sealBox(key, boundTo(head, context), secret)
  key.fill(0)
  return Buffer.concat([head, sealed])
}

/** The secret again; the caller clears it. Throws `damaged` for another context, epoch, root or altered bytes. */
export function unwrapSecret(root: Root, context: string, wrapped: Buffer): Buffer {
  const head = headOf(root.epoch)
  if (!wrapped.subarray(0, HEAD_BYTES).equals(head))
    throw vaultProblem('damaged', `the wrapped secret is not of root epoch ${root.epoch}`)
  const key = kdf(root.key, 5, 'srvsecrt')
  const secret = openBox(key, boundTo(head, context), wrapped.subarray(HEAD_BYTES))
  key.fill(0)
  if (secret === null) throw vaultProblem('damaged', 'the wrapped secret does not open')
  return secret
}

function headOf(epoch: number): Buffer {
  const head = Buffer.from([0x01, 0x01, 0x03, 0x00, 0, 0, 0, 0])
  head.writeUInt32BE(epoch, 4)
  return head
}

function boundTo(head: Buffer, context: string): Buffer {
  return Buffer.concat([Buffer.from('hdv1-secret\0', 'latin1'), head, Buffer.from(context)])
}
