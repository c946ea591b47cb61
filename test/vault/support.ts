import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openVault, type Vault } from '../../server/vault/vault.ts'

export const newId = () => randomBytes(16).toString('hex')

/** A temporary directory that goes with the test. */
export async function scratch(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vault-test-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

export type TestVault = {
  vault: Vault
  storageDir: string
  keyringDir: string
  vaultDir: string
  rootKeyDir: string
  directory: string
}

/** An open vault in a temporary directory. */
export async function testVault(): Promise<TestVault> {
  const directory = await scratch()
  const storageDir = join(directory, 'storage')
  const places = {
    keyringDir: join(storageDir, 'keyring'),
    vaultDir: join(storageDir, 'vault'),
    rootKeyDir: join(directory, 'root'),
  }
  const vault = await openVault(places)
  onTestFinished(() => vault.close())
  return { vault, storageDir, ...places, directory }
}

export async function* chunks(bytes: Uint8Array, size = 10_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size))
}

export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of source) parts.push(Buffer.from(part))
  return Buffer.concat(parts)
}

export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

export async function anyFileHas(directory: string, needle: Buffer): Promise<boolean> {
  const files = await filesBelow(directory)
  const contents = await Promise.all(files.map((file) => readFile(file)))
  return contents.some((content) => content.includes(needle))
}
