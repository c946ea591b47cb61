import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openStream, RECORD_BYTES, sealStream } from '../../server/vault/hdv1.ts'
import { freeStream, sodium } from '../../server/vault/sodium.ts'
import { chunks, collect, newId } from './support.ts'

const key = randomBytes(32)
const ids = { documentId: newId(), accountId: newId() }
const seal = (plain: Buffer, size?: number) => collect(sealStream(key, ids, chunks(plain, size)))
const open = (blob: Buffer, size?: number) => collect(openStream(key, ids, chunks(blob, size)))
const refused = (blob: Buffer) => expect(open(blob)).rejects.toMatchObject({ vaultProblem: 'damaged' })

const HEADER = 104
const RECORD = RECORD_BYTES + 17
const FINAL = 57

describe('what is sealed opens again', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 3 * 1024 * 1024])('%i bytes', async (size) => {
    const plain = randomBytes(size)
    const blob = await seal(plain)
    expect(blob.length).toBe(HEADER + size + 17 * Math.ceil(size / RECORD_BYTES) + FINAL)
    expect((await open(blob)).equals(plain)).toBe(true)
  })

  it('whatever the size and however it is cut into chunks', async () => {
    const size = fc.oneof(fc.nat(300), fc.integer({ min: 65_400, max: 65_700 }), fc.nat(200_000))
    const chunk = fc.oneof(fc.constant(RECORD), fc.integer({ min: 900, max: 150_000 }))
    await fc.assert(
      fc.asyncProperty(size, chunk, chunk, async (bytes, sealingBy, openingBy) => {
        const plain = randomBytes(bytes)
        expect((await open(await seal(plain, sealingBy), openingBy)).equals(plain)).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('byte by byte', async () => {
    const plain = randomBytes(700)
    expect((await open(await seal(plain, 1), 1)).equals(plain)).toBe(true)
  })

  it('with the layout of vault.md 3.3', async () => {
    const blob = await seal(Buffer.from('x'))
    expect(blob.subarray(0, 8).toString('hex')).toBe('4844563101011000')
    expect(blob.subarray(8, 40).toString('hex')).toBe(ids.documentId + ids.accountId)
    expect(blob.subarray(40, 48).toString('hex')).toBe('0000000000000068')
  })
})

describe('a blob written by hand after vault.md 3.3', () => {
  const u64 = (value: number) => Buffer.from(value.toString(16).padStart(16, '0'), 'hex')

  function byHand(plain: Buffer, length: number, digest: Uint8Array, tag: 'MESSAGE' | 'FINAL'): Buffer {
    const kdf = (id: number, context: string) => sodium.crypto_kdf_derive_from_key(32, id, context, key)
    const { state, header: streamHeader } = sodium.crypto_secretstream_xchacha20poly1305_init_push(kdf(1, 'doccont_'))
    const start = Buffer.from(`4844563101011000${ids.documentId}${ids.accountId}0000000000000068`, 'hex')
    const committed = Buffer.concat([start, streamHeader])
    const header = Buffer.concat([committed, sodium.crypto_generichash(32, committed, kdf(3, 'dochdr__'))])
    const push = (bytes: Buffer, bound: Buffer, tag: 'MESSAGE' | 'FINAL') => {
      const number = sodium[`crypto_secretstream_xchacha20poly1305_TAG_${tag}`]
      return sodium.crypto_secretstream_xchacha20poly1305_push(state, bytes, bound, number)
    }
    const record = push(plain, Buffer.concat([header, u64(0)]), 'MESSAGE')
    const final = push(Buffer.concat([u64(length), digest]), u64(1), tag)
    freeStream(state)
    return Buffer.concat([header, record, final])
  }

  it('opens, but not with another length, digest or tag in its final record', async () => {
    const plain = randomBytes(1000)
    const digest = sodium.crypto_generichash(32, plain, null)
    expect((await open(byHand(plain, 1000, digest, 'FINAL'))).equals(plain)).toBe(true)
    await refused(byHand(plain, 1001, digest, 'FINAL'))
    await refused(byHand(plain, 1000, randomBytes(32), 'FINAL'))
    await refused(byHand(plain, 1000, digest, 'MESSAGE'))
  })
})

describe('anything else is refused', () => {
  const plain = randomBytes(2 * RECORD_BYTES + 100)

  it('a flipped bit in each field', async () => {
    const blob = await seal(plain)
    const header = [0, 4, 5, 6, 7, 8, 24, 40, 44, 48, 71, 72, 103]
    const records = [104, 105, 104 + RECORD - 1, 104 + RECORD, 104 + 2 * RECORD + 50, blob.length - FINAL]
    for (const at of [...header, ...records, blob.length - 1]) {
      const copy = Buffer.from(blob)
      copy[at]! ^= 1
      await refused(copy)
    }
  })

  it('cut off at or beside a record', async () => {
    const blob = await seal(plain)
    const second = HEADER + RECORD
    for (const at of [0, 50, HEADER, HEADER + 10, second, second + RECORD, blob.length - FINAL, blob.length - 1])
      await refused(blob.subarray(0, at))
  })

  it('records swapped, repeated or left out', async () => {
    const blob = await seal(plain)
    const part = (from: number, to: number) => blob.subarray(from, to)
    const [first, second] = [part(HEADER, HEADER + RECORD), part(HEADER + RECORD, HEADER + 2 * RECORD)]
    const [header, rest] = [part(0, HEADER), part(HEADER + 2 * RECORD, blob.length)]
    await refused(Buffer.concat([header, second, first, rest]))
    await refused(Buffer.concat([header, first, first, second, rest]))
    await refused(Buffer.concat([header, second, rest]))
    await refused(Buffer.concat([header, first, second, part(blob.length - FINAL, blob.length)]))
  })

  it('bytes after the end', async () => {
    const blob = await seal(plain)
    await refused(Buffer.concat([blob, Buffer.of(0)]))
    await refused(Buffer.concat([blob, blob.subarray(-FINAL)]))
    const empty = await seal(Buffer.alloc(0))
    await refused(Buffer.concat([empty, Buffer.of(0)]))
  })

  it('a header downgraded or of another version, algorithm, record size or flag', async () => {
    const blob = await seal(plain)
    for (const [at, value] of [
      [4, 0],
      [4, 2],
      [5, 0],
      [5, 2],
      [6, 15],
      [7, 1],
      [7, 2],
      [7, 4],
    ] as const) {
      const copy = Buffer.from(blob)
      copy[at] = value
      await refused(copy)
    }
  })

  it("another document's blob, and another key", async () => {
    const other = { ...ids, documentId: newId() }
    await refused(await collect(sealStream(key, other, chunks(plain))))
    await refused(await collect(sealStream(randomBytes(32), ids, chunks(plain))))
  })

  it('without a byte of a bad record given out', async () => {
    const blob = await seal(plain)
    blob[HEADER + RECORD + 5]! ^= 1
    const given: Buffer[] = []
    const reading = (async () => {
      for await (const piece of openStream(key, ids, chunks(blob))) given.push(piece)
    })()
    await expect(reading).rejects.toThrow('altered')
    expect(Buffer.concat(given).equals(plain.subarray(0, RECORD_BYTES))).toBe(true)
  })
})
