/** What the confidentiality review looks for (interface.md). */
export const FINDING_KINDS = [
  'password',
  'access_code',
  'private_key',
  'token',
  'licence_key',
  'iban',
  'card',
  'nir',
  'phone',
  'email',
  'postal_address',
  'ip',
  'mac',
  'profile',
  'vault_content',
  'sensitive',
] as const

export type FindingKind = (typeof FINDING_KINDS)[number]

/**
 * A place in a text: UTF-16 code units, `end` exclusive. A blocking one keeps a text from becoming public until somebody
 * has decided about it; the others are advice.
 */
export type Finding = { kind: FindingKind; start: number; end: number; blocking: boolean }

/** What a detector looks at: the text as a reader sees it, folded (see folding.ts). Its findings are places in that. */
export type Detector = (text: string) => Finding[]
