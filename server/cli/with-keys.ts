import { verifyDatabase, type Findings } from '../backup/verifying.ts'
import type { Config } from '../config.ts'
import type { Rotated } from '../documents/rotating.ts'
import { previewPurge, type Purge } from '../leaving/purging.ts'
import { size } from '../words/formats.ts'
import type { Given, Outcome } from './commands.ts'
import { runWithKeys } from './handing-over.ts'
import { onDatabase } from './on-database.ts'

const rehearse = onDatabase(async (desk) => told(await previewPurge(desk), true))

/** Purges, or says what a purge would do: the same numbers in the same form. */
export async function accountsPurge(config: Config, given: Given): Promise<Outcome> {
  return given['dry-run'] ? rehearse(config, given) : told((await runWithKeys(config, 'purge')) as Purge, false)
}

function told(purge: Purge, dryRun: boolean): Outcome {
  const { accounts, tickets, publicTickets, documents, bytes } = purge.totals
  const head = dryRun ? 'A rehearsal: nothing has been destroyed. It would be:' : 'Done:'
  const rows = purge.accounts.map((account) => `  ${account.number}  ${account.name}: ${account.documents} documents`)
  const counted = [
    `accounts closed: ${accounts}`,
    `tickets erased: ${tickets}`,
    `public tickets without a name: ${publicTickets}`,
    `documents destroyed: ${documents} (${size('en', bytes)})`,
  ]
  return { json: { dryRun, ...purge }, text: [head, ...rows, ...counted].join('\n') }
}

const checkDatabase = onDatabase(async (desk) => ({ json: { problems: await verifyDatabase(desk.db) }, text: '' }))

/** Checks the database here, and the vault where its keys are. */
export async function verify(config: Config, given: Given): Promise<Outcome> {
  const { json } = await checkDatabase(config, given)
  const vault = (await runWithKeys(config, 'verify')) as Findings
  const problems = [...(json['problems'] as string[]), ...vault.problems]
  const ok = problems.length === 0
  const text = ok ? `All is well: the database and ${vault.checked} documents.` : problems.join('\n')
  return { json: { ok, documents: vault.checked, problems }, text, status: ok ? 0 : 1 }
}

/** Runs the scheduled work once, wherever the keys are. */
export async function sweepNow(config: Config): Promise<Outcome> {
  const swept = (await runWithKeys(config, 'sweep')) as Record<string, unknown>
  const lines = Object.entries(swept).map(([name, count]) => `${name}: ${String(count)}`)
  return { json: swept, text: lines.join('\n') }
}

/** Replaces the root key, wherever the keyring is held. */
export async function keysRotate(config: Config): Promise<Outcome> {
  const rotated = (await runWithKeys(config, 'rotate')) as Rotated
  const { from, to, accounts, documents, finals } = rotated
  const lines = [
    `Root key ${from} is replaced by ${to} and destroyed.`,
    `keys wrapped again: ${accounts} of accounts, ${documents} of documents`,
    `final certificates: ${finals}`,
  ]
  return { json: rotated, text: lines.join('\n') }
}
