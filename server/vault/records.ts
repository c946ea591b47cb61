import { setImmediate } from 'node:timers/promises'

export type Cut = { bytes: Buffer; last: boolean }

let turns: Promise<void> = Promise.resolve()

/**
 * Waits for a round of the event loop in which no other document is worked on. A record of 64 KiB costs about half a
 * millisecond, so whatever else the desk does waits no longer than that, however many documents are on their way.
 */
function turn(): Promise<void> {
  turns = turns.then(() => setImmediate())
  return turns
}

/**
 * Cuts arbitrary chunks into pieces of `size` bytes and holds back at least `keep` bytes for the last piece, which
 * has 0 to size + keep − 1 bytes. All pieces share one buffer: use each before asking for the next.
 */
export async function* cutRecords(source: AsyncIterable<Uint8Array>, size: number, keep: number): AsyncGenerator<Cut> {
  const held = Buffer.alloc(size + keep)
  let filled = 0
  try {
    for await (const chunk of source) {
      for (let from = 0; from < chunk.length;) {
        const part = chunk.subarray(from, from + held.length - filled)
        held.set(part, filled)
        filled += part.length
        from += part.length
        if (filled < held.length) continue
        await turn()
        yield { bytes: held.subarray(0, size), last: false }
        held.copyWithin(0, size, filled)
        filled -= size
      }
    }
    await turn()
    yield { bytes: held.subarray(0, filled), last: true }
  } finally {
    held.fill(0)
  }
}
