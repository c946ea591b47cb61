import { createHash, randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { anyFileHas, chunks, collect, filesBelow, newId, testVault, type TestVault } from './support.ts'

const MiB = 1024 * 1024
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const blobPath = ({ storageDir }: TestVault, id: string) => join(storageDir, 'vault', 'blobs', id.slice(0, 2), id)

async function sealed(at: TestVault, plain: Buffer, ids = { documentId: newId(), accountId: newId() }) {
  const blob = await at.vault.seal(
    { ...ids, name: 'payslip.pdf', type: 'application/pdf' },
    Readable.from(chunks(plain)),
  )
  return { ...ids, ...blob }
}

describe('a document', () => {
  it.each([0, 1, 65_536, 3 * MiB, 9 * MiB])('of %i bytes is read as it was sealed', async (size) => {
    const at = await testVault()
    const plain = randomBytes(size)
    const document = await sealed(at, plain)
    expect((await collect(await at.vault.read(document))).equals(plain)).toBe(true)
    const { bytes, type } = at.vault.openMeta(document.documentId, document.accountId, document.meta)
    expect({ bytes, type }).toEqual({ bytes: size, type: 'application/pdf' })
    expect(document).toMatchObject({ plainBytes: size, plainSha256: sha256(plain) })
    const cipher = await readFile(blobPath(at, document.documentId))
    expect(document).toMatchObject({ cipherBytes: cipher.length, cipherSha256: sha256(cipher) })
    expect(await at.vault.storedIds()).toEqual({ blobs: [document.documentId], keys: [document.documentId] })
  })

  it('is never in clear on the disk, while it is sealed and after', async () => {
    const at = await testVault()
    const secret = Buffer.from('the salary of Ann is 4711 francs')
    const seen: boolean[] = []
    async function* source() {
      for (let i = 0; i < 40; i++) {
        yield Buffer.concat([randomBytes(10_000), secret])
        if (i % 10 === 9) seen.push(await anyFileHas(at.directory, secret))
      }
    }
    const ids = { documentId: newId(), accountId: newId() }
    await at.vault.seal({ ...ids, name: 'salary-of-ann.txt', type: 'text/plain' }, source())
    expect(seen).toEqual([false, false, false, false])
    expect(await anyFileHas(at.directory, secret)).toBe(false)
    expect(await anyFileHas(at.directory, Buffer.from('salary-of-ann'))).toBe(false)
  })

  it('whose upload breaks off leaves nothing', async () => {
    const at = await testVault()
    const before = await filesBelow(join(at.storageDir, 'vault'))
    let parts = 0
    async function* source() {
      yield randomBytes(200_000)
      parts = (await filesBelow(join(at.storageDir, 'vault', 'incoming'))).length
      throw new Error('Request aborted')
    }
    const documentId = newId()
    const sealing = at.vault.seal({ documentId, accountId: newId(), name: 'x', type: 'y' }, source())
    await expect(sealing).rejects.toThrow('Request aborted')
    expect(parts).toBe(1)
    expect(await filesBelow(join(at.storageDir, 'vault'))).toEqual(before)
    expect(at.vault.hasKey(documentId)).toBe(false)
  })

  it('whose account is destroyed during the upload is not stored', async () => {
    const at = await testVault()
    const ids = { documentId: newId(), accountId: newId() }
    async function* source() {
      yield randomBytes(100_000)
      await Promise.resolve(at.vault.destroyAccountKey(ids.accountId))
    }
    const sealing = at.vault.seal({ ...ids, name: 'x', type: 'y' }, source())
    await expect(sealing).rejects.toMatchObject({ vaultProblem: 'no-key' })
    expect(await at.vault.storedIds()).toEqual({ blobs: [], keys: [] })
    expect(await at.vault.clearIncoming()).toBe(0)
  })

  it('cannot be sealed twice, and the second try does not harm the first', async () => {
    const at = await testVault()
    const ids = { documentId: newId(), accountId: newId() }
    const plain = randomBytes(300_000)
    const both = await Promise.allSettled([sealed(at, plain, ids), sealed(at, plain, ids)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(sealed(at, plain, ids)).rejects.toThrow('already')
    const won = both.find((result) => result.status === 'fulfilled')!
    expect((await collect(await at.vault.read(won.value))).equals(plain)).toBe(true)
  })

  it('cannot be sealed under an id that is a path', async () => {
    const at = await testVault()
    await expect(sealed(at, Buffer.of(1), { documentId: '../../../etc/x', accountId: newId() })).rejects.toThrow('hex')
  })
})

describe('a blob that was tampered with', () => {
  it('is refused before a byte is given out, whole or by its records', async () => {
    const at = await testVault()
    const document = await sealed(at, randomBytes(9 * MiB))
    const path = blobPath(at, document.documentId)
    const cipher = await readFile(path)
    cipher[5 * MiB]! ^= 1
    await writeFile(path, cipher)
    await expect(at.vault.read(document)).rejects.toMatchObject({ vaultProblem: 'damaged' })
    // Even when the database was made to agree with the forgery, the stream breaks at the record.
    const stream = await at.vault.read({ ...document, cipherSha256: sha256(cipher) })
    await expect(collect(stream)).rejects.toMatchObject({ vaultProblem: 'damaged' })
  })

  it("is refused when it is another document's of the same account", async () => {
    const at = await testVault()
    const accountId = newId()
    const one = await sealed(at, randomBytes(1000), { documentId: newId(), accountId })
    const two = await sealed(at, randomBytes(1000), { documentId: newId(), accountId })
    await rename(blobPath(at, two.documentId), blobPath(at, one.documentId))
    const reading = at.vault.read({ ...one, cipherSha256: two.cipherSha256 })
    await expect(reading).rejects.toMatchObject({ vaultProblem: 'damaged' })
    await expect(at.vault.read(two)).rejects.toMatchObject({ vaultProblem: 'no-blob' })
  })
})

describe('a download', () => {
  it('ends with the reason of its signal', async () => {
    const at = await testVault()
    const document = await sealed(at, randomBytes(9 * MiB))
    const abort = new AbortController()
    const stream = await at.vault.read({ ...document, signal: abort.signal })
    const reading = (async () => {
      for await (const piece of stream) if (piece instanceof Buffer) abort.abort()
    })()
    await expect(reading).rejects.toThrow(/abort/i)
    await expect(at.vault.read({ ...document, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i)
  })

  it('needs the right account', async () => {
    const at = await testVault()
    const document = await sealed(at, randomBytes(10))
    const reading = at.vault.read({ ...document, accountId: newId() })
    await expect(reading).rejects.toMatchObject({ vaultProblem: 'no-key' })
  })
})
