import { describe, expect, it } from 'vitest'
import { againstTable, banned, cyclesIn, filesBelow, roundDoors } from './architecture.ts'
import type { Ban, Door, File, Row } from './architecture.ts'

const BELOW_ALL = ['server/words/*.ts', 'server/problems.ts', 'server/clock.ts']
/** What a deed is given: its shape is known to all, its making to open.ts. */
const GIVEN = ['server/desk.ts', 'server/config.ts', 'server/clock-guard.ts', 'server/db/database.ts']
/** Who people are and what they may do: the part of accounts/ that lies below signing in. */
const PEOPLE = ['people', 'policy', 'deeds', 'registering', 'access-rights'].map((name) => `server/accounts/${name}.ts`)
/** The vault proper, which knows nothing of the desk; documents/ is the desk's way of using it. */
const [VAULT, DOCUMENTS, PROOF] = ['server/vault/*.ts', 'server/documents/*.ts', 'server/proof/*.ts']
const ALARMS = 'server/alarms/*.ts'
const GRANTS = 'server/{grants,shares,requests}/*.ts'
const [DB, AUDIT, JOBS, WEB] = ['server/db/*.ts', 'server/audit/*.ts', 'server/jobs/*.ts', 'server/web/*.ts']
const [MAIL, SIGNIN, TICKETS] = ['server/mail/*.ts', 'server/signin/*.ts', 'server/tickets/*.ts']
const [DETECTORS, REVIEW, SEARCH] = ['server/detectors/**/*.ts', 'server/review/*.ts', 'server/search/*.ts']
/** What the world reads and finds, and what is looked at before. */
const PUBLIC = [DETECTORS, REVIEW, SEARCH, 'server/publication/*.ts']
const KEEPING = [VAULT, DOCUMENTS, PROOF, ALARMS]
const DEEDS = [...BELOW_ALL, DB, AUDIT, JOBS, MAIL, WEB, SIGNIN, ...PEOPLE]

/**
 * Who may import whom, besides its own folder. `types` come on top where only the shape of a thing is needed: they are
 * gone when the desk runs, so they may point upwards, but only where this table says so.
 */
const table: Row[] = [
  { who: ['server/words/**'], may: ['server/words/**'] },
  { who: ['server/{clock,runtime,config}.ts'], may: [] },
  { who: ['server/reasons.ts'], may: ['server/config.ts'] },
  { who: ['server/problems.ts'], may: [], types: ['server/words/words.ts'] },
  { who: ['server/desk.ts'], may: [], types: ['server/**'] },
  { who: ['server/db/*.ts'], may: ['server/problems.ts'] },
  { who: ['server/audit/*.ts'], may: [DB, ...BELOW_ALL], types: GIVEN },
  { who: ['server/jobs/*.ts'], may: [DB, ...BELOW_ALL], types: GIVEN },
  { who: [VAULT], may: [] },
  { who: [DETECTORS], may: [DETECTORS] },
  {
    who: ['server/web/*.ts'],
    may: [...BELOW_ALL, 'server/db/{errors,ids,schema,vault-schema}.ts'],
    types: [...GIVEN, 'server/accounts/people.ts'],
  },
  { who: ['server/legal/*.ts'], may: [WEB, ...BELOW_ALL] },
  { who: ['server/mail/*.ts'], may: [DB, JOBS, 'server/web/views.ts', ...BELOW_ALL], types: GIVEN },
  { who: PEOPLE, may: [DB, AUDIT, 'server/legal/texts.ts', ...BELOW_ALL], types: GIVEN },
  {
    who: ['server/signin/*.ts'],
    may: [DB, AUDIT, MAIL, WEB, ...PEOPLE, ...BELOW_ALL],
    types: [...GIVEN, 'server/vault/vault.ts'],
  },
  { who: ['server/accounts/*.ts'], may: [...DEEDS, ...KEEPING, GRANTS, ...PUBLIC], types: GIVEN },
  { who: [ALARMS], may: DEEDS, types: GIVEN },
  { who: ['server/proof/routes.ts'], may: [...DEEDS, ...KEEPING], types: GIVEN },
  { who: [PROOF], may: [...DEEDS, VAULT, ALARMS], types: GIVEN },
  { who: ['server/scanning/*.ts'], may: [...BELOW_ALL], types: GIVEN },
  {
    who: [DOCUMENTS],
    may: [...DEEDS, ...KEEPING, GRANTS, 'server/scanning/*.ts', 'server/review/{fingerprints,stored-again}.ts'],
    types: GIVEN,
  },
  { who: [GRANTS], may: [...DEEDS, ...KEEPING, ...PUBLIC, GRANTS, TICKETS], types: GIVEN },
  { who: ['server/backup/*.ts'], may: [...DEEDS, ...KEEPING], types: GIVEN },
  {
    who: ['server/tickets/*.ts'],
    may: [...DEEDS, ...KEEPING, ...PUBLIC, GRANTS, 'server/moderation/*.ts'],
    types: GIVEN,
  },
  { who: ['server/moderation/*.ts'], may: [...DEEDS, ...PUBLIC, TICKETS], types: GIVEN },
  { who: ['server/visibility/*.ts'], may: [...DEEDS, ...KEEPING, ...PUBLIC, TICKETS], types: GIVEN },
  { who: [REVIEW], may: [...DEEDS, ...PUBLIC, DOCUMENTS], types: GIVEN },
  {
    who: ['server/leaving/*.ts'],
    may: [...DEEDS, ...KEEPING, ...PUBLIC, GRANTS, TICKETS, 'server/accounts/*.ts'],
    types: GIVEN,
  },
  { who: ['server/publication/*.ts'], may: [...DEEDS, ...PUBLIC, TICKETS], types: GIVEN },
  { who: [SEARCH], may: [DB, JOBS, TICKETS, ...PEOPLE, ...BELOW_ALL], types: GIVEN },
  { who: ['server/home/*.ts'], may: [...DEEDS, SEARCH, TICKETS], types: GIVEN },
  { who: ['server/live/*.ts'], may: [...DEEDS, ...PUBLIC, TICKETS], types: GIVEN },
  { who: ['server/admin/*.ts'], may: ['server/*/*.ts', 'server/{problems,clock}.ts'], types: GIVEN },
  { who: ['server/{app,open,main,cli,timetable}.ts', 'server/cli/*.ts'], may: ['server/**'] },
]

const ROUTES = [
  'server/app.ts',
  'server/web/*.ts',
  'server/*/{routes,pages}.ts',
  'server/tickets/receiving.ts',
  'server/documents/delivering.ts',
  'server/signin/{guard,cookies,drafts}.ts',
]

/** The only ways to a package, or to a file that not everybody may use. */
const doors: Door[] = [
  { to: 'better-sqlite3', only: ['server/db/sqlite.ts', 'server/vault/keyring{,-rows}.ts'] },
  { to: 'pg', only: ['server/db/postgres{,-bus}.ts'] },
  { to: 'drizzle-orm/*-core', only: ['server/db/columns.ts'] },
  { to: 'drizzle-orm/*', only: ['server/db/*.ts'] },
  { to: 'libsodium-wrappers', only: ['server/vault/*.ts', 'server/audit/*.ts'] },
  { to: '@node-rs/argon2', only: ['server/signin/passwords.ts'] },
  { to: 'otplib', only: ['server/signin/totp.ts'] },
  { to: 'socket.io', only: ['server/live/*.ts'] },
  { to: 'nodemailer', only: ['server/mail/transport.ts'] },
  { to: 'express', only: [...ROUTES, 'server/open.ts'] },
  { to: 'multer', only: ['server/web/*.ts'] },
  { to: 'handlebars', only: ['server/web/views.ts'] },
  { to: 'pino', only: ['server/web/log.ts'], types: 'free' },
  { to: 'zod', only: ['server/*/forms.ts', 'server/config.ts'] },
  { to: '{libphonenumber-js,libphonenumber-js/min,ibantools,card-validator,ipaddr.js}', only: [DETECTORS] },
  { to: 'entities', only: [DETECTORS, 'server/web/sites.ts'] },
  { to: 'node:child_process', only: ['server/cli/*.ts', 'server/cli.ts'] },
  { to: 'server/*/routes.ts', only: ['server/app.ts'] },
  { to: 'server/config.ts', only: ['server/{main,cli,open,reasons}.ts', 'server/cli/*.ts'], types: 'free' },
  { to: 'server/{app,main,cli}.ts', only: ['server/open.ts'] },
  { to: 'server/open.ts', only: ['server/{main,cli}.ts', 'server/cli/*.ts'] },
]

const bans: Ban[] = [
  {
    what: /process\.env/g,
    in: 'server/**',
    except: ['server/config.ts', 'server/main.ts', 'server/db/columns.ts'],
  },
  // Time is asked of the desk's clock, so that a test can turn it; SQLite's patience is counted in real time.
  { what: /Date\.now\(\)|new Date\(\)/g, in: 'server/**', except: ['server/clock.ts', 'server/db/sqlite.ts'] },
  {
    what: /\.(for\('update'\)|execute\(|all\(\)|run\(\))|\bilike\b|\bdistinctOn\b/g,
    in: 'server/{tickets,accounts,signin,visibility,leaving,admin,audit,mail,jobs}/*.ts',
  },
  { what: /\{\{\{|\{\{&/g, in: 'views/**' },
  { what: /\sstyle="|\son[a-z]+="|<script(?![^>]*\ssrc=)/g, in: 'views/**/*.hbs' }, // the page's policy refuses them
]

const LONGEST = 300
const linesOf = ({ text }: File): number => text.split('\n').length - 1
const tooLong = (files: File[]): string[] =>
  files.filter((file) => linesOf(file) > LONGEST).map((file) => `${file.path}: ${linesOf(file)} lines`)

/** A policy knows who people are and how a thing looks; it asks nobody and does nothing. */
const policyImports = (files: File[]): string[] => {
  const policies = files.filter(({ path }) => path.endsWith('/policy.ts'))
  const may = ['server/accounts/*.ts', 'server/db/{schema,vault-schema,public-schema}.ts']
  return [
    ...againstTable(policies, [{ who: ['server/*/policy.ts'], may, types: ['server/detectors/kinds.ts'] }]),
    ...policies.filter(({ text }) => /from '(?!\.|drizzle-orm')/.test(text)).map(({ path }) => `${path} → a package`),
  ]
}

const server = filesBelow('server', '.ts')
const views = filesBelow('views', '.hbs')
const everything = [...server, ...views]

/** Each rule with files that break it: a rule that finds nothing in those is blind. */
const rules: { name: string; find: (files: File[]) => string[]; planted: Record<string, string> }[] = [
  {
    name: 'everybody imports only whom they may',
    find: (files) =>
      againstTable(
        files.filter(({ path }) => path.startsWith('server/')),
        table,
      ),
    planted: {
      'server/tickets/a.ts': "import { check } from '../admin/check.ts'",
      'server/db/a.ts': "import type { Ticket } from '../tickets/tickets.ts'",
      'server/vault/keys.ts': "import { record } from '../audit/record.ts'",
      'server/web/a.ts': "import { isStaff } from '../accounts/policy.ts'",
      'server/signin/a.ts': "import { openVault, type Vault } from '../vault/vault.ts'",
      'server/nowhere/a.ts': "import { say } from '../words/words.ts'",
    },
  },
  {
    name: 'nobody goes round a door',
    find: (files) => roundDoors(files, doors),
    planted: {
      'server/tickets/a.ts': "import SQLite from 'better-sqlite3'",
      'server/jobs/a.ts': "import pg from 'pg'",
      'server/audit/a.ts': "import {\n  text,\n  integer,\n} from 'drizzle-orm/pg-core'",
      'server/tickets/b.ts': "const { z } = await import('zod')",
      'server/accounts/a.ts': "import type { Request } from 'express'",
      'server/tickets/d.ts': "import { parsePhoneNumberFromString } from 'libphonenumber-js/min'",
      'server/tickets/c.ts': "import { ticketRoutes } from './routes.ts'",
      'server/mail/a.ts': "export { readConfig } from '../config.ts'",
    },
  },
  {
    name: 'policies ask nobody',
    find: policyImports,
    planted: {
      'server/tickets/policy.ts': "import { found } from '../problems.ts'",
      'server/documents/policy.ts': "import type { Reader } from '../db/database.ts'",
      'server/legal/policy.ts': "import { readFileSync } from 'node:fs'",
    },
  },
  {
    name: 'no import leads back to where it began',
    find: cyclesIn,
    planted: {
      'server/a.ts': "import { b } from './b.ts'",
      'server/b.ts': "import { c } from './c/c.ts'",
      'server/c/c.ts': "import { a } from '../a.ts'",
    },
  },
  {
    name: 'no word stands where it may not',
    find: (files) => banned(files, bans),
    planted: {
      'server/tickets/a.ts': 'const level = process.env.LOG_LEVEL',
      'server/tickets/b.ts': 'const now = Date.now()',
      'server/tickets/c.ts': 'const now = new Date()',
      'server/tickets/d.ts': "db.select().from(tickets).for('update')",
      'views/a.hbs': '<p>{{{body}}}</p>',
      'views/b.hbs': '<p onclick="go()">',
      'views/c.hbs': '<script>go()</script>',
    },
  },
  {
    name: 'no file is longer than 300 lines',
    find: (files) => tooLong(files.filter(({ path }) => path.startsWith('server/'))),
    planted: { 'server/a.ts': 'line\n'.repeat(301) },
  },
]

describe.each(rules)('$name', ({ find, planted }) => {
  it('on this desk', () => {
    expect(find(everything)).toEqual([])
  })

  it('and a breach is seen', () => {
    const files = Object.entries(planted).map(([path, text]) => ({ path, text }))
    const found = find(files).join('\n')
    const unseen = Object.keys(planted).filter((path) => !found.includes(path))
    expect(unseen).toEqual([])
  })
})

describe('what the rules read', () => {
  it('is the whole desk', () => {
    expect(server.length).toBeGreaterThan(80)
    expect(views.length).toBeGreaterThan(10)
  })

  it('is not what a comment says', () => {
    const text = "// import pg from 'pg'\n/** new Date() */\nconst url = 'http://x' // Date.now()\n"
    const files = [{ path: 'server/tickets/a.ts', text }]
    expect([...roundDoors(files, doors), ...banned(files, bans)]).toEqual([])
  })

  it('is short: half of the files have at most 60 lines, nine of ten at most 150', () => {
    const lengths = server.map(linesOf).toSorted((a, b) => a - b)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(60)
    expect(lengths[Math.floor(lengths.length * 0.9)]).toBeLessThanOrEqual(150)
  })
})
