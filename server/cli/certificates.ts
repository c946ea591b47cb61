import { readFile } from 'node:fs/promises'
import type { Config } from '../config.ts'
import { checkPaper, type Checked } from '../proof/checking.ts'
import { keysForm } from '../proof/forms.ts'
import { publishedKeys } from '../proof/keys.ts'
import type { Given, Outcome } from './commands.ts'
import { onDatabase } from './on-database.ts'

type Key = { kid: string; x: string }

/**
 * Checks a certificate of destruction or a receipt, and says what it says: by the public keys in a JWK Set that was
 * kept, or else by those of this desk. Needs no line to anywhere.
 */
export async function certificateVerify(config: Config, given: Given): Promise<Outcome> {
  const text = await readFile(String(given['file']), 'utf8')
  if (typeof given['keys'] === 'string') return told(checkPaper(text, await keysIn(given['keys'])))
  return onDatabase(async (desk) => told(checkPaper(text, await publishedKeys(desk.db))))(config, given)
}

async function keysIn(file: string): Promise<Key[]> {
  const set = keysForm.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (!set.success) throw new Error(`${file} is no set of Ed25519 keys, as /.well-known/vault-keys.json is`)
  return set.data.keys
}

const NAMES = { destruction: 'certificate of destruction', receipt: 'receipt' }

function told(checked: Checked): Outcome {
  if (!checked.ok) return { json: { ...checked }, text: checked.why, status: 1 }
  const { kid, kind, statement } = checked
  const said = Object.entries(statement).map(
    ([name, value]) => `  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const head = [`The signature holds. This is a ${NAMES[kind]}, signed with key ${kid}.`, 'It says:']
  return { json: { ok: true, kid, kind, statement }, text: [...head, ...said].join('\n') }
}
