import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { DocumentIds } from '../../server/vault/ids.ts'
import { openKeyring } from '../../server/vault/keyring.ts'
import { ensureAccountKey, openDocumentKey, storeDocumentKey } from '../../server/vault/keys.ts'
import { ringOf } from '../../server/vault/ring.ts'
import { turnAccounts } from '../../server/vault/turning.ts'
import { openVault } from '../../server/vault/vault.ts'
import { atEachStep, lootOf, openedBy, tamper } from './rotation-support.ts'
import {
  anyFileHas,
  collect,
  keyringRows,
  newId,
  scratch,
  stored,
  testVault,
  type Stored,
  type TestVault,
} from './support.ts'

const idOf = ({ documentId }: Stored) => documentId
const lost = expect.objectContaining({ vaultProblem: 'no-key' })

/** Key and blob of a document, gone. */
async function destroy({ vault }: TestVault, { documentId }: Stored): Promise<void> {
  vault.destroyKey(documentId)
  await vault.destroyBlob(documentId)
}

const bytesOf = ({ vault }: TestVault, { documentId, accountId, meta }: Stored) =>
  vault.openMeta(documentId, accountId, meta).bytes

describe('a rotation', () => {
  it('leaves documents of clean and of dirty accounts to be read, and counts them', async () => {
    const at = await testVault()
    const [clean, dirty] = [newId(), newId()]
    const kept = [await stored(at, clean), await stored(at, dirty), await stored(at, dirty)]
    await destroy(at, await stored(at, dirty))
    expect(await at.vault.rotate()).toEqual({ from: 1, to: 2, accounts: 2, documents: 2 })
    expect([at.vault.epoch(), at.vault.oldestEpoch()]).toEqual([2, 2])
    expect(await readdir(at.rootKeyDir)).toEqual(['epoch-2.key'])
    const { accounts } = await keyringRows(at.keyringDir)
    const states = new Map(accounts.map(({ id, epoch, generation }) => [id, [epoch, generation]]))
    expect([states.get(clean), states.get(dirty)]).toEqual([
      [2, 1],
      [2, 2],
    ])
    at.vault.close()
    at.vault = await openVault(at)
    for (const document of kept) {
      expect((await collect(await at.vault.read(document))).length).toBe(70_000)
      expect(bytesOf(at, document)).toBe(70_000)
    }
    // Nobody is dirty any more.
    expect(await at.vault.rotate()).toEqual({ from: 2, to: 3, accounts: 2, documents: 0 })
  })

  it('works on an empty vault', async () => {
    const at = await testVault()
    expect(await at.vault.rotate()).toEqual({ from: 1, to: 2, accounts: 0, documents: 0 })
  })

  it('is one, however many ask for it', async () => {
    const at = await testVault()
    await stored(at)
    const [one, two] = await Promise.all([at.vault.rotate(), at.vault.rotate()])
    expect(two).toBe(one)
    expect(await at.vault.rotate()).toMatchObject({ from: 2, to: 3 })
  })

  it('leaves no byte of the old wraps or of the old root in any file', async () => {
    const at = await testVault()
    await destroy(at, await stored(at))
    const account = newId()
    await stored(at, account)
    await destroy(at, await stored(at, account))
    const { rows, roots } = await lootOf(at)
    await at.vault.rotate()
    const wraps = rows.flatMap(({ accounts, documents }) => [...accounts, ...documents].map(({ wrap }) => wrap))
    expect(wraps.length).toBe(3)
    for (const bytes of [...roots, ...wraps.map((wrap) => wrap.subarray(32))])
      expect(await anyFileHas(at.directory, bytes)).toBe(false)
  })
})

describe('an older copy of the keyring', () => {
  it('opens nothing with the new root, even beside the keyring of today', async () => {
    const at = await testVault()
    const [dirty, closed, clean] = [newId(), newId(), newId()]
    const [gone, kept] = [await stored(at, dirty), await stored(at, dirty)]
    const [ended, other] = [await stored(at, closed), await stored(at, clean)]
    const before = await lootOf(at)
    await destroy(at, gone)
    expect(at.vault.destroyAccountKey(closed)).toBe(true)
    // Deleting alone is not enough: whoever kept a copy and the root opens it.
    expect(openedBy(await lootOf(at)).has(idOf(gone))).toBe(false)
    expect(openedBy(before)).toEqual(new Set([gone, kept, ended, other].map(idOf)))

    await at.vault.rotate()
    const today = await lootOf(at)
    expect(openedBy({ rows: before.rows, roots: today.roots })).toEqual(new Set())
    // Of a clean account, which kept its key, today's keyring opens the old copy too: but nothing of it was destroyed.
    const both = openedBy({ rows: [...before.rows, ...today.rows], roots: today.roots })
    expect(both).toEqual(new Set([kept, other].map(idOf)))
    // And somebody who kept the old root would still get everything: why it is destroyed, and never backed up.
    expect(openedBy(before).has(idOf(gone))).toBe(true)
  })

  it('would open what was destroyed if its account had kept its key', async () => {
    const at = await testVault()
    const account = newId()
    const [gone, kept] = [await stored(at, account), await stored(at, account)]
    const before = await lootOf(at)
    await destroy(at, gone)
    await tamper(at, 'update accounts set dirty = 0')
    await at.vault.rotate()
    const today = await lootOf(at)
    const both = openedBy({ rows: [...before.rows, ...today.rows], roots: today.roots })
    expect(both).toEqual(new Set([gone, kept].map(idOf)))
  })

  it('opens no document that was destroyed while the keys were turning, after the next rotation', async () => {
    const at = await testVault()
    const account = newId()
    const documents: Stored[] = []
    for (let i = 0; i < 60; i++) documents.push(await stored(at, account, 10))
    await destroy(at, documents.pop()!)
    const ends: Stored[] = []
    const copies = [await lootOf(at)]
    const rotating = at.vault.rotate()
    // One at each turn of the loop, so that some go while the account is prepared and before it is committed.
    while (at.vault.oldestEpoch() === 1) {
      const end = documents.length > 5 ? documents.splice(-1) : []
      for (const { documentId } of end) at.vault.destroyKey(documentId)
      ends.push(...end)
      await setImmediate()
    }
    await rotating
    expect(ends.length).toBeGreaterThan(3)
    copies.push(await lootOf(at))
    for (const document of documents) expect(bytesOf(at, document)).toBe(10)
    for (const end of ends) expect(() => bytesOf(at, end)).toThrow(lost)
    await at.vault.rotate()
    const today = await lootOf(at)
    const all = [...copies, today].flatMap(({ rows }) => rows)
    expect(openedBy({ rows: all, roots: today.roots })).toEqual(new Set(documents.map(idOf)))
  })
})

describe('while keys are turning', () => {
  it('an upload that began under the old root ends under the new one', async () => {
    const at = await testVault()
    const ids = { documentId: newId(), accountId: newId() }
    const plain = randomBytes(150_000)
    await destroy(at, await stored(at, ids.accountId))
    async function* source() {
      yield plain.subarray(0, 100_000)
      await at.vault.rotate()
      yield plain.subarray(100_000)
    }
    const blob = await at.vault.seal({ ...ids, name: 'x', type: 'y' }, source())
    expect((await collect(await at.vault.read({ ...ids, ...blob }))).equals(plain)).toBe(true)
    expect((await keyringRows(at.keyringDir)).accounts[0]).toMatchObject({ epoch: 2, generation: 2 })
  })

  it('an upload whose account is destroyed meanwhile fails and leaves nothing', async () => {
    const at = await testVault()
    const ids = { documentId: newId(), accountId: newId() }
    async function* source() {
      yield randomBytes(1000)
      at.vault.destroyAccountKey(ids.accountId)
      await at.vault.rotate()
    }
    await expect(at.vault.seal({ ...ids, name: 'x', type: 'y' }, source())).rejects.toEqual(lost)
    expect(await at.vault.storedIds()).toEqual({ blobs: [], keys: [] })
  })

  it('documents are stored, read and destroyed', async () => {
    const at = await testVault()
    const accounts = Array.from({ length: 15 }, newId)
    const early: Stored[] = []
    for (const account of accounts) early.push(await stored(at, account, 100))
    for (const account of accounts) await destroy(at, await stored(at, account, 100))
    const late: Stored[] = []
    const rotating = at.vault.rotate()
    for (const account of [...accounts.slice(0, 5), newId(), newId()]) {
      const [one, two] = await Promise.all([stored(at, account, 70_000), stored(at, account, 10)])
      late.push(one, two)
      expect((await collect(await at.vault.read(one))).length).toBe(70_000)
      for (const document of early) expect(bytesOf(at, document)).toBe(100)
    }
    await rotating
    const end = early.pop()!
    await destroy(at, end)
    expect(await at.vault.isGone(idOf(end))).toBe(true)
    at.vault.close()
    at.vault = await openVault(at)
    for (const document of [...early, ...late])
      expect((await collect(await at.vault.read(document))).length).toBe(document.plainBytes)
  })

  it('accounts that are destroyed or new are left as they are', async () => {
    const at = await testVault()
    const [gone, again] = [await stored(at), await stored(at)]
    let fresh: Promise<Stored> | undefined
    atEachStep((step) => {
      if (step !== 'rotate.root-named') return
      at.vault.destroyAccountKey(gone.accountId)
      at.vault.destroyAccountKey(again.accountId)
      fresh = stored(at, again.accountId)
    })
    expect(await at.vault.rotate()).toMatchObject({ from: 1, to: 2 })
    expect(() => bytesOf(at, gone)).toThrow(lost)
    expect(bytesOf(at, await fresh!)).toBe(70_000)
  })
})

describe('between the preparation of an account and its commit', () => {
  /** Keys that are about to turn, and what happens at the first pause, which comes after fifty of them. */
  async function turning() {
    const [keyring, root] = [openKeyring(await scratch()), { epoch: 1, key: randomBytes(32) }]
    onTestFinished(() => keyring.close())
    const keys = { keyring, ring: ringOf(root) }
    const store = (accountId: string, documentId = newId()) => {
      ensureAccountKey(keys, accountId)
      storeDocumentKey(keys, { accountId, documentId }, root.key)
      return { accountId, documentId }
    }
    const turn = async (meanwhile: () => void) => {
      const next = { epoch: 2, key: randomBytes(32) }
      keys.ring.add(next)
      const pausing = setImmediate().then(meanwhile)
      const done = await turnAccounts(keys, 1, next)
      await pausing
      return done
    }
    return { ...keys, store, turn, keyOf: (ids: DocumentIds) => openDocumentKey(keys, ids).equals(root.key) }
  }

  it('an account that is destroyed and made anew keeps its new key', async () => {
    const { keyring, store, turn, keyOf } = await turning()
    const account = newId()
    keyring.together(() => Array.from({ length: 60 }, () => store(account)))
    keyring.removeDocument(store(account).documentId)
    const fresh = { accountId: account, documentId: newId() }
    const done = await turn(() => (keyring.removeAccount(account), store(account, fresh.documentId)))
    expect(done).toEqual({ accounts: 0, documents: 0 })
    expect(keyring.account(account)).toMatchObject({ epoch: 2, generation: 1 })
    expect(keyOf(fresh)).toBe(true)
  })

  it('what is stored is wrapped under the new key too', async () => {
    const { keyring, store, turn, keyOf } = await turning()
    const account = newId()
    keyring.together(() => Array.from({ length: 60 }, () => store(account)))
    keyring.removeDocument(store(account).documentId)
    const late = { accountId: account, documentId: newId() }
    const done = await turn(() => void store(account, late.documentId))
    expect(done).toEqual({ accounts: 1, documents: 61 })
    expect(keyring.documentsOf(account).every(({ documentId }) => keyOf({ accountId: account, documentId }))).toBe(true)
    expect(keyOf(late)).toBe(true)
  })

  it('an account of which a document is destroyed is remembered for the next rotation', async () => {
    const { keyring, store, turn, keyOf } = await turning()
    const accounts = Array.from({ length: 60 }, newId).sort()
    const [first = '', last = ''] = [accounts[0], accounts.at(-1)]
    keyring.together(() => accounts.map((account) => store(account)))
    const [gone, kept] = [store(first), store(last)]
    expect(await turn(() => keyring.removeDocument(gone.documentId))).toEqual({ accounts: 60, documents: 0 })
    expect(keyring.accountAfter(2, '')).toMatchObject({ accountId: first, generation: 1, dirty: 1 })
    expect(keyOf(kept)).toBe(true)
  })
})

describe('a damaged key', () => {
  it('stops the rotation, which says whose it is; once it is destroyed, the next one goes on', async () => {
    const at = await testVault()
    const account = newId()
    const [bad, good] = [await stored(at, account), await stored(at, account)]
    await destroy(at, await stored(at, account))
    await tamper(at, 'update documents set wrap = zeroblob(80) where document_id = ?', idOf(bad))
    await expect(at.vault.rotate()).rejects.toThrow(`key of document ${idOf(bad)}`)
    expect([at.vault.epoch(), at.vault.oldestEpoch()]).toEqual([2, 1])
    expect(bytesOf(at, good)).toBe(70_000)
    await destroy(at, bad)
    expect(await at.vault.rotate()).toEqual({ from: 1, to: 2, accounts: 1, documents: 1 })
    expect(bytesOf(at, good)).toBe(70_000)
    expect([at.vault.epoch(), at.vault.oldestEpoch()]).toEqual([2, 2])
  })
})
