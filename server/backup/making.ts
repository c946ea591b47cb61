import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { inArray } from 'drizzle-orm'
import { raiseAlarm } from '../alarms/alarms.ts'
import { headOf, type Head } from '../audit/log.ts'
import { record } from '../audit/record.ts'
import { engine, type Table } from '../db/columns.ts'
import type { Tx } from '../db/database.ts'
import { setFact } from '../db/facts.ts'
import { documents } from '../db/vault-schema.ts'
import { lineOf, newestMigration, rowsOf, tables } from '../db/tables.ts'
import type { Desk } from '../desk.ts'
import { syncDirectory, syncFile } from '../vault/disk.ts'
import { reached } from '../vault/steps.ts'
import { copyBlobs, type Wanted } from './blobs.ts'
import { keepCanary } from './canaries.ts'
import { copyKeyring } from './keyring-copy.ts'
import { MANIFEST, isStamp, stampOf, tableFile, type Manifest } from './manifest.ts'

/** A copy that was made: where, and what is in it. */
export type Made = { place: string; documents: number; bytes: number; damaged: number }

const PART = '.part'

type Dump = Pick<Manifest, 'tables'> & { head: Head; wanted: Wanted[] }

/**
 * Makes a copy of the desk in a folder of its own below `dir`: every table as it is in one moment, every blob, a manifest
 * of counts and hashes; beside the copies the keyring, by its own rule. It has its name only once it is whole and on the
 * disk. Throws, and leaves nothing, when it cannot be made.
 */
export async function makeBackup(desk: Desk, dir: string): Promise<Made> {
  if (`${dir}${sep}`.startsWith(`${desk.config.storageDir}${sep}`))
    throw new Error(`A copy belongs outside STORAGE_DIR (${desk.config.storageDir})`)
  const place = join(dir, stampOf(desk.clock.now()))
  const part = `${place}${PART}`
  try {
    await clearParts(dir)
    return await write(desk, dir, place, part)
  } catch (error) {
    await raiseAlarm(desk, 'backup', '', `${dir}: ${String(error)}`)
    await rm(part, { recursive: true, force: true })
    throw error
  }
}

/** What a crash left of copies that were being made: only one is at a time. */
async function clearParts(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  for (const name of await readdir(dir))
    if (isStamp(name.replace(PART, '')) && name.endsWith(PART)) await rm(join(dir, name), { recursive: true })
}

async function write(desk: Desk, dir: string, place: string, part: string): Promise<Made> {
  const made = desk.clock.now()
  const canary = await keepCanary(desk)
  await mkdir(join(part, 'tables'), { recursive: true, mode: 0o700 })
  const { head, wanted, ...dumped } = await dump(desk, part)
  await syncDirectory(join(part, 'tables'))
  reached('backup.dumped')
  const copied = await copyBlobs(desk, part, [...wanted, { id: canary.documentId, sha256: canary.cipherSha256 }])
  const manifest: Manifest = {
    ...{ format: 'guichet-backup', version: 1, made: made.toISOString(), engine, migration: newestMigration() },
    ...{ epoch: desk.vault.epoch(), log: { size: head.size, root: head.root.toString('base64') } },
    ...dumped,
    ...copied,
  }
  await writeFile(join(part, MANIFEST), JSON.stringify(manifest), { mode: 0o600 })
  await syncFile(join(part, MANIFEST))
  await syncDirectory(part)
  // Before the copy has its name: a keyring that is newer than a copy opens it, an older one does not.
  await copyKeyring(desk, dir)
  reached('backup.keyring-copied')
  await rename(part, place)
  await syncDirectory(dir)
  reached('backup.named')
  return conclude(desk, dir, place, manifest)
}

async function conclude(desk: Desk, dir: string, place: string, { blobs, left, made }: Manifest): Promise<Made> {
  const bytes = blobs.reduce((sum, blob) => sum + blob.bytes, 0)
  const kept = { documents: blobs.length - 1, bytes } // but for the canary
  await desk.db.transaction(async (tx) => {
    await setFact(tx, 'backup', { at: made, dir, place, ...kept })
    await record(tx, { deed: 'backup.made', at: desk.clock.now(), actorId: null, facts: kept })
  })
  return { place, ...kept, damaged: left.damaged.length }
}

/** Every table as it is in one moment. The transaction may be run again: then the files are written anew. */
function dump(desk: Desk, part: string): Promise<Dump> {
  return desk.db.transaction(async (tx) => {
    const written: Manifest['tables'] = []
    for (const [name, table] of tables)
      written.push({ name, ...(await writeTable(tx, table, join(part, tableFile(name)))) })
    const kept = inArray(documents.state, ['stored', 'waiting'])
    const rows = await tx.select({ id: documents.id, sha256: documents.cipherSha256 }).from(documents).where(kept)
    return {
      tables: written,
      head: await headOf(tx),
      wanted: rows.map(({ id, sha256 }) => ({ id, sha256: sha256 ?? '' })),
    }
  })
}

async function writeTable(tx: Tx, table: Table, path: string) {
  const hash = createHash('sha256')
  const file = await open(path, 'w', 0o600)
  let [rows, bytes] = [0, 0]
  try {
    for await (const batch of rowsOf(tx, table)) {
      const lines = Buffer.from(batch.map((row) => `${lineOf(row)}\n`).join(''))
      hash.update(lines)
      await file.writeFile(lines)
      rows += batch.length
      bytes += lines.length
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { rows, bytes, sha256: hash.digest('hex') }
}
