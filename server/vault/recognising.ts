import type { Keyring } from './keyring.ts'
import { ringOf, type Ring } from './ring.ts'
import { createRoot, destroyParts, findRoots, readRoot, refused, type Root } from './roots.ts'
import { blake2b, kdf } from './sodium.ts'

/** The facts by which the keyring knows its root, and the one that a rotation is leading to. */
type Fact = 'root-fingerprint' | 'rotating'

/** Tells a root from every other without telling anything about it: u32be epoch | 32 bytes. */
export function fingerprint({ epoch, key }: Root): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(epoch)
  const derived = kdf(key, 6, 'rootfprt')
  const print = Buffer.concat([head, blake2b(Buffer.concat([head, derived]))])
  derived.fill(0)
  return print
}

/** The epoch that this fact of the keyring is about; null when it has no such fact. */
export function knownEpoch(keyring: Keyring, name: Fact): number | null {
  const known = keyring.fact(name)
  // Before there were rotations the fact was the hash alone, and the epoch was the first.
  return known && (known.length === 32 ? 1 : known.readUInt32BE(0))
}

/**
 * The root that a fact of the keyring is about, from its file. Throws `root-refused` when the file holds another one.
 */
export async function readKnown(keyring: Keyring, directory: string, name: Fact, epoch: number): Promise<Root> {
  const root = await readRoot(directory, epoch)
  const print = keyring.fact(name)?.subarray(-32)
  if (print !== undefined && fingerprint(root).subarray(4).equals(print)) return root
  root.key.fill(0)
  throw refused(directory, "holds another root than the keyring's", 'put back the root this keyring was made with')
}

/**
 * The epochs in `directory`. Looked at before a keyring is made, so that nothing is when they are refused; without a
 * keyring, several roots are the sign of one that was lost. Throws `root-refused`.
 */
export async function surveyRoots(directory: string, hasKeyring: boolean): Promise<number[]> {
  const epochs = await findRoots(directory)
  if (!hasKeyring) refuseSeveral(directory, epochs)
  return epochs
}

/**
 * The root that the keyring was made with, and the next one if a rotation had begun to use it; a first one is made for a
 * new keyring. Throws `root-refused`, and then nothing was made.
 */
export async function openRing(keyring: Keyring, directory: string, epochs: number[]): Promise<Ring> {
  const current = knownEpoch(keyring, 'root-fingerprint')
  const next = knownEpoch(keyring, 'rotating')
  if (current !== null) refuseUnfit(keyring, directory, epochs, { current, next: next ?? current })
  const ring = ringOf(
    current === null
      ? await adopt(keyring, directory, epochs)
      : await readKnown(keyring, directory, 'root-fingerprint', current),
  )
  if (next !== null && epochs.includes(next)) ring.add(await readKnown(keyring, directory, 'rotating', next))
  await destroyParts(directory)
  return ring
}

async function adopt(keyring: Keyring, directory: string, epochs: number[]): Promise<Root> {
  refuseSeveral(directory, epochs)
  const [only] = epochs
  if (only === undefined && !keyring.isUnused()) throw missing(directory, 'root key')
  const root = only === undefined ? await createRoot(directory) : await readRoot(directory, only)
  keyring.setFact('root-fingerprint', fingerprint(root))
  return root
}

function refuseSeveral(directory: string, epochs: number[]): void {
  if (epochs.length < 2) return
  const reason = `holds the root keys of epochs ${epochs.join(' and ')} although there is no keyring`
  throw refused(directory, reason, 'put the keyring back, or leave only one root for a new one')
}

type Known = { current: number; next: number }

function refuseUnfit(keyring: Keyring, directory: string, epochs: number[], { current, next }: Known): void {
  const newest = Math.max(...epochs)
  if (newest > next) {
    const reason = `holds the root key of epoch ${newest}, and the keyring is an older copy, of epoch ${current}`
    throw refused(directory, reason, 'put the newest keyring back; the keys in this one were replaced since')
  }
  if (!epochs.includes(current)) throw missing(directory, `root key of epoch ${current}`)
  // While nothing is wrapped under it, a next root that never got its name is of no consequence.
  if (!epochs.includes(next) && keyring.epochs().includes(next)) throw missing(directory, `root key of epoch ${next}`)
}

const missing = (directory: string, what: string): Error =>
  refused(directory, `holds no ${what} although a keyring exists`, 'put the epoch-<n>.key file back from escrow')
