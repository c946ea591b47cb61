import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAbsent, syncDirectory } from '../vault/disk.ts'
import { vaultProblem } from '../vault/problems.ts'

/** Signs certificates, receipts and the log's head with Ed25519 (RFC 8032). */
export type Signer = {
  /** The thumbprint of the public key (RFC 7638, SHA-256). */
  kid: string
  /** The public key, base64url as in a JWK (RFC 8037). */
  x: string
  sign(bytes: Uint8Array): Buffer
}

const FILE = 'signing.key'

/**
 * The signing key in `directory` (ROOT_KEY_DIR), made there when there is none. It is independent of the roots, so it
 * survives their rotation. Throws `root-refused` with one line for the operator.
 */
export async function openSigner(directory: string): Promise<Signer> {
  const path = join(directory, FILE)
  if (!(await exists(path))) await create(directory, path)
  await refuseOpenToOthers(path)
  const key = keyIn(path, await readFile(path, 'utf8'))
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  return { kid: thumbprint(x), x, sign: (bytes) => sign(null, bytes, key) }
}

/** RFC 7638: the required members in the order of the alphabet. */
const thumbprint = (x: string): string =>
  createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url')

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isAbsent(error)) return false
    throw error
  }
}

async function create(directory: string, path: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const part = `${path}.part`
  await rm(part, { force: true })
  const file = await open(part, 'wx', 0o400)
  try {
    await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, path)
  await syncDirectory(directory)
}

async function refuseOpenToOthers(path: string): Promise<void> {
  const mode = (await stat(path)).mode & 0o777
  if ((mode & 0o077) === 0) return
  throw refused(`is open to others (${path} has mode ${mode.toString(8)}): chmod 400 ${path}`)
}

function keyIn(path: string, pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // said below: what OpenSSL has against it is no help, and must not be told in full
  }
  throw refused(`holds ${path}, which is no Ed25519 key: put the whole file back, or move it away for a new one`)
}

const refused = (what: string): Error => vaultProblem('root-refused', `ROOT_KEY_DIR ${what}`)
