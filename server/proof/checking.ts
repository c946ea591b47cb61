import { rootByInclusion } from '../audit/tree.ts'
import { TYPES, signedBy, statementIn } from './dsse.ts'
import { envelopeForm, logEntryForm } from './forms.ts'

/** What became of checking a signed paper: who signed what, or why it is not what it seems to be. */
export type Checked =
  { ok: true; kid: string; kind: keyof typeof TYPES; statement: Record<string, unknown> } | { ok: false; why: string }

const no = (why: string): Checked => ({ ok: false, why })

/** Checks a certificate or receipt by these public keys alone: its signature, and the way from its line to the root. */
export function checkPaper(text: string, keys: { kid: string; x: string }[]): Checked {
  const envelope = envelopeIn(text)
  if (!envelope) return no('This is no signed file of a desk, or it was changed.')
  const kid = signedBy(envelope, keys)
  if (kid === null) return no('The signature does not hold: the file was changed, or none of these keys has signed it.')
  const kind = (Object.keys(TYPES) as (keyof typeof TYPES)[]).find((name) => TYPES[name] === envelope.payloadType)
  if (!kind) return no(`It is signed, but it is neither a certificate nor a receipt: ${envelope.payloadType}.`)
  const statement = statementIn(text)
  if (!isInLog(statement['log']))
    return no('It is signed, but its place in the log does not lead to the root it names.')
  return { ok: true, kid, kind, statement }
}

function envelopeIn(text: string) {
  try {
    return envelopeForm.safeParse(JSON.parse(text)).data
  } catch {
    return undefined // no JSON at all
  }
}

function isInLog(log: unknown): boolean {
  const entry = logEntryForm.safeParse(log).data
  if (!entry) return false
  const bytes = (hash: string) => Buffer.from(hash, 'base64')
  const root = rootByInclusion(bytes(entry.leaf), entry.index, entry.size, entry.proof.map(bytes))
  return root?.equals(bytes(entry.root)) ?? false
}
