import { en } from './en.ts'
import { fr } from './fr.ts'

/** A text, or its plural forms (CLDR categories; French has `many` for whole millions). `{name}` is filled in. */
export type Word = string | { one: string; other: string; many?: string }
export type WordKey = keyof typeof en
export type Locale = 'en' | 'fr'
export type Params = Record<string, string | number>

/** A sentence that is not in a language yet. */
export type Message = { key: WordKey; params?: Params }

const catalogues: Record<Locale, Record<WordKey, Word>> = { en, fr }
const plurals: Record<Locale, Intl.PluralRules> = { en: new Intl.PluralRules('en'), fr: new Intl.PluralRules('fr') }
const numbers: Record<Locale, Intl.NumberFormat> = { en: new Intl.NumberFormat('en'), fr: new Intl.NumberFormat('fr') }

/** The words for `key`; plural forms are chosen by `params.count`. An unknown key or a missing parameter throws. */
export function say(locale: Locale, key: WordKey, params: Params = {}): string {
  const word = catalogues[locale][key]
  if (word === undefined) throw new Error(`No words for "${key}" in ${locale}`)
  return pick(locale, word, params).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`"${key}" needs {${name}}`)
    return typeof value === 'number' ? numbers[locale].format(value) : value
  })
}

/** A message in a language. */
export const tell = (locale: Locale, message: Message): string => say(locale, message.key, message.params)

/** Is this the name of some words? */
export const isWordKey = (key: string): key is WordKey => key in en

export const isLocale = (value: unknown): value is Locale => value === 'en' || value === 'fr'

function pick(locale: Locale, word: Word, params: Params): string {
  if (typeof word === 'string') return word
  const form = plurals[locale].select(Number(params['count'] ?? 0))
  return (form === 'one' ? word.one : form === 'many' ? word.many : undefined) ?? word.other
}
