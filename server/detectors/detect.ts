import { accessCodes } from './access-codes.ts'
import { bankAccounts } from './bank-accounts.ts'
import { cards } from './cards.ts'
import { chosenWords } from './chosen-words.ts'
import { credentials } from './credentials.ts'
import { emails } from './emails.ts'
import { fold } from './folding.ts'
import { ips } from './ips.ts'
import type { Detector, Finding } from './kinds.ts'
import { learnedWords } from './learned-words.ts'
import { licenceKeys } from './licence-keys.ts'
import { macs } from './macs.ts'
import { settled } from './merging.ts'
import { passwords } from './passwords.ts'
import { phones } from './phones.ts'
import { postalAddresses } from './postal-addresses.ts'
import { privateKeys } from './private-keys.ts'
import { profileData } from './profile.ts'
import { sensitiveCues } from './sensitive.ts'
import { socialSecurity } from './social-security.ts'
import { tokens } from './tokens.ts'
import { typedCodes } from './typed-codes.ts'
import { vaultContent } from './vault-content.ts'

/**
 * What is known of the ticket's owner: words of the profile (names, addresses…), and whether a text, normalised to upper
 * case letters and digits, is the content of one of the owner's vault texts; `lengths` says how long those are.
 */
export type Own = {
  profile: readonly string[]
  holds?: (normalised: string) => boolean
  lengths?: ReadonlySet<number>
}

/** What has a form of its own, wherever it stands. */
const SURE: readonly Detector[] = [
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
  postalAddresses,
  sensitiveCues,
]
/** What is known by the words round it. */
const WORDED: readonly Detector[] = [passwords, chosenWords, accessCodes, typedCodes]

/** What the rules find in a text that is folded already, before it is weighed. */
export const byRules = (text: string): { sure: Finding[]; worded: Finding[] } => ({
  sure: SURE.flatMap((detector) => detector(text)),
  worded: WORDED.flatMap((detector) => detector(text)),
})

/**
 * What looks confidential in a text, in its order, never overlapping; places in UTF-16 units of the text as it was given.
 * The same text gives the same answer; takes as long as the text is.
 */
export function detect(text: string, own?: Own): Finding[] {
  const folded = fold(text)
  const { sure, worded } = byRules(folded.text)
  const found = [...sure, ...learnedWords(folded.text, sure, worded)]
  if (own) found.push(...profileData(folded.text, own.profile), ...vaultContent(folded.text, own))
  return settled(folded.text, found).map(({ kind, start, end, blocking }) => ({
    kind,
    ...folded.place(start, end),
    blocking,
  }))
}
