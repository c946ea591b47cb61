import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Desk } from '../desk.ts'
import { sayDamaged } from '../documents/alarming.ts'
import { openBlobs, type Blobs } from '../vault/blobs.ts'
import { isVaultProblem, vaultProblem } from '../vault/problems.ts'
import type { Manifest } from './manifest.ts'

/** A blob that belongs into a copy, and the SHA-256 that it should have. */
export type Wanted = { id: string; sha256: string }

type Copied = Pick<Manifest, 'blobs' | 'left'>

/**
 * Copies blobs into the folder of a copy, which is a store like the vault's own, and hashes them on the way. What is
 * destroyed meanwhile is left out; so is what is damaged, and there is an alarm.
 */
export async function copyBlobs(desk: Desk, place: string, wanted: Wanted[]): Promise<Copied> {
  const store = await openBlobs(place)
  const copied: Copied = { blobs: [], left: { destroyed: [], damaged: [] } }
  for (const { id, sha256 } of wanted) {
    try {
      const measured = await store.writePart(id, desk.vault.ciphertext(id))
      if (measured.sha256 !== sha256)
        throw vaultProblem('damaged', 'the ciphertext is not the one that was stored: its SHA-256 differs')
      await store.keep(id)
      copied.blobs.push({ id, ...measured })
    } catch (error) {
      if (!isVaultProblem(error)) throw error
      await leaveOut(desk, store, id, error, copied)
    }
  }
  await rm(join(place, 'incoming'), { recursive: true })
  return copied
}

async function leaveOut(desk: Desk, store: Blobs, id: string, error: unknown, { left }: Copied): Promise<void> {
  await store.dropPart(id)
  const reason = (await sayDamaged(desk, id, error)) ? left.damaged : left.destroyed
  reason.push(id)
}
