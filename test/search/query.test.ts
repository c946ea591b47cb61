import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../server/search/query.ts'

const words = (q: string) => parseQuery(q, 'desk').terms.map((term) => term.words.join(' ') + (term.begins ? '*' : ''))

describe('what people type', () => {
  it.each([
    ['printer', ['printer*']],
    ['printer ', ['printer']],
    ['Imprimante à l’ÉTAGE', ['imprimante', 'etage*']],
    ['the printer does not print', ['printer', 'does', 'print*']],
    ['the', ['the*']],
    ['impr* laser ', ['impr*', 'laser']],
    ['i* laser ', ['laser']],
    ['"PC LOAD letter" tray ', ['pc load letter', 'tray']],
    ['«\u202fboîte mail\u202f» pleine ', ['boite mail', 'pleine']],
    ['“paper jam', ['paper jam']],
    ['DS-40', ['ds 40']],
    ['version 5.2 ', ['version', '5 2']],
    ['0x80070005', ['0x80070005']],
    ['e-mail', ['mail*']],
    ['https://example.org/a', ['https', 'example', 'org']],
  ])('%s', (q, expected) => expect(words(q)).toEqual(expected))

  it.each([
    ['#4127', 4127, []],
    ['4127', 4127, ['4127']],
    [' 4127 ', 4127, ['4127']],
    ['4127 is:open', 4127, ['4127']],
    ['#4127 printer ', null, ['4127', 'printer']],
    ['0', null, ['0']],
    ['12345678901', null, ['12345678901']],
  ])('%s is a number', (q, number, expected) => {
    expect(parseQuery(q, 'desk').number).toBe(number)
    expect(words(q)).toEqual(expected)
  })
})

describe('filters', () => {
  const filters = (q: string, within: 'public' | 'own' | 'desk' = 'desk') => parseQuery(q, within).filters
  it('are understood in English and in French', () => {
    expect(filters('is:open is:pending')).toMatchObject({ statuses: ['open', 'pending'] })
    expect(filters('est:résolu')).toMatchObject({ statuses: ['solved'] })
    expect(filters('is:answered')).toMatchObject({ statuses: ['solved', 'closed'] })
    expect(filters('is:private')).toMatchObject({ open: false })
    expect(filters('IS:Public')).toMatchObject({ open: true })
    for (const q of ['category:mail', 'catégorie:messagerie', 'category:MESSAGERIE'])
      expect(filters(q)).toMatchObject({ category: 'mail' })
    expect(filters('category:"autre chose"')).toMatchObject({ category: 'other' })
    expect(filters('category:sign-in')).toMatchObject({ category: 'signin' })
    expect(filters('from:me from:"Bea Rossi"')).toMatchObject({ from: ['me', 'Bea Rossi'] })
    expect(filters('avec:documents')).toMatchObject({ documents: true })
  })

  it('are only those of the place; any other counts as words, and is named', () => {
    for (const q of ['from:bea', 'has:document', 'is:private', 'colour:red', 'is:constructor', '__proto__:x']) {
      const query = parseQuery(`${q} `, 'public')
      expect(query.terms.length, q).toBeGreaterThan(0)
      expect(query.filters).toMatchObject({ statuses: [], open: null, from: [], documents: false })
    }
    expect(parseQuery('colour:red printer', 'public').unknown).toEqual(['colour:red'])
    expect(parseQuery('from:bea', 'own').unknown).toEqual(['from:bea'])
    expect(parseQuery('see https://example.org C:\\temp note: this', 'desk').unknown).toEqual([])
  })
})

it('takes anything at all', () => {
  const nasty = fc.constantFrom(
    '"',
    "'",
    '*',
    ':',
    '(',
    ')',
    'is:',
    'NEAR',
    'OR',
    '-',
    '^',
    '\\',
    '#',
    '%',
    '\0',
    '\uE000',
    'é',
    '1',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 200 }),
        fc.array(nasty).map((all) => all.join('')),
      ),
      (q) => {
        for (const { words: said } of parseQuery(q, 'desk').terms)
          for (const word of said) expect(word).toMatch(/^[\p{L}\p{N}]{1,40}$/u)
      },
    ),
  )
})
