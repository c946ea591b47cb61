import { randomBytes } from 'node:crypto'
import { access, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withBallast } from '../../server/vault/ballast.ts'
import { openVault } from '../../server/vault/vault.ts'
import { anyFileHas, keyringRows, newId, stored, testVault, type TestVault } from './support.ts'

/** The 48 bytes of each wrap. */
async function wrapsIn({ keyringDir }: TestVault): Promise<Map<string, Buffer>> {
  const { accounts, documents } = await keyringRows(keyringDir)
  return new Map([...accounts, ...documents].map(({ id, wrap }) => [id, wrap.subarray(32)]))
}

describe('a destroyed document', () => {
  it('leaves no byte of its wrapped key in the keyring, and the others their keys', async () => {
    const at = await testVault()
    const keyring = join(at.storageDir, 'keyring')
    const documents = [await stored(at), await stored(at), await stored(at)]
    const wraps = await wrapsIn(at)
    const [gone, ...others] = documents.map(({ documentId }) => ({ documentId, bytes: wraps.get(documentId)! }))
    expect(gone!.bytes.length).toBe(48)
    expect(await anyFileHas(keyring, gone!.bytes)).toBe(true)
    expect(await at.vault.isGone(gone!.documentId)).toBe(false)

    expect(at.vault.destroyKey(gone!.documentId)).toBe(true)
    expect(await anyFileHas(keyring, gone!.bytes)).toBe(false)
    expect(await at.vault.isGone(gone!.documentId)).toBe(false)
    await at.vault.destroyBlob(gone!.documentId)
    expect(await at.vault.isGone(gone!.documentId)).toBe(true)
    for (const { documentId, bytes } of others) {
      expect(at.vault.hasKey(documentId)).toBe(true)
      expect(await anyFileHas(keyring, bytes)).toBe(true)
    }
  })

  it('is not declared gone while its wrap is in some file of the keyring', async () => {
    const at = await testVault()
    const { documentId } = await stored(at)
    const bytes = (await wrapsIn(at)).get(documentId)!
    at.vault.destroyKey(documentId)
    await at.vault.destroyBlob(documentId)
    const left = join(at.storageDir, 'keyring', 'left-over')
    // Across the border of two windows of the search.
    await writeFile(left, Buffer.concat([randomBytes(1024 * 1024 - 20), bytes]))
    expect(await at.vault.isGone(documentId)).toBe(false)
    await rm(left)
    expect(await at.vault.isGone(documentId)).toBe(true)
  })

  it('cannot be read, and destroying it again is no error', async () => {
    const at = await testVault()
    const document = await stored(at)
    at.vault.destroyKey(document.documentId)
    await expect(at.vault.read(document)).rejects.toMatchObject({ vaultProblem: 'no-key' })
    expect(() => at.vault.openMeta(document.documentId, document.accountId, document.meta)).toThrow('no key')
    await at.vault.destroyBlob(document.documentId)
    await at.vault.destroyBlob(document.documentId)
    expect(at.vault.destroyKey(document.documentId)).toBe(true)
    await expect(at.vault.read(document)).rejects.toMatchObject({ vaultProblem: 'no-blob' })
    expect(await at.vault.storedIds()).toEqual({ blobs: [], keys: [] })
  })

  it('goes with all others when its account is destroyed', async () => {
    const at = await testVault()
    const accountId = newId()
    const documents = [await stored(at, accountId), await stored(at, accountId)]
    const other = await stored(at)
    const wraps = await wrapsIn(at)
    expect(at.vault.destroyAccountKey(accountId)).toBe(true)
    for (const document of documents) {
      await expect(at.vault.read(document)).rejects.toMatchObject({ vaultProblem: 'no-key' })
      await at.vault.destroyBlob(document.documentId)
      expect(await at.vault.isGone(document.documentId)).toBe(true)
    }
    for (const id of [accountId, ...documents.map(({ documentId }) => documentId)])
      expect(await anyFileHas(join(at.storageDir, 'keyring'), wraps.get(id)!)).toBe(false)
    expect(at.vault.hasKey(other.documentId)).toBe(true)
  })
})

describe('the store', () => {
  it('has no shared-memory file and cleans what a crash left of uploads', async () => {
    const at = await testVault()
    await stored(at)
    await expect(access(join(at.storageDir, 'keyring', 'keyring.db-shm'))).rejects.toThrow('ENOENT')
    await writeFile(join(at.storageDir, 'vault', 'incoming', `${newId()}.part`), 'x')
    expect(await at.vault.clearIncoming()).toBe(1)
    expect(await at.vault.clearIncoming()).toBe(0)
  })

  it('drops its ballast when the disk is full, and takes it up again', async () => {
    const at = await testVault()
    const ballast = join(at.storageDir, 'keyring', 'ballast')
    expect((await stat(ballast)).size).toBe(1024 * 1024)
    let tries = 0
    const answer = withBallast(ballast, () => {
      if (++tries === 1) throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
      return 'destroyed'
    })
    expect([answer, tries]).toEqual(['destroyed', 2])
    expect((await stat(ballast)).size).toBe(1024 * 1024)
  })

  it('keeps documents and server keys when it is opened again', async () => {
    const at = await testVault()
    const document = await stored(at)
    const pepper = at.vault.serverKey('pwpepper')
    expect(pepper.length).toBe(32)
    expect(at.vault.serverKey('mailtokn').equals(pepper)).toBe(false)
    const seed = at.vault.wrapSecret('totp:ann', Buffer.from('seed'))
    at.vault.close()
    expect(() => at.vault.wrapSecret('totp:ann', Buffer.from('seed'))).toThrow('not open')
    expect(() => at.vault.epoch()).toThrow('closed')
    const again = await openVault(at)
    expect(again.serverKey('pwpepper').equals(pepper)).toBe(true)
    expect(again.unwrapSecret('totp:ann', seed).toString()).toBe('seed')
    expect(again.openMeta(document.documentId, document.accountId, document.meta).bytes).toBe(70_000)
    again.close()
  })
})
