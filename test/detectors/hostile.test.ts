import { describe, expect, it } from 'vitest'
import { accessCodes } from '../../server/detectors/access-codes.ts'
import { bankAccounts } from '../../server/detectors/bank-accounts.ts'
import { cards } from '../../server/detectors/cards.ts'
import { credentials } from '../../server/detectors/credentials.ts'
import { detect } from '../../server/detectors/detect.ts'
import { emails } from '../../server/detectors/emails.ts'
import { fold } from '../../server/detectors/folding.ts'
import { ips } from '../../server/detectors/ips.ts'
import { learnedWords } from '../../server/detectors/learned-words.ts'
import { licenceKeys } from '../../server/detectors/licence-keys.ts'
import { macs } from '../../server/detectors/macs.ts'
import { passwords } from '../../server/detectors/passwords.ts'
import { phones } from '../../server/detectors/phones.ts'
import { postalAddresses } from '../../server/detectors/postal-addresses.ts'
import { privateKeys } from '../../server/detectors/private-keys.ts'
import { profileData } from '../../server/detectors/profile.ts'
import { sensitiveCues } from '../../server/detectors/sensitive.ts'
import { socialSecurity } from '../../server/detectors/social-security.ts'
import { tokens } from '../../server/detectors/tokens.ts'

/** What makes an expression without bounds look at the same characters again and again. */
const HOSTILE: Record<string, string[]> = {
  fold: ['*a', '`', '*_', '``` ', '&#', '\\', 'e\u0301', '\uE000', '~~a'],
  bankAccounts: ['FR76 ', 'FR14', 'iban ', '1234 '],
  cards: ['1', '4 ', '12 ', '4111 ', 'carte 4-'],
  credentials: ['password=', 'a://a:', 'mysql ', 'net use ', '<password>', '$1$', 'curl -u ', "'", 'machine a '],
  emails: ['a', 'a.', 'a@', 'a@a.', ' a point', '[at]', 'a at b dot '],
  ips: ['1.', '1.2.3.4 ', ':', 'a:a:', '::', 'Aa '],
  licenceKeys: ['key ', 'A1B2-', 'A1B2 ', 'A', 'licence key '],
  macs: ['ff:', 'f-', '0:', 'ffff.'],
  phones: ['06 ', '+33', '+1 ', '0', '(0) ', '0612345678 ', 'tel '],
  privateKeys: ['-', '-----BEGIN ', '-----BEGIN PRIVATE KEY-----\n', 'MIIEowIBAAKCAQEAAAAA\n', 'PrivateKey = '],
  socialSecurity: ['1', '1 84 12 75 123 456 ', 'sécurité sociale ', 'ssn '],
  tokens: ['eyJ-', 'token', 'token: ', 'secretaws', 'secret ', '?token=', 'SG.a', 'Cookie: '],
  passwords: [
    'mot de passe ',
    'password,',
    'password;a\n',
    'mdp Abc123! ',
    'seed phrase ',
    'ssid ',
    'login with a / ',
    'it is ',
    'de a a ',
  ],
  accessCodes: ['code ', 'code pin ', 'le code est 1234 ', 'pin 1-', 'open ', 'alarm ', 'says ', 'ab12 '],
  postalAddresses: [
    'rue ',
    '1 rue ',
    '1 rue de la ',
    'Aa, ',
    'Aa\n',
    'W1A 1AA ',
    'residence Les ',
    '12 Main ',
    '75011 Paris ',
    'Am ',
  ],
  profileData: ['jean ', 'jean dupont ', '06 1', '0 ', '.'],
  learnedWords: ['pass a.', 'code 1*', 'pass ', 'pass\n', 'a.1*...', 'pass a ', 'pass Abc1! '],
  sensitiveCues: ['my ', 'je suis ', 'my depression ', "d'"],
  detect: ['a', ' ', '\n', '1 ', '06 ', '"', 'é', 'password: ', '12 rue ', 'x', '['],
}
const PROFILE = ['Jean Dupont', 'jean.dupont@exemple.fr', '14 rue des Tanneurs, 44000 Nantes', '+33 6 12 34 56 78']
const looks = {
  ...{ fold, bankAccounts, cards, credentials, emails, ips, licenceKeys, macs, phones, privateKeys, socialSecurity },
  ...{ tokens, passwords, accessCodes, postalAddresses, sensitiveCues, detect },
  profileData: (text: string) => profileData(text, PROFILE),
  learnedWords: (text: string) => learnedWords(text, [], []),
}
const SIZE = 100_000
/** Linear ones take a tenth of it even on a busy machine; what looks again and again takes minutes. */
const MOST_MS = 5_000

const spent = (look: (text: string) => unknown, unit: string, size: number): number => {
  const text = unit.repeat(Math.ceil(size / unit.length))
  const from = performance.now()
  look(text)
  return performance.now() - from
}

describe.each(Object.entries(looks))('100 kB through %s', (name, look) => {
  it.each(HOSTILE[name] ?? [])('of %j', (unit) => {
    expect(spent(look, unit, SIZE)).toBeLessThan(MOST_MS)
  })
})
