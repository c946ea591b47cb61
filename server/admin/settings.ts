import { readFileSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import type { Config } from '../config.ts'
import { engine } from '../db/columns.ts'
import type { Reader } from '../db/database.ts'
import type { Desk } from '../desk.ts'

/** An address without the password in it. */
export function masked(url: string): string {
  if (url.startsWith('file:')) return url
  const address = new URL(url)
  if (address.password) address.password = '•••'
  return decodeURI(address.href)
}

/** The settings as they hold now, by the name of their variable. No secret is among them. */
export function effectiveSettings(config: Config): { name: string; value: string | null }[] {
  return Object.entries({
    HOST: config.host,
    PORT: String(config.port),
    BASE_URL: config.baseUrl,
    STORAGE_DIR: config.storageDir,
    DATABASE_URL: masked(config.databaseUrl),
    VAULT_URL: `file:${config.vaultDir}`,
    KEYRING_URL: `file:${config.keyringDir}`,
    ROOT_KEY_DIR: config.rootKeyDir,
    DESTRUCTION_LOG: config.destructionLog,
    CLAMD_URL: config.clamdUrl ?? null,
    CLAMD_AWAY: config.clamdUrl ? config.clamdAway : null,
    SMTP_URL: config.smtpUrl ? masked(config.smtpUrl) : null,
    MAIL_FROM: config.smtpUrl ? config.mailFrom : null,
    TRUST_PROXY: config.trustProxy === 0 ? 'off' : String(config.trustProxy),
    LOG_LEVEL: config.logLevel,
    METRICS_TOKEN: config.metricsToken ? '•••' : null,
  }).map(([name, value]) => ({ name, value }))
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** What the desk runs on, and how much room is left where it keeps things. */
export async function runningOn(desk: Desk) {
  const { bavail, bsize } = await statfs(desk.config.storageDir)
  const programs = [
    { name: 'Guichet', version },
    { name: 'Node.js', version: process.version },
  ]
  return { programs, database: await databaseVersion(desk.db), free: bavail * bsize }
}

async function databaseVersion(db: Reader): Promise<string> {
  if (engine === 'sqlite') {
    const [row] = await db.select({ v: sql<string>`v` }).from(sql`(select sqlite_version() as v)`)
    return `SQLite ${row?.v}`
  }
  const [row] = await db
    .select({ v: sql<string>`v` })
    .from(sql`(select current_setting('server_version') as v) as version`)
  return `PostgreSQL ${row?.v}`
}
