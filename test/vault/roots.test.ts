import { randomBytes } from 'node:crypto'
import { chmod, copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openVault } from '../../server/vault/vault.ts'
import { tamper } from './rotation-support.ts'
import { filesBelow, scratch, stored, testVault, type TestVault } from './support.ts'

const saying = (text: string) => ({
  vaultProblem: 'root-refused',
  message: expect.stringMatching(new RegExp(`ROOT_KEY_DIR.*${text}`)) as string,
})

/** Where a vault would be, with these roots and nothing else. */
async function placesWith(epochs: Record<string, Buffer>) {
  const directory = await scratch()
  const at = (name: string) => join(directory, name)
  await mkdir(at('root'), { mode: 0o700 })
  for (const [name, key] of Object.entries(epochs)) await writeFile(join(at('root'), name), key, { mode: 0o400 })
  return { directory, keyringDir: at('keyring'), vaultDir: at('vault'), rootKeyDir: at('root') }
}

/** Refused, and every file and folder is as before. */
async function refuses(places: Omit<TestVault, 'vault' | 'storageDir'>, text: string): Promise<void> {
  const before = await readdir(places.directory, { recursive: true })
  await expect(openVault(places)).rejects.toMatchObject(saying(text))
  expect(await readdir(places.directory, { recursive: true })).toEqual(before)
}

describe('the root key', () => {
  it('is made once, for its owner only', async () => {
    const at = await testVault()
    const file = await stat(join(at.rootKeyDir, 'epoch-1.key'))
    expect([file.size, file.mode & 0o777]).toEqual([32, 0o400])
    expect((await stat(at.rootKeyDir)).mode & 0o777).toBe(0o700)
    expect((await stat(join(at.keyringDir, 'keyring.db'))).mode & 0o777).toBe(0o600)
  })

  it('is taken by a new keyring when it is there alone', async () => {
    const at = await placesWith({ 'epoch-3.key': randomBytes(32) })
    const vault = await openVault(at)
    expect([vault.epoch(), vault.oldestEpoch()]).toEqual([3, 3])
    vault.close()
    expect(await readdir(at.rootKeyDir)).toEqual(['epoch-3.key'])
  })

  it('is known by the fingerprint that keyrings had before there were rotations', async () => {
    const at = await testVault()
    const document = await stored(at)
    await tamper(at, "update facts set value = substr(value, 5) where name = 'root-fingerprint'")
    expect(await at.vault.rotate()).toMatchObject({ from: 1, to: 2 })
    expect(at.vault.openMeta(document.documentId, document.accountId, document.meta).bytes).toBe(70_000)
  })
})

describe('without a keyring, nothing is made beside a root that', () => {
  it('is not whole', async () => {
    for (const size of [31, 33, 0]) await refuses(await placesWith({ 'epoch-1.key': randomBytes(size) }), 'bytes')
  })

  it('is open to others, file or folder', async () => {
    const at = await placesWith({ 'epoch-1.key': randomBytes(32) })
    await chmod(join(at.rootKeyDir, 'epoch-1.key'), 0o444)
    await refuses(at, 'open to others.*chmod 400')
    await chmod(join(at.rootKeyDir, 'epoch-1.key'), 0o400)
    await chmod(at.rootKeyDir, 0o755)
    await refuses(at, 'open to others.*chmod 700')
  })

  it('is one of several: the keyring was lost, and they must outlive the mistake', async () => {
    const at = await placesWith({ 'epoch-9.key': randomBytes(32), 'epoch-10.key': randomBytes(32) })
    await refuses(at, 'epochs 9 and 10 although there is no keyring')
  })

  it('cannot be listed', async () => {
    const at = await placesWith({})
    await rm(at.rootKeyDir, { recursive: true })
    await writeFile(at.rootKeyDir, 'not a folder')
    await refuses(at, 'cannot be read')
  })
})

describe('with a keyring, the desk does not open when its root', () => {
  const closed = async () => {
    const at = await testVault()
    await stored(at)
    at.vault.close()
    return { ...at, key: join(at.rootKeyDir, 'epoch-1.key') }
  }

  it('is missing, and none is made anew', async () => {
    const at = await closed()
    for (const lost of [at.key, at.rootKeyDir]) {
      await rename(lost, join(at.directory, 'moved'))
      await refuses(at, 'holds no root key of epoch 1')
      await rename(join(at.directory, 'moved'), lost)
    }
    await openVault(at).then((vault) => vault.close())
  })

  it('is another one, or not whole', async () => {
    const at = await closed()
    for (const [size, text] of [
      [32, 'another root'],
      [31, 'bytes'],
      [33, 'bytes'],
      [0, 'bytes'],
    ] as const) {
      await rm(at.key)
      await writeFile(at.key, randomBytes(size), { mode: 0o400 })
      await refuses(at, text)
    }
  })

  it('is open to others', async () => {
    const at = await closed()
    for (const [path, bad, good] of [
      [at.key, 0o440, 0o400],
      [at.key, 0o404, 0o400],
      [at.rootKeyDir, 0o750, 0o700],
    ] as const) {
      await chmod(path, bad)
      await refuses(at, 'open to others')
      await chmod(path, good)
    }
    await openVault(at).then((vault) => vault.close())
  })

  it('stands beside a newer one, which the keyring does not know', async () => {
    const at = await closed()
    await writeFile(join(at.rootKeyDir, 'epoch-2.key'), randomBytes(32), { mode: 0o400 })
    await refuses(at, 'epoch 2.*older copy, of epoch 1.*newest keyring')
    await rm(at.key)
    await refuses(at, 'older copy')
  })

  it('is an older one than the keyring has had since', async () => {
    const at = await testVault()
    const key = join(at.rootKeyDir, 'epoch-1.key')
    await copyFile(key, join(at.directory, 'escrow'))
    await at.vault.rotate()
    at.vault.close()
    await rename(join(at.rootKeyDir, 'epoch-2.key'), join(at.directory, 'moved'))
    await copyFile(join(at.directory, 'escrow'), key)
    await chmod(key, 0o400)
    await refuses(at, 'holds no root key of epoch 2')
    // Beside the right one it is what a crash left over, and goes.
    await rename(join(at.directory, 'moved'), join(at.rootKeyDir, 'epoch-2.key'))
    await openVault(at).then((vault) => vault.close())
    expect(await filesBelow(at.rootKeyDir)).toEqual([join(at.rootKeyDir, 'epoch-2.key')])
  })
})
