import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openVault } from '../../server/vault/vault.ts'
import { addAccounts, atEachStep } from './rotation-support.ts'
import { collect, keyringRows, newId, stored, testVault, type TestVault } from './support.ts'

type Places = Pick<TestVault, 'keyringDir' | 'vaultDir' | 'rootKeyDir'>

/** Documents of two accounts, one of them dirty, secrets, and so many accounts that several commits are needed. */
async function filled() {
  const at = await testVault()
  const dirty = newId()
  const documents = [await stored(at), await stored(at, dirty), await stored(at, dirty)]
  at.vault.destroyKey((await stored(at, dirty)).documentId)
  const pepper = at.vault.serverKey('pwpepper')
  const seed = at.vault.wrapSecret('totp:ann', Buffer.from('seed'))
  at.vault.close()
  await addAccounts(at, 500)
  at.vault = await openVault(at)
  return { at, documents, pepper, seed }
}

/** What a crash at each step would leave: copies of keyring, blobs and roots as they are at that moment. */
async function wrecksOf(at: TestVault): Promise<{ step: string; places: Places }[]> {
  const wrecks: { step: string; places: Places }[] = []
  const end = atEachStep((step) => {
    const to = (name: string) => join(at.directory, `wreck-${wrecks.length}`, name)
    cpSync(at.storageDir, to('storage'), { recursive: true })
    cpSync(at.rootKeyDir, to('root'), { recursive: true })
    chmodSync(to('root'), 0o700)
    const storage = (name: string) => join(to('storage'), name)
    wrecks.push({
      step,
      places: { keyringDir: storage('keyring'), vaultDir: storage('vault'), rootKeyDir: to('root') },
    })
  })
  await at.vault.rotate()
  at.vault.close()
  end()
  return wrecks
}

describe('a rotation that breaks off at any step', () => {
  it('is brought to its end at the next start, with every document and secret', async () => {
    const { at, documents, pepper, seed } = await filled()
    const wrecks = await wrecksOf(at)
    expect([...new Set(wrecks.map(({ step }) => step))]).toEqual(
      ['part-synced', 'begun', 'root-named', 'batch', 'committed', 'emptied', 'root-destroyed'].map(
        (s) => `rotate.${s}`,
      ),
    )
    expect(wrecks.filter(({ step }) => step === 'rotate.batch').length).toBeGreaterThan(1)
    for (const { step, places } of wrecks) {
      const vault = await openVault(places)
      // Before the keyring knows of it, there is no rotation to go on with.
      const epoch = step === 'rotate.part-synced' ? 1 : 2
      expect([vault.epoch(), vault.oldestEpoch()], step).toEqual([epoch, epoch])
      expect(await readdir(places.rootKeyDir), step).toEqual([`epoch-${epoch}.key`])
      for (const document of documents) expect((await collect(await vault.read(document))).length).toBe(70_000)
      expect(vault.serverKey('pwpepper').equals(pepper)).toBe(true)
      expect(vault.unwrapSecret('totp:ann', seed).toString()).toBe('seed')
      expect(await vault.rotate()).toMatchObject({ from: epoch, to: epoch + 1, accounts: 502 })
      vault.close()
      const { accounts } = await keyringRows(places.keyringDir)
      expect(new Set(accounts.map((account) => account.epoch))).toEqual(new Set([epoch + 1]))
    }
  })
})

describe('a keyring that was turning', () => {
  it('is refused without one of its two roots, or with a wrong one', async () => {
    const { at } = await filled()
    const wreck = (await wrecksOf(at)).find(({ step }) => step === 'rotate.batch')!.places
    const saying = (text: string) => ({
      vaultProblem: 'root-refused',
      message: expect.stringContaining(text) as string,
    })
    for (const epoch of [1, 2]) {
      const path = join(wreck.rootKeyDir, `epoch-${epoch}.key`)
      const root = await readFile(path)
      await rm(path)
      await expect(openVault(wreck)).rejects.toMatchObject(saying(`holds no root key of epoch ${epoch}`))
      await writeFile(path, randomBytes(32), { mode: 0o400 })
      await expect(openVault(wreck)).rejects.toMatchObject(saying('another root'))
      await rm(path)
      await writeFile(path, root, { mode: 0o400 })
    }
    await openVault(wreck).then((vault) => vault.close())
    expect(await readdir(wreck.rootKeyDir)).toEqual(['epoch-2.key'])
  })
})

/** A disk of its own, 4 MiB; only root may have one. */
function mount(folder: string): boolean {
  mkdirSync(folder, { recursive: true })
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'tmpfs', folder], { stdio: 'ignore' })
  if (status === 0) onTestFinished(() => void spawnSync('umount', [folder]))
  return status === 0
}

describe('on a full disk', () => {
  it('the desk opens with both roots, and goes on once there is room', async ({ skip }) => {
    const { at, documents } = await filled()
    const wreck = (await wrecksOf(at)).find(({ step }) => step === 'rotate.batch')!.places
    const keyringDir = join(at.directory, 'small')
    if (!mount(keyringDir)) return skip('only root may mount a disk')
    cpSync(wreck.keyringDir, keyringDir, { recursive: true })
    const filler = join(keyringDir, 'something-else')
    expect(() => writeFileSync(filler, randomBytes(4 * 1024 * 1024))).toThrow('ENOSPC')

    const vault = await openVault({ ...wreck, keyringDir })
    expect([vault.epoch(), vault.oldestEpoch()]).toEqual([2, 1])
    for (const document of documents) expect((await collect(await vault.read(document))).length).toBe(70_000)
    await expect(vault.rotate()).rejects.toThrow(/full/)
    await rm(filler)
    expect(await vault.rotate()).toMatchObject({ from: 1, to: 2 })
    expect(await readdir(wreck.rootKeyDir)).toEqual(['epoch-2.key'])
    vault.close()
  })
})
