import { randomBytes } from 'node:crypto'
import type { Keys } from './keys.ts'
import type { Root } from './roots.ts'
import { isUnderRoot, unwrapUnderKey, unwrapUnderRoot, wrapUnderKey, wrapUnderRoot } from './secrets.ts'

const PREFIX = 'server-key:'
/** Under this one lie the secrets in the main database: its older copies must open after a rotation too. */
const SECRETS = 'secrets'

/** 32 random bytes of that name, made at first use; the caller clears them. */
export function serverKey({ keyring, ring }: Keys, name: string): Buffer {
  const context = PREFIX + name
  const wrapped = keyring.fact(context)
  if (wrapped !== null) return unwrapUnderRoot(ring, context, wrapped)
  const key = randomBytes(32)
  keyring.setFact(context, wrapUnderRoot(ring.newest(), context, key))
  return key
}

/** Wraps all server keys again, under another root; inside the transaction of the caller. */
export function turnServerKeys({ keyring, ring }: Keys, root: Root): void {
  for (const context of keyring.factNames().filter((name) => name.startsWith(PREFIX))) {
    const key = unwrapUnderRoot(ring, context, keyring.fact(context) ?? Buffer.alloc(0))
    keyring.setFact(context, wrapUnderRoot(root, context, key))
    key.fill(0)
  }
}

/** Seals a secret that the main database keeps. */
export function wrapSecret(keys: Keys, context: string, secret: Buffer): Buffer {
  const key = serverKey(keys, SECRETS)
  const wrapped = wrapUnderKey(key, context, secret)
  key.fill(0)
  return wrapped
}

/** Opens what `wrapSecret` sealed, and what was sealed directly under the root before there were rotations. */
export function unwrapSecret(keys: Keys, context: string, wrapped: Buffer): Buffer {
  if (isUnderRoot(wrapped)) return unwrapUnderRoot(keys.ring, context, wrapped)
  const key = serverKey(keys, SECRETS)
  try {
    return unwrapUnderKey(key, context, wrapped)
  } finally {
    key.fill(0)
  }
}
