import { WrongSettings } from './config.ts'

/** The codes of an error and of what caused it. */
const codesOf = (error: unknown): string[] =>
  error instanceof Error ? ['code' in error ? String(error.code) : '', ...codesOf(error.cause)].filter(Boolean) : []

/** Why a program cannot start: one line that names what to change; a line each for wrong settings. */
export function whyNot(error: unknown, where: string): string {
  if (error instanceof WrongSettings) return error.message
  const message = error instanceof Error ? error.message.split('\n')[0] : String(error)
  const codes = codesOf(error)
  const has = (...wanted: string[]) => codes.some((code) => wanted.includes(code))
  if (has('EADDRINUSE')) return `PORT: ${where} is taken by another program; choose another port, or 0 for any free one`
  if (has('EADDRNOTAVAIL')) {
    return `HOST: ${where} is no address of this machine; choose one that is, such as 127.0.0.1`
  }
  if (has('EACCES') && /listen/.test(`${message}`))
    return `PORT: ${where} may not be used by this user; choose one above 1023`
  if (has('ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', '28P01', '28000', '3D000', '57P03')) {
    return `DATABASE_URL: the database does not take us: ${message}`
  }
  if (codes.some((code) => /^SQLITE_(CORRUPT|NOTADB)/.test(code))) {
    return `DATABASE_URL: the database is damaged (${message}); move its files away and bring the last copy back: npm run desk -- restore DIR`
  }
  if (codes.some((code) => code.startsWith('SQLITE_')) || has('EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR')) {
    return `STORAGE_DIR: its files cannot be used, they must be readable and writable by this user: ${message}`
  }
  return `${message}`
}
