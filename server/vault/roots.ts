import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { isAbsent, syncDirectory } from './disk.ts'
import { vaultProblem } from './problems.ts'
import { blake2b, kdf } from './sodium.ts'

/** The root key of an epoch (vault.md 3.1); `key` has 32 bytes and is cleared by the vault when it closes. */
export type Root = { epoch: number; key: Buffer }

const ROOT_BYTES = 32

/**
 * The newest root key in `directory` (ROOT_KEY_DIR), made there when there is none and `mayCreate` says that nothing
 * depends on a lost one. Throws `root-refused` with one line for the operator: what is wrong, what to do.
 */
export async function openRoot(directory: string, { mayCreate }: { mayCreate: boolean }): Promise<Root> {
  const epoch = await newestEpoch(directory)
  if (epoch !== null) return { epoch, key: await readRoot(directory, epoch) }
  if (!mayCreate)
    throw refused(
      directory,
      'holds no root key although a keyring exists',
      'put the epoch-<n>.key file back from escrow',
    )
  return createRoot(directory)
}

/** Tells roots apart in the keyring without telling anything about the root itself. */
export function rootFingerprint(root: Root): Buffer {
  const derived = kdf(root.key, 6, 'rootfprt')
  const epoch = Buffer.alloc(4)
  epoch.writeUInt32BE(root.epoch)
  const fingerprint = blake2b(Buffer.concat([epoch, derived]))
  derived.fill(0)
  return fingerprint
}

function refused(directory: string, reason: string, remedy: string): Error {
  return vaultProblem('root-refused', `ROOT_KEY_DIR (${directory}) ${reason}: ${remedy}`)
}

async function newestEpoch(directory: string): Promise<number | null> {
  let names: string[]
  try {
    names = await readdir(directory)
  } catch (error) {
    if (isAbsent(error)) return null
    throw refused(directory, `cannot be read (${String(error)})`, 'make it a directory of the user the desk runs as')
  }
  await refuseOpenToOthers(directory, directory, '700')
  const epochs = names
    .map((name) => /^epoch-([1-9][0-9]{0,8})\.key$/.exec(name)?.[1])
    .filter((epoch) => epoch !== undefined)
  return epochs.length === 0 ? null : Math.max(...epochs.map(Number))
}

async function refuseOpenToOthers(directory: string, path: string, mode: string): Promise<void> {
  const { mode: found } = await stat(path)
  if ((found & 0o077) !== 0)
    throw refused(
      directory,
      `is open to others (${path} has mode ${(found & 0o777).toString(8)})`,
      `chmod ${mode} ${path}`,
    )
}

async function readRoot(directory: string, epoch: number): Promise<Buffer> {
  const path = join(directory, `epoch-${epoch}.key`)
  await refuseOpenToOthers(directory, path, '400')
  const key = await readFile(path).catch((error: unknown) => {
    throw refused(directory, `has a key that cannot be read (${String(error)})`, 'give it to the user the desk runs as')
  })
  if (key.length === ROOT_BYTES) return key
  key.fill(0)
  throw refused(
    directory,
    `holds ${path} of ${key.length} bytes instead of ${ROOT_BYTES}`,
    'put the whole file back from escrow',
  )
}

async function createRoot(directory: string): Promise<Root> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await refuseOpenToOthers(directory, directory, '700')
  const key = randomBytes(ROOT_BYTES)
  // Written beside and renamed, so that a crash never leaves a root of fewer bytes under the real name.
  const part = join(directory, 'epoch-1.key.part')
  await rm(part, { force: true })
  const file = await open(part, 'wx', 0o400)
  try {
    await file.writeFile(key)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, join(directory, 'epoch-1.key'))
  await syncDirectory(directory)
  await syncDirectory(dirname(resolve(directory)))
  return { epoch: 1, key }
}
