import { describe, expect, it } from 'vitest'
import { detect, type Own } from '../../server/detectors/detect.ts'
import { normalised } from '../../server/detectors/vault-content.ts'

const said = (text: string, own?: Own) =>
  detect(text, own).map(({ kind, start, end }) => [kind, text.slice(start, end)])

/** What the owner keeps in the vault, as the desk would know it: fingerprints and their lengths. */
function keeping(...texts: string[]): Own {
  const kept = new Set(texts.map(normalised))
  const holds = (one: string): boolean => {
    expect(lengths).toContain(one.length) // nothing else is ever asked
    return kept.has(one)
  }
  const lengths = new Set(Array.from(kept, (one) => one.length))
  return { profile: [], holds, lengths }
}

describe('what is found in a text', () => {
  it('is in its order and never overlaps', () => {
    const text =
      'Bonjour, IBAN FR1420041010050500013M02606, tél. 06 12 34 56 78, https://ann:s3cr3t@git.acme.fr et 82.64.120.17.'
    expect(said(text)).toEqual([
      ['iban', 'FR1420041010050500013M02606'],
      ['phone', '06 12 34 56 78'],
      ['password', 'ann:s3cr3t'],
      ['ip', '82.64.120.17'],
    ])
  })

  it('is named by the weightier kind', () => {
    expect(said('password: ghp_aB3dE5fG7hJ9kL2mN4pQ6rS8tU1vW3xY5zA7')[0]?.[0]).toBe('token')
    expect(said('ma clé : 7K2PM-9QX4V-BD3RT-HW8YC-J6NFG', keeping('7k2pm 9qx4v bd3rt hw8yc j6nfg'))).toEqual([
      ['vault_content', '7K2PM-9QX4V-BD3RT-HW8YC-J6NFG'],
    ])
  })

  it('keeps what lies round a weightier thing', () => {
    const found = said('Livrer au 12 rue de la Paix, tél. 06 12 34 56 78, 75002 Paris')
    expect(found).toContainEqual(['phone', '06 12 34 56 78'])
  })

  it('blocks, unless it is only advice', () => {
    expect(detect('le NAS 192.168.1.37 et 82.64.120.17').map(({ blocking }) => blocking)).toEqual([false, true])
  })

  it('leaves what is covered already alone', () => {
    expect(said('mon mot de passe est \uE000password:S-1234\uE001 merci')).toEqual([])
    expect(said('password=\uE000password\uE001')).toEqual([])
  })

  it('is whole when formatting stands in it', () => {
    expect(said('écrivez à **jean**.dupont@orange.fr')).toEqual([['email', '**jean**.dupont@orange.fr']])
    expect(said('PGPASSWORD=`hunter2`')).toEqual([['password', 'hunter2']])
  })
})

describe('the content of the vault', () => {
  const own = keeping('NLK7-22QF-9981-XW', 'correct horse battery staple')

  it.each([
    ['key NLK7-22QF-9981-XW', 'NLK7-22QF-9981-XW'],
    ['key nlk7 22qf 9981 xw!', 'nlk7 22qf 9981 xw'],
    ['(NLK722QF9981XW)', 'NLK722QF9981XW'],
    ['N.L.K.7/22QF_9981:XW', 'N.L.K.7/22QF_9981:XW'],
    ['NLK7\n22QF\n9981\nXW', 'NLK7\n22QF\n9981\nXW'],
    ['**NLK7**-22QF-9981-XW', '**NLK7**-22QF-9981-XW'],
    ['it is "Correct Horse, battery staple".', 'Correct Horse, battery staple'],
    ['ＮＬＫ７-22QF-9981-XW', 'ＮＬＫ７-22QF-9981-XW'],
  ])('is found in %j', (text, place) => {
    expect(said(text, own)).toEqual([['vault_content', place]])
  })

  it.each(['NLK7-22QF-9981', 'XNLK7-22QF-9981-XW', 'correct horse battery', ''])('is not in %j', (text) => {
    expect(said(text, own).filter(([kind]) => kind === 'vault_content')).toEqual([])
  })

  it('costs nothing when there is none', () => {
    const never = () => expect.unreachable()
    expect(detect('one two three', { profile: [], holds: never, lengths: new Set() })).toEqual([])
    expect(detect('one two three', { profile: [], holds: never, lengths: new Set([4]) })).toEqual([])
  })
})
