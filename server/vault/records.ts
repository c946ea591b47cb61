import { setImmediate } from 'node:timers/promises'

export type Cut = { bytes: Buffer; last: boolean }

// One record of 64 KiB costs well under a millisecond, so the event loop waits a few milliseconds at most.
const RECORDS_PER_TURN = 8

/**
 * Cuts arbitrary chunks into pieces of `size` bytes and holds back at least `keep` bytes for the last piece, which
 * has 0 to size + keep − 1 bytes. All pieces share one buffer: use each before asking for the next.
 */
export async function* cutRecords(source: AsyncIterable<Uint8Array>, size: number, keep: number): AsyncGenerator<Cut> {
  const held = Buffer.alloc(size + keep)
  let filled = 0
  let count = 0
  try {
    for await (const chunk of source) {
      for (let from = 0; from < chunk.length;) {
        const part = chunk.subarray(from, from + held.length - filled)
        held.set(part, filled)
        filled += part.length
        from += part.length
        if (filled < held.length) continue
        yield { bytes: held.subarray(0, size), last: false }
        held.copyWithin(0, size, filled)
        filled -= size
        if (++count % RECORDS_PER_TURN === 0) await setImmediate()
      }
    }
    yield { bytes: held.subarray(0, filled), last: true }
  } finally {
    held.fill(0)
  }
}
