import { describe, expect, it } from 'vitest'
import { en } from '../server/words/en.ts'
import { fr } from '../server/words/fr.ts'
import { filesBelow } from './architecture.ts'
import {
  differences,
  emptyFamilies,
  frenchFaults,
  hardCoded,
  missing,
  pluralFaults,
  saidIn,
  unused,
  type Catalogue,
} from './words.ts'

const views = filesBelow('views', '.hbs')
const code = filesBelow('server', '.ts').filter(({ path }) => !path.startsWith('server/words/'))
const said = saidIn([...views, ...code])

/** Families that are wholly put together while the desk runs (`${family}.${value}`, `${title}.text`). */
const PUT_TOGETHER = [/^(status|category|visibility|view)\./, /^problem\..+\.text$/]

/** Names of what was done look like keys of words. */
const DEEDS = code.find(({ path }) => path === 'server/audit/record.ts')?.text.match(/(?<=')\w+\.\w+(?=')/g) ?? []

/** What is the same in every language, or a name. */
const ALLOWED = /Guichet|SHA-256|utf-8|light dark|width=device-width, initial-scale=1/gi

const english: Catalogue = en
const french: Catalogue = fr

describe('the words', () => {
  it('say the same things in both languages', () => {
    expect(differences(english, french)).toEqual([])
  })

  it('have the plural forms of their language', () => {
    expect([...pluralFaults(english, 'en'), ...pluralFaults(french, 'fr')]).toEqual([])
  })

  it('are set as French is printed', () => {
    expect(frenchFaults(french)).toEqual([])
  })

  it('are there whenever a view or the code asks for them', () => {
    expect(missing(english, said, DEEDS)).toEqual([])
    expect(emptyFamilies(english, said)).toEqual([])
  })

  it('are all asked for', () => {
    expect(unused(english, said, PUT_TOGETHER)).toEqual([])
  })

  it('do not stand in the views themselves', () => {
    expect(hardCoded(views, ALLOWED)).toEqual([])
  })
})

describe('a fault in the words is seen:', () => {
  it('a key, a placeholder or a plural in one language only', () => {
    const a = { x: 'X {n}', y: 'Y', z: { one: '{n}', other: '{n}' } }
    expect(differences(a, { x: 'X {m}', z: 'Z {n}' })).toHaveLength(3)
  })

  it('a plural form too few or too many', () => {
    const words = { 'a.b': { one: '1', few: '2', other: '3' } as Catalogue[string] }
    expect(pluralFaults(words, 'fr')).toHaveLength(1)
    expect(pluralFaults({ 'a.b': { other: '1' } as Catalogue[string] }, 'en')).toHaveLength(1)
  })

  it('French that is not set as French', () => {
    for (const text of ['Quoi ?', 'Quoi?', "l'été", 'Oui\u00a0: non', '«Oui\u202f»', 'Attendez...'])
      expect([text, frenchFaults({ 'a.b': text })]).toEqual([text, [expect.any(String)]])
    for (const text of ['Quoi\u202f?', 'l’été', 'à 10:30', 'voir https://x.fr', '«\u202fOui\u202f»'])
      expect(frenchFaults({ 'a.b': text })).toEqual([])
  })

  it('a key that nobody wrote, and one that nobody asks for', () => {
    const files = [
      { path: 'views/a.hbs', text: '{{t "a.title"}} {{t (concat "kind." kind)}} {{> b label=(t "a.gone")}}' },
      { path: 'server/a.ts', text: "text(5, 'a.missing')\nsay(locale, `level.${n}`)\nrefine(x, `a.most:${n}`)" },
    ]
    const words = { 'a.title': '', 'a.most': '', 'a.idle': '', 'kind.file': '', 'level.1': '' }
    const found = saidIn(files)
    expect(missing(words, found, [])).toEqual(['views/a.hbs: a.gone', 'server/a.ts: a.missing'])
    expect(unused(words, found, [])).toEqual(['a.idle'])
    expect(emptyFamilies({ 'level.': '', 'kind.': '' }, found)).toEqual([])
    expect(emptyFamilies({ 'a.most': '', 'level.x y': '' }, found)).toEqual(['level.${n}'])
  })

  it('a word in a view', () => {
    const text = '<p title="{{x}} of it">{{y}}</p><p>Hello {{name}}</p><b>Guichet</b> {{!-- Why --}}<br>·'
    expect(hardCoded([{ path: 'a.hbs', text }], ALLOWED)).toEqual(['a.hbs: … of it', 'a.hbs: Hello …'])
  })
})
