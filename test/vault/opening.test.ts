import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { openKeyring } from '../../server/vault/keyring.ts'
import { isKeyringBusy } from '../../server/vault/problems.ts'
import { openRoot } from '../../server/vault/roots.ts'
import { openVault } from '../../server/vault/vault.ts'
import { chunks, filesBelow, newId, scratch, testVault } from './support.ts'

const refused = { vaultProblem: 'root-refused', message: expect.stringContaining('ROOT_KEY_DIR') as string }

describe('the root key', () => {
  it('is made once, for its owner only', async () => {
    const at = await testVault()
    const file = await stat(join(at.rootKeyDir, 'epoch-1.key'))
    expect([file.size, file.mode & 0o777]).toEqual([32, 0o400])
    expect((await stat(at.rootKeyDir)).mode & 0o777).toBe(0o700)
    expect((await stat(join(at.storageDir, 'keyring', 'keyring.db'))).mode & 0o777).toBe(0o600)
  })

  it('is refused when file or directory are open to others', async () => {
    const at = await testVault()
    at.vault.close()
    const key = join(at.rootKeyDir, 'epoch-1.key')
    for (const [path, bad, good] of [
      [key, 0o440, 0o400],
      [key, 0o404, 0o400],
      [at.rootKeyDir, 0o750, 0o700],
    ] as const) {
      await chmod(path, bad)
      await expect(openVault(at)).rejects.toMatchObject(refused)
      await chmod(path, good)
    }
    await openVault(at).then((vault) => vault.close())
  })

  it('is never made anew beside an existing keyring', async () => {
    const at = await testVault()
    at.vault.close()
    const before = await filesBelow(at.storageDir)
    for (const lost of [join(at.rootKeyDir, 'epoch-1.key'), at.rootKeyDir]) {
      await rename(lost, join(at.directory, 'moved'))
      await expect(openVault(at)).rejects.toMatchObject(refused)
      await expect(stat(lost)).rejects.toThrow('ENOENT')
      expect(await filesBelow(at.storageDir)).toEqual(before)
      await rename(join(at.directory, 'moved'), lost)
    }
  })

  it('is refused when it is another one, or not whole', async () => {
    const at = await testVault()
    at.vault.close()
    const key = join(at.rootKeyDir, 'epoch-1.key')
    for (const size of [32, 31, 33, 0]) {
      await rm(key)
      await writeFile(key, randomBytes(size), { mode: 0o400 })
      await expect(openVault(at)).rejects.toMatchObject(refused)
    }
  })

  it('is the newest of several', async () => {
    const directory = join(await scratch(), 'root')
    await mkdir(directory, { mode: 0o700 })
    for (const epoch of [2, 10, 9])
      await writeFile(join(directory, `epoch-${epoch}.key`), Buffer.alloc(32, epoch), { mode: 0o400 })
    expect(await openRoot(directory, { mayCreate: true })).toEqual({ epoch: 10, key: Buffer.alloc(32, 10) })
    expect((await readdir(directory)).length).toBe(3)
  })
})

describe('the keyring', () => {
  it('is busy for a second desk, also after its files were searched', async () => {
    const at = await testVault()
    const ids = { documentId: newId(), accountId: newId() }
    await at.vault.seal({ ...ids, name: 'x', type: 'y' }, chunks(randomBytes(10)))
    at.vault.destroyKey(ids.documentId)
    await at.vault.destroyBlob(ids.documentId)
    expect(await at.vault.isGone(ids.documentId)).toBe(true)
    const modules = new URL('../../server/vault/', import.meta.url)
    const script = `
      import { openKeyring } from '${new URL('keyring.ts', modules).href}'
      import { isKeyringBusy } from '${new URL('problems.ts', modules).href}'
      try { openKeyring(process.argv[1]).close(); process.stdout.write('opened') }
      catch (error) { process.stdout.write(isKeyringBusy(error) ? 'busy' : String(error)) }`
    const inAnotherProcess = async () => {
      const args = ['--input-type=module', '-e', script, join(at.storageDir, 'keyring')]
      return (await promisify(execFile)(process.execPath, args)).stdout
    }
    expect(await inAnotherProcess()).toBe('busy')
    at.vault.close()
    expect(await inAnotherProcess()).toBe('opened')
  })

  it('is busy for a second opening in this process', async () => {
    const at = await testVault()
    expect.assertions(2)
    try {
      openKeyring(join(at.storageDir, 'keyring'))
    } catch (error) {
      expect(isKeyringBusy(error)).toBe(true)
    }
    await expect(openVault(at)).rejects.toSatisfy(isKeyringBusy)
  })
})
