import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Promises } from './ledger.ts'

/** The ciphertext and tag of a wrapped key. */
const WRAP_BYTES = 48

/** The files of a desk that does not run in which a wrapped key of one of these documents, all destroyed, still stands. */
export function remainsOf(folder: string, { wraps }: Promises, ids: Iterable<string>): string[] {
  const needles = [...ids].flatMap((id) =>
    (wraps.get(id) ?? []).map((wrap) => ({ id, wrap: Buffer.from(wrap, 'hex') })),
  )
  const starts = Map.groupBy(needles, ({ wrap }) => wrap.readUInt32BE())
  const found: string[] = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || needles.length === 0) continue
    const content = readFileSync(join(entry.parentPath, entry.name))
    for (let at = 0; at + WRAP_BYTES <= content.length; at++)
      for (const { id, wrap } of starts.get(content.readUInt32BE(at)) ?? [])
        if (content.subarray(at, at + WRAP_BYTES).equals(wrap)) found.push(`a key of ${id} stands in ${entry.name}`)
  }
  return found
}
