import { createHash, randomBytes } from 'node:crypto'

/** A new id: 16 random bytes as 32 hexadecimal characters. */
export const newId = (): string => randomBytes(16).toString('hex')

/** A token for a link or a cookie: 32 random bytes, base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What the database keeps of a token: its SHA-256. The token has 256 random bits, so no salt is needed. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')
