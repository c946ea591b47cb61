import type { Config } from '../config.ts'

/** What a command answers: an object for programs, words for people, and how it went. */
export type Outcome = { json: Record<string, unknown>; text: string; status?: number }
export type Given = Record<string, string | boolean | undefined>
/** Null when it has said itself what there is to say. */
type Run = (config: Config, given: Given, say: (outcome: Outcome) => void) => Promise<Outcome | null>

export type Command = {
  usage: string
  does: string
  /** The options that take a value, and those that are only said. */
  takes?: readonly string[]
  switches?: readonly string[]
  /** What the one word that follows is called. */
  argument?: string
  /** Loads what the command needs, and nothing before: the rest answers at once. */
  load(): Promise<Run>
}

/** Every command by its words. */
export const commands: Record<string, Command> = {
  'staff add': {
    usage: 'staff add --email E --name N --role agent|admin [--clearance L] [--locale en|fr]',
    does: 'invites somebody to work at the desk and prints a link that works once',
    takes: ['email', 'name', 'role', 'clearance', 'locale'],
    load: async () => (await import('./on-database.ts')).staffAdd,
  },
  'staff reset-2fa': {
    usage: 'staff reset-2fa --email E',
    does: 'takes the second factor of a member of staff away',
    takes: ['email'],
    load: async () => (await import('./on-database.ts')).staffReset,
  },
  'accounts purge': {
    usage: 'accounts purge [--dry-run]',
    does: 'closes every expired account and destroys its documents',
    switches: ['dry-run'],
    load: async () => (await import('./with-keys.ts')).accountsPurge,
  },
  'accounts expire': {
    usage: 'accounts expire --email E --on DATE',
    does: "sets the day on whose end a customer's access rights end",
    takes: ['email', 'on'],
    load: async () => (await import('./on-database.ts')).accountsExpire,
  },
  verify: {
    usage: 'verify',
    does: 'checks the database and every document; status 1 if anything is wrong',
    load: async () => (await import('./with-keys.ts')).verify,
  },
  backup: {
    usage: 'backup DIR',
    does: 'copies database, documents and keyring into a new folder below DIR; never the root key',
    argument: 'dir',
    load: async () => (await import('./backups.ts')).backup,
  },
  restore: {
    usage: 'restore DIR [--rehearse]',
    does: 'checks the newest copy in DIR and brings it back into an empty storage; --rehearse opens no desk on it',
    argument: 'dir',
    switches: ['rehearse'],
    load: async () => (await import('./backups.ts')).restore,
  },
  drill: {
    usage: 'drill',
    does: 'brings the last copy back into a temporary place, looks at all of it, and signs how long that took',
    load: async () => (await import('./backups.ts')).drill,
  },
  sweep: {
    usage: 'sweep',
    does: 'runs the scheduled work once',
    load: async () => (await import('./with-keys.ts')).sweepNow,
  },
  'keys rotate': {
    usage: 'keys rotate',
    does: 'replaces the root key, so that older copies of the keyring open nothing',
    load: async () => (await import('./with-keys.ts')).keysRotate,
  },
  'certificate verify': {
    usage: 'certificate verify FILE [--keys FILE]',
    does: 'checks a certificate of destruction or a receipt; status 1 if it does not hold',
    takes: ['keys'],
    argument: 'file',
    load: async () => (await import('./certificates.ts')).certificateVerify,
  },
  migrate: {
    usage: 'migrate',
    does: 'brings the database to this version',
    load: async () => (await import('./on-database.ts')).migrate,
  },
  demo: {
    usage: 'demo',
    does: 'serves a throw-away desk with believable tickets',
    load: async () => (await import('./demo.ts')).demo,
  },
  review: {
    usage: 'review FILE.jsonl',
    does: 'prints a line of findings for each line {id, lang, text}: what the confidentiality review marks; - reads stdin',
    argument: 'file',
    load: async () => (await import('./review.ts')).review,
  },
}
