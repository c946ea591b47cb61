import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { openKeyring } from '../../server/vault/keyring.ts'
import { isKeyringBusy } from '../../server/vault/problems.ts'
import { openVault } from '../../server/vault/vault.ts'
import { chunks, newId, testVault } from './support.ts'

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
