import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { engine } from '../db/columns.ts'
import { isAbsent } from '../vault/disk.ts'

/** Bytes and SHA-256 (hex) of a file. */
export type Measured = { bytes: number; sha256: string }

/** What a copy of the desk says of itself; `manifest.json` in its folder. */
export type Manifest = {
  format: 'guichet-backup'
  version: 1
  made: string
  engine: typeof engine
  /** The newest migration of the database that was copied. */
  migration: string
  /** Of the root key under which the keyring was when this was made. */
  epoch: number
  log: { size: number; root: string }
  tables: ({ name: string; rows: number } & Measured)[]
  blobs: ({ id: string } & Measured)[]
  /** Documents of the database without a blob here: destroyed while this was made, or damaged before. */
  left: { destroyed: string[]; damaged: string[] }
}

/** What lies where in a copy. The keyring lies beside all copies, and only the newest there is (vault.md 3.5). */
export const MANIFEST = 'manifest.json'
export const tableFile = (name: string): string => join('tables', `${name}.ndjson`)
export const keyringCopy = (dir: string): string => join(dir, 'keyring', 'keyring.db')
export const logCopy = (dir: string): string => join(dir, 'keyring', 'destroyed.log')

/** Is this the name of a copy? */
export const isStamp = (name: string): boolean => /^\d{8}T\d{6}Z$/.test(name)

/** The name of a copy that is made at this instant. */
export const stampOf = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, '')

/**
 * Finds a copy: `dir` is its folder, or the folder of all copies, of which the newest counts. Throws with one line when
 * there is none.
 */
export async function findCopy(dir: string): Promise<{ dir: string; place: string; manifest: Manifest }> {
  const own = await manifestIn(dir)
  if (own) return { dir: join(dir, '..'), place: dir, manifest: own }
  const names = await readdir(dir).catch((error: unknown) => {
    if (isAbsent(error)) return []
    throw error
  })
  const newest = names.filter(isStamp).toSorted().at(-1)
  const manifest = newest === undefined ? null : await manifestIn(join(dir, newest))
  if (newest === undefined || manifest === null) throw new Error(`There is no copy in ${dir}`)
  return { dir, place: join(dir, newest), manifest }
}

async function manifestIn(place: string): Promise<Manifest | null> {
  let text: string
  try {
    text = await readFile(join(place, MANIFEST), 'utf8')
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
  const { format, version } = JSON.parse(text) as Partial<Manifest>
  if (format !== 'guichet-backup' || version !== 1) throw new Error(`${place} is no copy that this version can read`)
  return JSON.parse(text) as Manifest
}
