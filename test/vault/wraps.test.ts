import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openMeta, sealMeta } from '../../server/vault/meta.ts'
import { ringOf } from '../../server/vault/ring.ts'
import { unwrapUnderKey, unwrapUnderRoot, wrapUnderKey, wrapUnderRoot } from '../../server/vault/secrets.ts'
import { unwrapKey, wrapKey, type WrapPlace } from '../../server/vault/wraps.ts'
import { newId } from './support.ts'

const parent = randomBytes(32)
const key = randomBytes(32)
const [accountId, documentId] = [newId(), newId()]
const place: WrapPlace = { type: 'document', under: 7, accountId, documentId }
const damaged = expect.objectContaining({ vaultProblem: 'damaged' })

describe('a wrapped key', () => {
  it('has 80 bytes and opens in its place', () => {
    const wrap = wrapKey(parent, place, key)
    expect(wrap.length).toBe(80)
    expect(wrap.subarray(0, 8).toString('hex')).toBe('0101020000000007')
    expect(unwrapKey(parent, place, wrap).equals(key)).toBe(true)
  })

  it('is bound to type, generation, account, document and parent', () => {
    const wrap = wrapKey(parent, place, key)
    const places: WrapPlace[] = [
      { type: 'account', under: 7, accountId },
      { ...place, under: 8 },
      { ...place, accountId: newId() },
      { ...place, documentId: newId() },
    ]
    for (const wrong of places) {
      expect(() => unwrapKey(parent, wrong, wrap)).toThrow(damaged)
      // Also with a head that claims the other place, so that the additional data has to notice.
      const claimed = Buffer.concat([wrapKey(parent, wrong, key).subarray(0, 8), wrap.subarray(8)])
      expect(() => unwrapKey(parent, wrong, claimed)).toThrow(damaged)
    }
    expect(() => unwrapKey(randomBytes(32), place, wrap)).toThrow(damaged)
  })

  it('opens with no bit flipped', () => {
    const wrap = wrapKey(parent, place, key)
    for (let at = 0; at < wrap.length; at++) {
      const copy = Buffer.from(wrap)
      copy[at]! ^= 0x80
      expect(() => unwrapKey(parent, place, copy)).toThrow(damaged)
    }
    expect(() => unwrapKey(parent, place, wrap.subarray(0, 79))).toThrow(damaged)
  })
})

describe('sealed metadata', () => {
  const ids = { accountId, documentId }
  const meta = { name: 'Rechnung für Zoë.pdf', type: 'application/pdf', bytes: 12, sha256: 'ab'.repeat(32) }

  it('opens again and hides how long the name is', () => {
    const sealed = sealMeta(key, ids, meta)
    expect(sealed.length).toBe(24 + 256 + 16)
    expect(sealMeta(key, ids, { ...meta, name: 'x' }).length).toBe(sealed.length)
    expect(openMeta(key, ids, sealed)).toEqual(meta)
  })

  it('is bound to its document and account', () => {
    const sealed = sealMeta(key, ids, meta)
    expect(() => openMeta(key, { ...ids, documentId: newId() }, sealed)).toThrow(damaged)
    expect(() => openMeta(key, { ...ids, accountId: newId() }, sealed)).toThrow(damaged)
    expect(() => openMeta(randomBytes(32), ids, sealed)).toThrow(damaged)
  })
})

describe('a secret of the server', () => {
  const root = { epoch: 3, key: parent }
  const seed = Buffer.from('seed')

  it('under a root states its epoch and opens in its context only', () => {
    const wrapped = wrapUnderRoot(root, 'totp:ann', seed)
    expect(wrapped.subarray(0, 8).toString('hex')).toBe('0101030000000003')
    expect(unwrapUnderRoot(ringOf(root), 'totp:ann', wrapped).toString()).toBe('seed')
    const wrong = [ringOf({ ...root, epoch: 4 }), ringOf({ ...root, key: randomBytes(32) })]
    for (const ring of wrong) expect(() => unwrapUnderRoot(ring, 'totp:ann', wrapped)).toThrow(damaged)
    expect(() => unwrapUnderRoot(ringOf(root), 'totp:bea', wrapped)).toThrow(damaged)
    expect(() => unwrapUnderRoot(ringOf(root), 'totp:ann', wrapped.subarray(0, 7))).toThrow(damaged)
    wrapped[wrapped.length - 1]! ^= 1
    expect(() => unwrapUnderRoot(ringOf(root), 'totp:ann', wrapped)).toThrow(damaged)
  })

  it('under a server key has another type and opens with that key only', () => {
    const wrapped = wrapUnderKey(key, 'totp:ann', seed)
    expect(wrapped.subarray(0, 8).toString('hex')).toBe('0101040000000000')
    expect(unwrapUnderKey(key, 'totp:ann', wrapped).toString()).toBe('seed')
    expect(() => unwrapUnderKey(parent, 'totp:ann', wrapped)).toThrow(damaged)
    expect(() => unwrapUnderKey(key, 'totp:bea', wrapped)).toThrow(damaged)
    const claimed = Buffer.concat([wrapUnderRoot(root, 'x', seed).subarray(0, 8), wrapped.subarray(8)])
    expect(() => unwrapUnderRoot(ringOf({ ...root, key }), 'totp:ann', claimed)).toThrow(damaged)
  })
})
