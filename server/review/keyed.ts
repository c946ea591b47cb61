import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import type { Desk } from '../desk.ts'

type Name = 'review' | 'fingerprints'

const keys = new WeakMap<Desk['vault'], Map<Name, KeyObject>>()

/** The key of that name, taken out of the keyring once for each open vault. */
function keyOf(vault: Desk['vault'], name: Name): KeyObject {
  const known = keys.get(vault) ?? new Map<Name, KeyObject>()
  keys.set(vault, known)
  const before = known.get(name)
  if (before) return before
  const bytes = vault.serverKey(name)
  const key = createSecretKey(bytes)
  bytes.fill(0)
  known.set(name, key)
  return key
}

/** HMAC-SHA-256 under a server key, its first 128 bits in hex: who has the tables alone cannot try values against it. */
export const keyed = ({ vault }: Desk, name: Name, text: string): string =>
  createHmac('sha256', keyOf(vault, name)).update(text).digest('hex').slice(0, 32)
