import type { Finding, FindingKind } from './kinds.ts'
import { COVERED } from './folding.ts'

/**
 * Where two findings meet, the kind that stands first here names the place: first what must never be shown, then what is
 * proven by a checksum or a form of its own, then what is only recognised by its words.
 */
const WEIGHT: readonly FindingKind[] = [
  'private_key',
  'vault_content',
  'token',
  'iban',
  'card',
  'nir',
  'licence_key',
  'password',
  'access_code',
  'email',
  'phone',
  'ip',
  'mac',
  'profile',
  'postal_address',
  'sensitive',
]

/** A stretch of the text that belongs to one finding; `scrap` when weightier ones hold more of that finding. */
type Stretch = Finding & { scrap: boolean; whole: boolean }

/** Findings of one kind that meet are one. */
function joined(found: readonly Finding[]): Finding[] {
  const last = new Map<FindingKind, Finding>()
  const kept: Finding[] = []
  for (const one of found.toSorted((a, b) => a.start - b.start)) {
    const before = last.get(one.kind)
    if (before && one.start < before.end) {
      before.end = Math.max(before.end, one.end)
      before.blocking ||= one.blocking
    } else {
      const copy = { ...one }
      kept.push(copy)
      last.set(one.kind, copy)
    }
  }
  return kept
}

/** Who stands at each character: the last in the list, so the list goes from light to weighty. */
function owners(text: string, found: readonly Finding[]): Int32Array {
  const owner = new Int32Array(text.length).fill(-1)
  found.forEach(({ start, end }, index) => owner.fill(index, start, end))
  for (let at = text.indexOf(COVERED); at >= 0; at = text.indexOf(COVERED, at + 1)) owner[at] = -1
  return owner
}

function stretches(text: string, found: readonly Finding[]): Stretch[] {
  const owner = owners(text, found)
  const held = new Uint32Array(found.length)
  for (const of of owner) if (of >= 0) held[of] = (held[of] ?? 0) + 1
  const runs: Stretch[] = []
  for (let start = 0, end = 0; start < owner.length; start = end) {
    while (end < owner.length && owner[end] === owner[start]) end += 1
    const of = owner[start] ?? -1
    const one = found[of]
    if (!one) continue
    const [left, length] = [held[of] ?? 0, one.end - one.start]
    runs.push({ ...one, start, end, scrap: left * 2 < length, whole: end - start === length })
  }
  return runs
}

/** Gives scraps to the weightier neighbour: it is the same thing, seen a little wider. */
function withoutScraps(runs: readonly Stretch[]): Stretch[] {
  const kept: Stretch[] = []
  for (const run of runs) {
    const last = kept.at(-1)
    if (last?.end !== run.start || !(run.scrap || last.scrap)) kept.push({ ...run })
    else if (run.scrap) kept.splice(-1, 1, { ...last, end: run.end, blocking: last.blocking || run.blocking })
    else kept.splice(-1, 1, { ...run, start: last.start, blocking: last.blocking || run.blocking })
  }
  return kept
}

function trimmed(text: string, run: Stretch): Stretch {
  let { start, end } = run
  while (start < end && text.charAt(start).trim() === '') start += 1
  while (end > start && text.charAt(end - 1).trim() === '') end -= 1
  return { ...run, start, end }
}

const SAYS_SOMETHING = /[\p{L}\p{N}]{2}/u

/**
 * Findings in the order of the text, none over another, each from its first visible character to its last. What a finding
 * has outside of a weightier one stays a finding when it is most of it (a telephone number inside an address).
 */
export function settled(text: string, found: readonly Finding[]): Finding[] {
  if (found.length === 0) return []
  const byWeight = joined(found).sort((a, b) => WEIGHT.indexOf(b.kind) - WEIGHT.indexOf(a.kind))
  return withoutScraps(stretches(text, byWeight))
    .map((run) => trimmed(text, run))
    .filter(({ start, end, whole }) => start < end && (whole || SAYS_SOMETHING.test(text.slice(start, end))))
    .map(({ kind, start, end, blocking }) => ({ kind, start, end, blocking }))
}
