import { verify } from 'node:crypto'
import { keyObject } from './keys.ts'
import type { Signer } from './signing.ts'

/** What the desk signs, by the type that stands in the envelope. */
export const TYPES = {
  destruction: 'application/vnd.helpdesk.destruction+json',
  receipt: 'application/vnd.helpdesk.receipt+json',
} as const

/** A DSSE envelope (github.com/secure-systems-lab/dsse); `payload` and `sig` in base64. */
export type Envelope = { payloadType: string; payload: string; signatures: { keyid: string; sig: string }[] }

/** The bytes that are signed: they bind the type too, so that one kind of paper cannot stand for another. */
function preAuthentication(type: string, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload])
}

/** A signed paper as it is kept and given out: one line of JSON. */
export function seal(signer: Signer, type: string, statement: object): string {
  const payload = Buffer.from(JSON.stringify(statement))
  const sig = signer.sign(preAuthentication(type, payload)).toString('base64')
  const envelope: Envelope = {
    payloadType: type,
    payload: payload.toString('base64'),
    signatures: [{ keyid: signer.kid, sig }],
  }
  return JSON.stringify(envelope)
}

/** The id of the first of these keys that signed the envelope; null when none did. */
export function signedBy({ payloadType, payload, signatures }: Envelope, keys: { kid: string; x: string }[]) {
  const bytes = preAuthentication(payloadType, Buffer.from(payload, 'base64'))
  const signed = keys.find(({ kid, x }) =>
    signatures.some(({ keyid, sig }) => keyid === kid && verify(null, bytes, keyObject(x), Buffer.from(sig, 'base64'))),
  )
  return signed?.kid ?? null
}

/** What a paper says; it was made by the desk, or its signature was checked. */
export const statementIn = (envelope: string): Record<string, unknown> =>
  JSON.parse(Buffer.from((JSON.parse(envelope) as Envelope).payload, 'base64').toString()) as Record<string, unknown>
