import { createHash } from 'node:crypto'

/** Printed by every test, so that `SEED=…` does the same again. */
export const SEED = process.env['SEED'] ?? String(Math.floor(Math.random() * 1_000_000))

/** The long versions, which `npm run faults` runs. */
export const LONG = process.env['FAULTS'] === 'long'

export type Random = {
  /** A whole number from 0 to below `end`. */
  below(end: number): number
  oneOf<Thing>(things: readonly Thing[]): Thing
  bytes(length: number): Buffer
}

/** Chance that follows from a seed alone (mulberry32). */
export function randomFrom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32BE()
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    below,
    oneOf: (things) => things[below(things.length)] as (typeof things)[number],
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  }
}
