import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { newestMigration, tables } from '../db/tables.ts'
import { blobsBelow } from '../vault/blobs.ts'
import { keyringCopy, tableFile, type Manifest, type Measured } from './manifest.ts'

/** Where a copy lies: its own folder, and that of all copies, with the keyring beside them. */
export type Copy = { dir: string; place: string; manifest: Manifest }

/**
 * Looks at all of a copy before anything is written: it is of this version, every file has the size and the hash that its
 * manifest says, and there is a keyring. Answers what is wrong, in words.
 */
export async function faultsOfCopy({ dir, place, manifest }: Copy): Promise<string[]> {
  const faults: string[] = []
  if (manifest.migration !== newestMigration())
    faults.push(`the copy was made with database ${manifest.migration}, this version has ${newestMigration()}`)
  const missing = [...tables.keys()].filter((name) => !manifest.tables.some((table) => table.name === name))
  if (missing.length > 0) faults.push(`the copy lacks the tables ${missing.join(', ')}`)
  for (const table of manifest.tables) {
    const path = join(place, tableFile(table.name))
    const found = await measured(path).catch(() => null)
    if (!isSame(found, table)) faults.push(`${tableFile(table.name)} is not the file that was written`)
  }
  faults.push(...(await faultsOfBlobs(place, manifest)))
  const keyring = await stat(keyringCopy(dir)).catch(() => null)
  if (keyring === null) faults.push(`there is no keyring at ${keyringCopy(dir)}`)
  return faults
}

async function faultsOfBlobs(place: string, { blobs }: Manifest): Promise<string[]> {
  const store = blobsBelow(place)
  const faults: string[] = []
  for (const blob of blobs) {
    const found = await store.digest(blob.id).catch(() => null)
    if (!isSame(found, blob)) faults.push(`blob ${blob.id} is ${found ? 'not the file that was written' : 'missing'}`)
  }
  return faults
}

const isSame = (found: Measured | null, said: Measured): boolean =>
  found !== null && found.bytes === said.bytes && found.sha256 === said.sha256

async function measured(path: string): Promise<Measured> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') }
}
