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

/** The examples of every detector. */
export const tables: Record<string, Examples> = {
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
