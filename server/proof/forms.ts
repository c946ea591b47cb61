import { z } from 'zod'

/** Base64 as only one text writes these bytes: a changed character is always a changed content. */
const base64 = z.string().refine((text) => Buffer.from(text, 'base64').toString('base64') === text)

/** A DSSE envelope as somebody hands it to us. */
export const envelopeForm = z.object({
  payloadType: z.string(),
  payload: base64,
  signatures: z.array(z.object({ keyid: z.string(), sig: base64 })).min(1),
})

/** A JWK Set of public keys as somebody hands it to us. */
export const keysForm = z.object({
  keys: z.array(
    z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), kid: z.string(), x: z.string().length(43) }),
  ),
})

const sizeOfLog = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

export const consistencyForm = z.object({ from: sizeOfLog, to: sizeOfLog }).refine(({ from, to }) => from <= to)

/** Where a paper says that it stands in the log; hashes in base64. */
export const logEntryForm = z.object({
  index: sizeOfLog,
  size: sizeOfLog,
  root: base64,
  leaf: base64,
  proof: z.array(base64),
})
