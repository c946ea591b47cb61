import { randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import type { SealedBlob } from '../../server/vault/sealing.ts'
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
  const at = { vault: await openVault(places), storageDir, ...places, directory }
  onTestFinished(() => at.vault.close())
  return at
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

export type Stored = SealedBlob & { accountId: string }

/** A document of random bytes. */
export async function stored({ vault }: { vault: Vault }, accountId = newId(), bytes = 70_000): Promise<Stored> {
  const ids = { documentId: newId(), accountId }
  return { ...ids, ...(await vault.seal({ ...ids, name: 'x', type: 'y' }, chunks(randomBytes(bytes)))) }
}

export type KeyringRows = {
  accounts: { id: string; epoch: number; generation: number; wrap: Buffer }[]
  documents: { id: string; account: string; wrap: Buffer }[]
}

/** What stands in a keyring, read from a copy of its files: the vault itself never shows it. */
export async function keyringRows(keyringDir: string): Promise<KeyringRows> {
  const copy = await mkdtemp(join(tmpdir(), 'keyring-copy-'))
  for (const name of ['keyring.db', 'keyring.db-wal'])
    await copyFile(join(keyringDir, name), join(copy, name)).catch(() => undefined)
  const db = new SQLite(join(copy, 'keyring.db'))
  const accounts = db.prepare('select account_id as id, epoch, generation, wrap from accounts').all()
  const documents = db.prepare('select document_id as id, account_id as account, wrap from documents').all()
  db.close()
  await rm(copy, { recursive: true })
  return { accounts, documents } as KeyringRows
}
