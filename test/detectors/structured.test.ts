import { describe, expect, it } from 'vitest'
import { detect } from '../../server/detectors/detect.ts'
import { accessCodes } from './access-codes.examples.ts'
import { bankAccounts } from './bank-accounts.examples.ts'
import { cards } from './cards.examples.ts'
import { credentials } from './credentials.examples.ts'
import { emails } from './emails.examples.ts'
import type { Examples } from './examples.ts'
import { ips } from './ips.examples.ts'
import { licenceKeys } from './licence-keys.examples.ts'
import { macs } from './macs.examples.ts'
import { passwords } from './passwords.examples.ts'
import { phones } from './phones.examples.ts'
import { postalAddresses } from './postal-addresses.examples.ts'
import { privateKeys } from './private-keys.examples.ts'
import { sensitive } from './sensitive.examples.ts'
import { socialSecurity } from './social-security.examples.ts'
import { tokens } from './tokens.examples.ts'

const tables: Record<string, Examples> = {
  privateKeys,
  tokens,
  credentials,
  licenceKeys,
  bankAccounts,
  cards,
  socialSecurity,
  phones,
  emails,
  ips,
  macs,
  passwords,
  accessCodes,
  postalAddresses,
  sensitive,
}

/** A text with what was found of a kind put between [[ and ]]. */
function marked(text: string, kind: string): string {
  const found = detect(text).filter((one) => one.kind === kind)
  return found.reduceRight(
    (said, { start, end }) => `${said.slice(0, start)}[[${said.slice(start, end)}]]${said.slice(end)}`,
    text,
  )
}

describe.each(Object.entries(tables))('%s', (_, { kind, finds, passes }) => {
  it.each(finds)('finds in %j', (example) => {
    expect(marked(example.replaceAll(/\[\[|\]\]/g, ''), kind)).toBe(example)
  })

  it.each(passes)('passes %j', (text) => {
    expect(detect(text).map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`)).toEqual([])
  })
})
