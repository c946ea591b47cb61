import { vaultProblem } from './problems.ts'
import type { Root } from './roots.ts'

/** The root keys in memory: one, and two while a rotation is under way. */
export type Ring = {
  /** What new keys are wrapped under. Throws once the vault is closed. */
  newest(): Root
  oldest(): Root
  has(epoch: number): boolean
  /** Throws `damaged` when the root of this epoch is not here: it was destroyed, or there never was one. */
  of(epoch: number): Root
  add(root: Root): void
  /** Clears every root of an earlier epoch. */
  forgetBefore(epoch: number): void
  close(): void
}

/** A ring with this root on it. */
export function ringOf(first: Root): Ring {
  const roots = new Map([[first.epoch, first]])
  const forget = (root: Root) => {
    root.key.fill(0)
    roots.delete(root.epoch)
  }
  const at = (choose: (...epochs: number[]) => number): Root => {
    const root = roots.get(choose(...roots.keys()))
    if (root === undefined) throw new Error('the vault is closed')
    return root
  }
  return {
    newest: () => at(Math.max),
    oldest: () => at(Math.min),
    has: (epoch) => roots.has(epoch),
    of(epoch) {
      const root = roots.get(epoch)
      if (root === undefined) throw vaultProblem('damaged', `there is no root key of epoch ${epoch}`)
      return root
    },
    add: (root) => void roots.set(root.epoch, root),
    forgetBefore(epoch) {
      for (const root of roots.values()) if (root.epoch < epoch) forget(root)
    },
    close() {
      for (const root of roots.values()) forget(root)
    },
  }
}
