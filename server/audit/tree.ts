import { createHash } from 'node:crypto'

/** Where a hash stands: level 0 are the leaves, a node of a higher level is of the two below it. */
export type Place = { level: number; position: number }
/** The hash of a whole subtree. */
export type Node = Place & { hash: Buffer }
/** Leaves from the first number up to, not including, the second. */
export type Range = [from: number, to: number]

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

const [LEAF, NODE] = [Buffer.of(0), Buffer.of(1)]

/** The hash of a leaf (RFC 6962 §2.1). */
export const leafHash = (data: Uint8Array): Buffer => sha256(LEAF, data)

const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right)

/** The hash of a range from those of its whole subtrees, left to right; of nothing, the hash of an empty tree. */
export const rootOf = (hashes: Buffer[]): Buffer =>
  hashes.length === 0 ? sha256() : hashes.reduceRight((right, left) => nodeHash(left, right))

/** Adds leaves at the end of a tree: what is whole then, left to right, and every node that has come to be. */
export function grow(whole: Node[], leaves: Buffer[]): { whole: Node[]; grown: Node[] } {
  const stack = [...whole]
  const grown: Node[] = []
  let next = whole.reduce((size, { level }) => size + 2 ** level, 0)
  for (const hash of leaves) {
    let node: Node = { level: 0, position: next++, hash }
    grown.push(node)
    for (let left = stack.at(-1); left?.level === node.level; left = stack.at(-1)) {
      stack.pop()
      node = { level: node.level + 1, position: left.position / 2, hash: nodeHash(left.hash, node.hash) }
      grown.push(node)
    }
    stack.push(node)
  }
  return { whole: stack, grown }
}

/** The whole subtrees that a range is made of, left to right. */
export function subtreesOf([from, to]: Range): Place[] {
  const places: Place[] = []
  for (let at = from; at < to;) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level++
    places.push({ level, position: at / 2 ** level })
    at += 2 ** level
  }
  return places
}

/** The largest power of two below `size`: where RFC 6962 parts a tree. */
function partingOf(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

/** The ranges whose hashes prove that a leaf is in a tree of `size` leaves (RFC 6962 §2.1.1), from the leaf up. */
export function inclusionRanges(index: number, size: number): Range[] {
  const within = (from: number, to: number): Range[] => {
    if (to - from === 1) return []
    const middle = from + partingOf(to - from)
    return index < middle ? [...within(from, middle), [middle, to]] : [...within(middle, to), [from, middle]]
  }
  return within(0, size)
}

/** The ranges whose hashes prove that a tree of `size` leaves begins with the one of `old` leaves (RFC 6962 §2.1.2). */
export function consistencyRanges(old: number, size: number): Range[] {
  const within = (from: number, to: number, known: boolean): Range[] => {
    if (old === to) return known ? [] : [[from, to]]
    const middle = from + partingOf(to - from)
    return old <= middle
      ? [...within(from, middle, known), [middle, to]]
      : [...within(middle, to, false), [from, middle]]
  }
  return old === 0 ? [] : within(0, size, true)
}

/** The root that a proof of inclusion leads to; null when it is no proof for such a place (RFC 9162 §2.1.3.2). */
export function rootByInclusion(leaf: Buffer, index: number, size: number, proof: Buffer[]): Buffer | null {
  if (index < 0 || index >= size) return null
  let [at, last, root] = [index, size - 1, leaf]
  for (const hash of proof) {
    if (last === 0) return null
    const isRight = at % 2 === 1 || at === last
    root = isRight ? nodeHash(hash, root) : nodeHash(root, hash)
    if (isRight) while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 ? root : null
}

type Head = { size: number; root: Buffer }

/** Does the newer tree begin with the older one, by this proof (RFC 9162 §2.1.4.2)? */
export function isConsistent(older: Head, newer: Head, proof: Buffer[]): boolean {
  if (older.size > newer.size) return false
  if (older.size === newer.size) return proof.length === 0 && older.root.equals(newer.root)
  if (older.size === 0) return proof.length === 0 && older.root.equals(rootOf([]))
  const isPower = Number.isInteger(Math.log2(older.size))
  const [first, ...rest] = isPower ? [older.root, ...proof] : proof
  if (!first) return false
  let [at, last] = [older.size - 1, newer.size - 1]
  while (at % 2 === 1) [at, last] = [(at - 1) / 2, Math.floor(last / 2)]
  let [before, after] = [first, first]
  for (const hash of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      ;[before, after] = [nodeHash(hash, before), nodeHash(hash, after)]
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)]
    } else after = nodeHash(after, hash)
    ;[at, last] = [Math.floor(at / 2), Math.floor(last / 2)]
  }
  return last === 0 && before.equals(older.root) && after.equals(newer.root)
}
