import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  consistencyRanges,
  grow,
  inclusionRanges,
  isConsistent,
  leafHash,
  rootByInclusion,
  rootOf,
  subtreesOf,
  type Range,
} from '../../server/audit/tree.ts'

/** A tree over these leaves, as the log keeps it: whole subtrees by their place. */
function treeOf(leaves: Buffer[]) {
  const nodes = new Map(grow([], leaves).grown.map(({ level, position, hash }) => [`${level}/${position}`, hash]))
  const hashOf = (range: Range) =>
    rootOf(subtreesOf(range).map(({ level, position }) => nodes.get(`${level}/${position}`) as Buffer))
  return {
    root: (size: number) => hashOf([0, size]),
    inclusion: (index: number, size: number) => inclusionRanges(index, size).map(hashOf),
    consistency: (from: number, to: number) => consistencyRanges(from, to).map(hashOf),
  }
}

// RFC 6962 §2.1 as it is written there, without anything kept.
const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const powerBelow = (n: number) => 2 ** (Math.ceil(Math.log2(n)) - 1)
function mth(leaves: Buffer[]): Buffer {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0] as Buffer
  const k = powerBelow(leaves.length)
  return sha256(Buffer.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)))
}
function path(m: number, leaves: Buffer[]): Buffer[] {
  if (leaves.length === 1) return []
  const k = powerBelow(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m < k ? [...path(m, left), mth(right)] : [...path(m - k, right), mth(left)]
}
function subproof(m: number, leaves: Buffer[], whole: boolean): Buffer[] {
  if (m === leaves.length) return whole ? [] : [mth(leaves)]
  const k = powerBelow(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m <= k ? [...subproof(m, left, whole), mth(right)] : [...subproof(m - k, right, false), mth(left)]
}

const hex = (hashes: Buffer[]) => hashes.map((hash) => hash.toString('hex'))
const someLeaves = (count: number) => Array.from({ length: count }, () => randomBytes(32))

describe('the tree', () => {
  // The vectors of Certificate Transparency's own tests.
  const data = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ]

  it('has the roots and proofs that are known for RFC 6962', () => {
    const tree = treeOf(data.map((bytes) => leafHash(Buffer.from(bytes, 'hex'))))
    expect(roots.map((_, size) => tree.root(size).toString('hex'))).toEqual(roots)
    expect(hex(tree.inclusion(5, 8))).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    expect(hex(tree.consistency(6, 8))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
  })

  it('is that of the RFC for every size up to 33, and grows in any pieces', () => {
    const leaves = someLeaves(33)
    const tree = treeOf(leaves)
    for (let size = 0; size <= leaves.length; size++) {
      const sofar = leaves.slice(0, size)
      expect(tree.root(size)).toEqual(mth(sofar))
      for (let index = 0; index < size; index++) {
        expect(hex(tree.inclusion(index, size))).toEqual(hex(path(index, sofar)))
        expect(hex(tree.consistency(index + 1, size))).toEqual(hex(subproof(index + 1, sofar, true)))
      }
      const first = grow([], leaves.slice(0, size))
      const second = grow(first.whole, leaves.slice(size))
      expect([...first.grown, ...second.grown]).toEqual(grow([], leaves).grown)
    }
  })

  it('leads every leaf to the root by its proof, and each size to the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (size, a, b) => {
        const leaves = someLeaves(size)
        const tree = treeOf(leaves)
        const [index, old] = [a % size, b % (size + 1)]
        const leaf = leaves[index] as Buffer
        expect(rootByInclusion(leaf, index, size, tree.inclusion(index, size))).toEqual(tree.root(size))
        const heads = [old, size].map((n) => ({ size: n, root: tree.root(n) })) as [Head, Head]
        expect(isConsistent(...heads, tree.consistency(old, size))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  type Head = { size: number; root: Buffer }

  it('refuses every forgery: another leaf, place, size, root, a proof that is longer, shorter or changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 120 }), fc.nat(), fc.nat(), fc.nat(), (size, a, b, c) => {
        const leaves = someLeaves(size)
        const tree = treeOf(leaves)
        const [index, old] = [a % size, 1 + (b % (size - 1))]
        const leaf = leaves[index] as Buffer
        const flipped = (hashes: Buffer[]) =>
          hashes.map((hash, i) => {
            const copy = Buffer.from(hash)
            if (i === c % hashes.length) copy.writeUInt8(copy.readUInt8(c % 32) ^ (1 << (c % 8)), c % 32)
            return copy
          })
        const root = tree.root(size)
        const proof = tree.inclusion(index, size)
        const leads = (...given: [Buffer, number, number, Buffer[]]) => rootByInclusion(...given)?.equals(root) ?? false
        expect(leads(leaf, index, size, proof)).toBe(true)
        expect(leads(randomBytes(32), index, size, proof)).toBe(false)
        expect(leads(leaf, (index + 1) % size, size, proof)).toBe(false)
        expect(leads(leaf, index, size, flipped(proof))).toBe(false)
        expect(leads(leaf, index, size, [...proof, randomBytes(32)])).toBe(false)
        expect(leads(leaf, index, size, proof.slice(1))).toBe(false)
        for (const place of [-1, size, size + 7]) expect(leads(leaf, place, size, proof)).toBe(false)

        const growth = tree.consistency(old, size)
        const [before, after] = [old, size].map((n) => ({ size: n, root: tree.root(n) })) as [Head, Head]
        const other = { ...before, root: randomBytes(32) }
        expect(isConsistent(before, after, growth)).toBe(true)
        expect(isConsistent(other, after, growth)).toBe(false)
        expect(isConsistent(before, { ...after, root: randomBytes(32) }, growth)).toBe(false)
        expect(isConsistent(before, after, flipped(growth))).toBe(false)
        expect(isConsistent(before, after, [...growth, randomBytes(32)])).toBe(false)
        expect(isConsistent(before, after, growth.slice(1))).toBe(false)
        expect(isConsistent(before, after, [])).toBe(false)
        expect(isConsistent(after, before, growth)).toBe(false)
        expect(isConsistent(after, { ...after, root: randomBytes(32) }, [])).toBe(false)
      }),
      { numRuns: 60 },
    )
  })
})
