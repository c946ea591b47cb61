import { createReadStream } from 'node:fs'
import { chmod, constants, copyFile, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Config } from '../config.ts'
import type { Table } from '../db/columns.ts'
import { openDatabase, type Database, type Tx } from '../db/database.ts'
import { people } from '../db/schema.ts'
import { countOn, putRows, rowIn, tables } from '../db/tables.ts'
import { blobsBelow, openBlobs } from '../vault/blobs.ts'
import { isAbsent, syncDirectory, syncFile } from '../vault/disk.ts'
import { hasKeyring } from '../vault/keyring.ts'
import { codeOf } from '../vault/problems.ts'
import { reached } from '../vault/steps.ts'
import { openVault, type Vault } from '../vault/vault.ts'
import { faultsOfCopy, type Copy } from './checking.ts'
import { findCopy, keyringCopy, logCopy, tableFile } from './manifest.ts'
import { checkSeal, verifyDatabase, verifyVault } from './verifying.ts'

/** A copy that was brought back: which, how much, and what is wrong with what is there now. */
export type Restored = { place: string; made: string; documents: number; rows: number; problems: string[] }

/** A copy brings nobody's session back: whoever signed out since stays out. */
const LEFT_OUT = ['sessions', 'open_tokens']

/**
 * Brings a copy back into a storage that holds no desk. Every hash is checked before anything is written; the database
 * is last, and in one piece. The destruction log of this machine stays. Throws with one line, and leaves nothing, when
 * the copy is not whole, the root key is missing or the place is taken.
 */
export async function bringBack(config: Config, from: string): Promise<Restored> {
  const copy = await findCopy(from)
  const faults = await faultsOfCopy(copy)
  if (faults.length > 0) throw new Error(`Nothing was brought back: ${faults.join('; ')}`)
  await using opening = new AsyncDisposableStack()
  const db = opening.adopt(await openDatabase(config.databaseUrl), (db) => db.close())
  await db.migrate()
  await refuseTaken(config, db)
  try {
    await placeKeyring(config, copy)
    const vault = opening.adopt(await openVault(config), (vault) => vault.close())
    await placeBlobs(config, copy)
    reached('restore.placed')
    await placeLog(config, copy)
    await load(db, copy)
    reached('restore.loaded')
    return await lookAt({ db, vault }, copy)
  } catch (error) {
    await opening.disposeAsync()
    await takeAway(config)
    throw error
  }
}

/** What was placed of a copy that could not be brought back whole; nothing was there before. */
async function takeAway({ keyringDir, vaultDir }: Config): Promise<void> {
  await rm(join(keyringDir, 'keyring.db'), { force: true })
  for (const name of ['blobs', 'incoming']) await rm(join(vaultDir, name), { recursive: true, force: true })
}

async function refuseTaken({ keyringDir, vaultDir, storageDir }: Config, db: Database): Promise<void> {
  const blobs = await blobsBelow(vaultDir)
    .ids()
    .catch((error: unknown) => {
      if (isAbsent(error)) return []
      throw error
    })
  if (!hasKeyring(keyringDir) && blobs.length === 0 && (await db.$count(people)) === 0) return
  throw new Error(`STORAGE_DIR (${storageDir}) holds a desk already: move it away, but for the root key, and try again`)
}

async function placeKeyring({ keyringDir }: Config, { dir }: Copy): Promise<void> {
  await mkdir(keyringDir, { recursive: true, mode: 0o700 })
  await placeFile(keyringCopy(dir), join(keyringDir, 'keyring.db'))
}

/** Only where there is none: the one of this machine knows more. */
async function placeLog({ destructionLog }: Config, { dir }: Copy): Promise<void> {
  try {
    await placeFile(logCopy(dir), destructionLog)
  } catch (error) {
    if (!isAbsent(error) && codeOf(error) !== 'EEXIST') throw error
  }
}

async function placeFile(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL)
  await chmod(to, 0o600)
  await syncFile(to)
  await syncDirectory(dirname(to))
}

async function placeBlobs({ vaultDir }: Config, { place, manifest }: Copy): Promise<void> {
  const [source, store] = [blobsBelow(place), await openBlobs(vaultDir)]
  for (const { id, sha256 } of manifest.blobs) {
    const measured = await store.writePart(id, source.bytes(id))
    if (measured.sha256 !== sha256) throw new Error(`Nothing was brought back: blob ${id} changed while it was copied`)
    await store.keep(id)
  }
}

async function load(db: Database, { place, manifest }: Copy): Promise<void> {
  await db.transaction(async (tx) => {
    for (const [name, table] of tables) {
      if (LEFT_OUT.includes(name)) continue
      const rows = await loadTable(tx, table, join(place, tableFile(name)))
      const said = manifest.tables.find((one) => one.name === name)?.rows
      if (rows !== said) throw new Error(`Nothing was brought back: ${name} has ${rows} rows instead of ${said}`)
    }
  })
}

const BATCH = 500

async function loadTable(tx: Tx, table: Table, path: string): Promise<number> {
  let batch: Record<string, unknown>[] = []
  let rows = 0
  for await (const line of createInterface({ input: createReadStream(path) })) {
    batch.push(rowIn(table, line))
    rows++
    if (batch.length < BATCH) continue
    await putRows(tx, table, batch)
    batch = []
  }
  await putRows(tx, table, batch)
  await countOn(tx, table)
  return rows
}

async function lookAt(desk: { db: Database; vault: Vault }, { place, manifest }: Copy): Promise<Restored> {
  const { checked, problems } = await verifyVault(desk, checkSeal)
  const faults = [...desk.vault.check(), ...(await verifyDatabase(desk.db)), ...problems]
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  return { place, made: manifest.made, documents: checked, rows, problems: faults }
}
