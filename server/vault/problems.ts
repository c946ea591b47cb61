/**
 * What can be wrong in the vault: a blob, wrap or metadata that fails its check; a key or blob that is not there
 * (destroyed, or never stored); the keyring held by another process; a root key that is refused at start-up.
 */
export type VaultProblem = 'damaged' | 'no-key' | 'no-blob' | 'keyring-busy' | 'root-refused'

/** An error of the vault that `isVaultProblem` knows again. The message never contains key or document bytes. */
export function vaultProblem(problem: VaultProblem, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { vaultProblem: problem })
}

/** Is this error the named problem of the vault (or any of them)? */
export function isVaultProblem(error: unknown, problem?: VaultProblem): boolean {
  if (!(error instanceof Error) || !('vaultProblem' in error)) return false
  return problem === undefined || error.vaultProblem === problem
}

/** Does another process (a running desk) hold the keyring? */
export function isKeyringBusy(error: unknown): boolean {
  return isVaultProblem(error, 'keyring-busy')
}

/** The `code` of an error of Node or SQLite, or undefined. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
