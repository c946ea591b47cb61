import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'

const NOT_YET = 'is not supported by this version: leave it out'
const unsupported = z.never({ error: NOT_YET }).optional()
const fileUrl = (what: string) =>
  z
    .string()
    .regex(/^file:.+/, `is not an address that the desk knows; it takes file:PATH${what}`)
    .optional()

/** True for http(s)://host[:port] and nothing after it but a slash. */
function isOrigin(url: string): boolean {
  return /^https?:/.test(url) && URL.canParse(url) && new URL(url).origin === url.replace(/\/$/, '').toLowerCase()
}

const shape = z.object({
  HOST: z.string().min(1, 'is empty; it takes an address such as 127.0.0.1').default('127.0.0.1'),
  PORT: z.coerce
    .number({ error: 'is not a number; it takes 0 to 65535' })
    .int('is not a whole number; it takes 0 to 65535')
    .min(0, 'is below 0; it takes 0 to 65535')
    .max(65535, 'is above 65535; it takes 0 to 65535')
    .default(3000),
  BASE_URL: z
    .string()
    .refine((url) => isOrigin(url), 'is not an origin; it takes https://desk.example.org, without a path')
    .transform((url) => new URL(url).origin)
    .optional(),
  STORAGE_DIR: z.string().min(1, 'is empty; it takes a folder').default('storage'),
  DATABASE_URL: z
    .string()
    .regex(
      /^(file:.+|postgres(ql)?:\/\/.+)$/,
      'is not an address that the desk knows; it takes file:PATH or postgres://…',
    )
    .optional(),
  VAULT_URL: fileUrl(''),
  KEYRING_URL: fileUrl(''),
  ROOT_KEY_DIR: z.string().min(1, 'is empty; it takes a folder').optional(),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'is not an address; it takes smtp://user:password@host:587 or smtps://…' })
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]+@[^\r\n]+$/, 'is not an e-mail address')
    .optional(),
  INBOUND_URL: unsupported,
  CLAMD_URL: z
    .string()
    .regex(/^(tcp:\/\/[^/:]+:\d{1,5}|unix:\/.+)$/, 'is not an address; it takes tcp://HOST:PORT or unix:/PATH')
    .optional(),
  CLAMD_AWAY: z
    .enum(['refuse', 'unscanned'], { error: 'is not an answer; it takes refuse or unscanned' })
    .default('refuse'),
  DESTRUCTION_LOG: z.string().min(1, 'is empty; it takes a file').optional(),
  OIDC_ISSUER: unsupported,
  OIDC_CLIENT_ID: unsupported,
  OIDC_CLIENT_SECRET: unsupported,
  TRUST_PROXY: z
    .union([z.literal('off').transform(() => 0), z.coerce.number().int().min(0).max(10)], {
      error: 'is not a number of proxies; it takes off or 0 to 10',
    })
    .default(0),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'is not a level; it takes fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  METRICS_TOKEN: z.string().min(16, 'is shorter than 16 characters').optional(),
})

export type Config = {
  host: string
  port: number
  /** Public origin, without a slash at its end; set once the port is known when it was left to chance. */
  baseUrl: string
  storageDir: string
  databaseUrl: string
  vaultDir: string
  keyringDir: string
  rootKeyDir: string
  /** Names every document that was destroyed; outside STORAGE_DIR, so that an old copy put back cannot forget it. */
  destructionLog: string
  clamdUrl: string | undefined
  /** What becomes of an upload while the scanner is away. */
  clamdAway: 'refuse' | 'unscanned'
  smtpUrl: string | undefined
  mailFrom: string
  trustProxy: number
  logLevel: string
  metricsToken: string | undefined
}

/** A wrong setting: every problem at once, one line each. */
export class WrongSettings extends Error {}

/** Reads the settings. Throws WrongSettings, whose message names each variable, what is wrong and what is taken. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = shape.safeParse(given)
  if (!parsed.success) {
    throw new WrongSettings(parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`).join('\n'))
  }
  const set = parsed.data
  if (set.SMTP_URL && !set.MAIL_FROM)
    throw new WrongSettings('MAIL_FROM is missing: SMTP_URL needs it; it takes an e-mail address')
  const storageDir = resolve(set.STORAGE_DIR)
  const inStorage = (url: string | undefined, name: string) => resolve(storageDir, url?.replace(/^file:/, '') ?? name)
  return {
    host: set.HOST,
    port: set.PORT,
    baseUrl: set.BASE_URL ?? `http://${set.HOST.includes(':') ? `[${set.HOST}]` : set.HOST}:${set.PORT}`,
    storageDir,
    databaseUrl: databaseUrl(set.DATABASE_URL, storageDir),
    vaultDir: inStorage(set.VAULT_URL, 'vault'),
    keyringDir: inStorage(set.KEYRING_URL, 'keyring'),
    rootKeyDir: resolve(set.ROOT_KEY_DIR ?? `${storageDir}/root`),
    destructionLog: resolve(set.DESTRUCTION_LOG ?? join(dirname(storageDir), `.${basename(storageDir)}.destroyed`)),
    clamdUrl: set.CLAMD_URL,
    clamdAway: set.CLAMD_AWAY,
    smtpUrl: set.SMTP_URL,
    mailFrom: set.MAIL_FROM ?? 'Guichet <desk@localhost>',
    trustProxy: set.TRUST_PROXY,
    logLevel: set.LOG_LEVEL,
    metricsToken: set.METRICS_TOKEN,
  }
}

function databaseUrl(url: string | undefined, storageDir: string): string {
  if (url === undefined) return `file:${storageDir}/desk.db`
  if (!url.startsWith('file:')) return url
  const path = url.slice('file:'.length)
  return `file:${isAbsolute(path) ? path : resolve(storageDir, path)}`
}
