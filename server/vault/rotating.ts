import type { Keys } from './keys.ts'
import { fingerprint, knownEpoch, readKnown } from './recognising.ts'
import { destroyRootsBefore, findRoots, nameRoot, writePart, type Root } from './roots.ts'
import { turnServerKeys } from './server-keys.ts'
import { reached } from './steps.ts'
import { turnAccounts } from './turning.ts'

/** From which epoch to which, and how many keys of accounts and of documents were wrapped again. */
export type Rotation = { from: number; to: number; accounts: number; documents: number }

/**
 * Replaces the root key (vault.md 3.5, step 7), after which no older copy of the keyring opens anything that was
 * destroyed before: an account of which a document was destroyed gets a new key, the others keep theirs. Every step is on
 * the disk before the next; one that broke off is continued by calling this again.
 */
export async function rotate(keys: Keys, directory: string): Promise<Rotation> {
  const { keyring, ring } = keys
  await destroyOlderRoots(keys, directory)
  const from = ring.oldest().epoch
  const next = ring.has(from + 1) ? ring.of(from + 1) : await begin(keys, directory, from + 1)
  const turned = await turnAccounts(keys, from, next)
  keyring.together(() => {
    if (keyring.epochs().some((epoch) => epoch !== next.epoch))
      throw new Error(`an account is not under the root of epoch ${next.epoch}`)
    turnServerKeys(keys, next)
    keyring.setFact('root-fingerprint', fingerprint(next))
    keyring.removeFact('rotating')
  })
  reached('rotate.committed')
  await destroyOlderRoots(keys, directory)
  return { from, to: next.epoch, ...turned }
}

/** Destroys the roots before the keyring's own, once nothing of the keyring is under them, its WAL included. */
export async function destroyOlderRoots({ keyring, ring }: Keys, directory: string): Promise<void> {
  const current = knownEpoch(keyring, 'root-fingerprint') ?? 0
  if ((await findRoots(directory)).every((epoch) => epoch >= current)) return ring.forgetBefore(current)
  if (!keyring.checkpoint()) throw new Error('the WAL of the keyring cannot be emptied')
  reached('rotate.emptied')
  // There is no way back from here: what will be left is looked at first, on the disk.
  const kept = await readKnown(keyring, directory, 'root-fingerprint', current)
  kept.key.fill(0)
  await destroyRootsBefore(directory, current)
  ring.forgetBefore(current)
  reached('rotate.root-destroyed')
}

async function begin({ keyring, ring }: Keys, directory: string, epoch: number): Promise<Root> {
  const root = await writePart(directory, epoch)
  reached('rotate.part-synced')
  keyring.setFact('rotating', fingerprint(root))
  reached('rotate.begun')
  await nameRoot(directory, root)
  ring.add(root)
  reached('rotate.root-named')
  return root
}
