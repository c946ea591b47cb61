import { randomBytes } from 'node:crypto'
import { access, chmod, constants, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { isAbsent, syncDirectory } from './disk.ts'
import { vaultProblem } from './problems.ts'

/** The root key of an epoch (vault.md 3.1); `key` has 32 bytes and is cleared when its time is over. */
export type Root = { epoch: number; key: Buffer }

const ROOT_BYTES = 32
const NAME = /^epoch-([1-9][0-9]{0,8})\.key$/
const PART = /^epoch-[1-9][0-9]{0,8}\.key\.part$/
const pathOf = (directory: string, epoch: number): string => join(directory, `epoch-${epoch}.key`)

/** The line for the operator: what is wrong with ROOT_KEY_DIR, what to do. */
export function refused(directory: string, reason: string, remedy: string): Error {
  return vaultProblem('root-refused', `ROOT_KEY_DIR (${directory}) ${reason}: ${remedy}`)
}

/**
 * The epochs of the root keys in `directory` (ROOT_KEY_DIR), the oldest first; reads none of them and makes nothing.
 * Throws `root-refused` when directory or file are open to others, or a file is not whole.
 */
export async function findRoots(directory: string): Promise<number[]> {
  let names: string[]
  try {
    names = await readdir(directory)
  } catch (error) {
    // Nor is it there when it would lie below a file: whatever is made beside it then says what is wrong.
    if (isAbsent(error) || !(await stat(directory).catch(() => null))) return []
    throw refused(directory, `cannot be read (${String(error)})`, 'make it a directory of the user the desk runs as')
  }
  await refuseOpenToOthers(directory, directory, '700')
  const epochs = names.map((name) => Number(NAME.exec(name)?.[1])).filter((epoch) => epoch > 0)
  for (const epoch of epochs) await check(directory, pathOf(directory, epoch))
  return epochs.sort((a, b) => a - b)
}

async function refuseOpenToOthers(directory: string, path: string, mode: string): Promise<void> {
  const found = (await stat(path)).mode & 0o777
  if ((found & 0o077) === 0) return
  throw refused(directory, `is open to others (${path} has mode ${found.toString(8)})`, `chmod ${mode} ${path}`)
}

async function check(directory: string, path: string): Promise<void> {
  await refuseOpenToOthers(directory, path, '400')
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw refused(directory, `has a key that cannot be read (${String(error)})`, 'give it to the user the desk runs as')
  })
  const { size } = await stat(path)
  if (size === ROOT_BYTES) return
  const reason = `holds ${path} of ${size} bytes instead of ${ROOT_BYTES}`
  throw refused(directory, reason, 'put the whole file back from escrow')
}

/** The root of this epoch, which `findRoots` has found. */
export async function readRoot(directory: string, epoch: number): Promise<Root> {
  return { epoch, key: await readFile(pathOf(directory, epoch)) }
}

/** Makes the first root, and the directory when it is missing. */
export async function createRoot(directory: string): Promise<Root> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await refuseOpenToOthers(directory, directory, '700')
  const root = await writePart(directory, 1)
  await nameRoot(directory, root)
  await syncDirectory(dirname(resolve(directory)))
  return root
}

/** Writes a new root beside its place, so that a crash never leaves fewer bytes under the real name. */
export async function writePart(directory: string, epoch: number): Promise<Root> {
  await destroyParts(directory)
  const key = randomBytes(ROOT_BYTES)
  const file = await open(`${pathOf(directory, epoch)}.part`, 'wx', 0o400)
  try {
    await file.writeFile(key)
    await file.sync()
  } finally {
    await file.close()
  }
  return { epoch, key }
}

/** Gives a written root its name, durably. */
export async function nameRoot(directory: string, { epoch }: Root): Promise<void> {
  await rename(`${pathOf(directory, epoch)}.part`, pathOf(directory, epoch))
  await syncDirectory(directory)
}

/** Destroys the roots of all epochs before this one: overwritten, synced, removed. */
export async function destroyRootsBefore(directory: string, epoch: number): Promise<void> {
  await destroyFiles(directory, (name) => Number(NAME.exec(name)?.[1]) < epoch)
}

/** Destroys what a crash left of a root that was being written. */
export const destroyParts = (directory: string): Promise<void> => destroyFiles(directory, (name) => PART.test(name))

async function destroyFiles(directory: string, isMeant: (name: string) => boolean): Promise<void> {
  for (const name of (await readdir(directory)).filter(isMeant)) {
    await destroyFile(join(directory, name)).catch((error: unknown) => {
      const reason = `holds ${name}, which cannot be destroyed (${String(error)})`
      throw refused(directory, reason, 'make directory and file writable for the user the desk runs as')
    })
    await syncDirectory(directory)
  }
}

async function destroyFile(path: string): Promise<void> {
  await chmod(path, 0o600)
  const file = await open(path, 'r+')
  try {
    // Not cut off as well: after a crash here, a file of another length would keep the desk from opening.
    await file.write(randomBytes(ROOT_BYTES), 0, ROOT_BYTES, 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await rm(path)
}
