import { setExpiry } from '../accounts/access-rights.ts'
import { inviteStaff, resetSecondFactor } from '../accounts/staff.ts'
import type { Config } from '../config.ts'
import { engine } from '../db/columns.ts'
import type { Desk } from '../desk.ts'
import { previewPurge, type Purge } from '../leaving/purging.ts'
import { parse } from '../web/forms.ts'
import { size } from '../words/formats.ts'
import { demo } from './demo.ts'
import { addressForm, expireForm, staffAddForm } from './forms.ts'
import { runWithKeys, tellRunningDesk } from './handing-over.ts'
import { openWithoutKeys } from './open-database.ts'
import { verifyDatabase, type Findings } from './verifying.ts'

/** What a command answers: an object for programs, words for people, and how it went. */
export type Outcome = { json: Record<string, unknown>; text: string; status?: number }
type Given = Record<string, string | boolean | undefined>

export type Command = {
  usage: string
  does: string
  /** The options that take a value, and those that are only said. */
  takes?: readonly string[]
  switches?: readonly string[]
  /** Whatever follows is let pass: the command does not look at it. */
  anything?: boolean
  /** Null when it has said itself what there is to say. */
  run(config: Config, given: Given, say: (outcome: Outcome) => void): Promise<Outcome | null>
}

const onDatabase =
  (run: (desk: Desk, given: Given) => Promise<Outcome>): Command['run'] =>
  async (config, given) => {
    const desk = await openWithoutKeys(config)
    return run(desk, given).finally(desk.close)
  }

const staffAdd = onDatabase(async (desk, given) => {
  const form = parse(staffAddForm, given)
  const path = await inviteStaff(desk, null, form)
  const activationUrl = desk.config.baseUrl + path
  const { email, role } = form
  return {
    json: { email, role, activationUrl },
    text: `Give this link to ${form.name}; it works once, for seven days:\n${activationUrl}`,
  }
})

const staffReset = onDatabase(async (desk, given) => {
  const { email } = parse(addressForm, given)
  await tellRunningDesk(desk, await resetSecondFactor(desk, null, email))
  return { json: { email, reset: true }, text: `The second lock of ${email} is gone; the next sign-in fits a new one.` }
})

const accountsExpire = onDatabase(async (desk, given) => {
  const { email, on } = parse(expireForm, given)
  const { id, rightsEndAt } = await setExpiry(desk, email, on, null)
  await tellRunningDesk(desk, id)
  return {
    json: { email, rightsEndAt: rightsEndAt.toISOString() },
    text: `The access rights of ${email} end at the end of ${on}.`,
  }
})

const rehearse = onDatabase(async (desk) => purgeOutcome(await previewPurge(desk), true))

function purgeOutcome(purge: Purge, dryRun: boolean): Outcome {
  const { accounts, tickets, publicTickets, documents, bytes } = purge.totals
  const counted = `${accounts} accounts, ${tickets} tickets erased, ${publicTickets} public ones without a name, ${documents} documents (${size('en', bytes)}) destroyed`
  const rows = purge.accounts.map((account) => `${account.number}  ${account.name}  ${account.documents} documents`)
  const head = dryRun ? `A rehearsal: nothing has been destroyed. It would be:` : 'Done:'
  return { json: { dryRun, ...purge }, text: [head, ...rows, counted].join('\n') }
}

async function verify(config: Config): Promise<Outcome> {
  const desk = await openWithoutKeys(config)
  const inDatabase = await verifyDatabase(desk.db).finally(desk.close)
  const vault = (await runWithKeys(config, 'verify')) as Findings
  const problems = [...inDatabase, ...vault.problems]
  const ok = problems.length === 0
  const text = ok ? `All is well: the database and ${vault.checked} documents.` : problems.join('\n')
  return { json: { ok, documents: vault.checked, problems }, text, status: ok ? 0 : 1 }
}

async function sweepNow(config: Config): Promise<Outcome> {
  const swept = (await runWithKeys(config, 'sweep')) as Record<string, unknown>
  return {
    json: swept,
    text: Object.entries(swept)
      .map(([name, n]) => `${name}: ${String(n)}`)
      .join('\n'),
  }
}

const notYet = (usage: string, does: string): Command => ({
  usage,
  does: `${does} (not part of this version)`,
  anything: true,
  run: () =>
    Promise.resolve({ json: { error: 'not part of this version' }, text: 'not part of this version', status: 2 }),
})

/** Every command by its words. */
export const commands: Record<string, Command> = {
  'staff add': {
    usage: 'staff add --email E --name N --role agent|admin [--clearance L] [--locale en|fr]',
    does: 'invites somebody to work at the desk and prints a link that works once',
    takes: ['email', 'name', 'role', 'clearance', 'locale'],
    run: staffAdd,
  },
  'staff reset-2fa': {
    usage: 'staff reset-2fa --email E',
    does: 'takes the second factor of a member of staff away',
    takes: ['email'],
    run: staffReset,
  },
  'accounts purge': {
    usage: 'accounts purge [--dry-run]',
    does: 'closes every expired account and destroys its documents',
    switches: ['dry-run'],
    run: async (config, given, say) =>
      given['dry-run']
        ? rehearse(config, given, say)
        : purgeOutcome((await runWithKeys(config, 'purge')) as Purge, false),
  },
  'accounts expire': {
    usage: 'accounts expire --email E --on DATE',
    does: "sets the day on whose end a customer's access rights end",
    takes: ['email', 'on'],
    run: accountsExpire,
  },
  verify: {
    usage: 'verify',
    does: 'checks the database and every document; status 1 if anything is wrong',
    run: verify,
  },
  sweep: { usage: 'sweep', does: 'runs the scheduled work once', run: sweepNow },
  migrate: {
    usage: 'migrate',
    does: 'brings the database to this version',
    run: onDatabase(() =>
      Promise.resolve({ json: { migrated: true, engine }, text: `The ${engine} database is of this version.` }),
    ),
  },
  demo: {
    usage: 'demo',
    does: 'serves a throw-away desk with believable tickets',
    run: (config, _, say) => demo(config, say),
  },
  backup: notYet('backup DIR', 'copies the desk'),
  restore: notYet('restore DIR', 'brings a copy back'),
  'keys rotate': notYet('keys rotate', 'turns the root key'),
  'certificate verify': notYet('certificate verify FILE', 'checks a certificate of destruction'),
  review: notYet('review FILE.jsonl', 'prints what the confidentiality review marks'),
}
