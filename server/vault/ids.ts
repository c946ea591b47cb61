/** Whose key opens a document: both ids take part in every authenticated header of the vault. */
export type DocumentIds = { documentId: string; accountId: string }

/** Is this an id of the vault, 32 lower-case hex characters? Anything else must never reach a path. */
export function isId(id: string): boolean {
  return /^[0-9a-f]{32}$/.test(id)
}

/** The 16 bytes of an id. Throws when it is not 32 lower-case hex characters. */
export function idBytes(id: string): Buffer {
  if (!isId(id)) throw new Error('a vault id is 32 lower-case hex characters')
  return Buffer.from(id, 'hex')
}
