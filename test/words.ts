import type { Word } from '../server/words/words.ts'
import { withoutComments, type File } from './architecture.ts'

export type Catalogue = Record<string, Word>

const formsOf = (word: Word): string[] => (typeof word === 'string' ? [word] : Object.values(word))
const placeholders = (word: Word): string =>
  [...new Set(formsOf(word).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].toSorted().join(' ')

/** Where two languages do not say the same things: a key, a plural or a placeholder that only one of them has. */
export function differences(a: Catalogue, b: Catalogue): string[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return keys.flatMap((key) => {
    const [one, other] = [a[key], b[key]]
    if (one === undefined || other === undefined) return [`${key}: in one language only`]
    if ((typeof one === 'string') !== (typeof other === 'string')) return [`${key}: plural in one language only`]
    return placeholders(one) === placeholders(other)
      ? []
      : [`${key}: ${placeholders(one) || 'nothing'} and ${placeholders(other) || 'nothing'}`]
  })
}

/** Plurals that lack a form which their language asks for, or that have one that it never asks for. */
export function pluralFaults(words: Catalogue, locale: string): string[] {
  const wanted: string[] = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
  return Object.entries(words).flatMap(([key, word]) => {
    if (typeof word === 'string') return []
    const has = Object.keys(word)
    // French asks for `many` from a million on; `other` stands in for it.
    const lacks = wanted.filter((form) => !has.includes(form) && form !== 'many')
    const odd = has.filter((form) => !wanted.includes(form))
    return lacks.length + odd.length > 0 ? [`${key}: lacks ${lacks.join()}, has ${odd.join()}`] : []
  })
}

const NARROW = '\u202f'
const FRENCH: [RegExp, string][] = [
  [/[^\u202f](?=[;!?»])|[^\u202f\d](?=:(?!\/\/))/, 'no narrow space (U+202F) before ; : ! ? or »'],
  [/«(?!\u202f)/, 'no narrow space (U+202F) after «'],
  [/'/, 'a straight apostrophe'],
  [/\.\.\./, 'three dots for an ellipsis'],
]

/** What a French printer would mend. */
export const frenchFaults = (words: Catalogue): string[] =>
  Object.entries(words).flatMap(([key, word]) =>
    formsOf(word).flatMap((form) =>
      FRENCH.filter(([fault]) => fault.test(form)).map(
        ([, name]) => `${key}: ${name}: ${form.replaceAll(NARROW, '_')}`,
      ),
    ),
  )

/** What the code says: keys as they stand, and the families that are put together while it runs. */
export type Said = { keys: Map<string, string>; families: Map<string, RegExp> }

const KEY = /^[a-z]\w*(?:\.\w+)+$/
const asFamily = (template: string): RegExp =>
  new RegExp(`^${template.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[\\w.-]*')}$`)

/** Which words views and code ask for, each with the file that does. */
export function saidIn(files: File[]): Said {
  const said: Said = { keys: new Map(), families: new Map() }
  for (const { path, text } of files) {
    const code = path.endsWith('.hbs') ? text : withoutComments(text)
    const strings = path.endsWith('.hbs') ? code.matchAll(/\bt "([^"]+)"/g) : code.matchAll(/'([^'\n:]+)(?::\d+)?'/g)
    for (const [, key = ''] of strings) if (KEY.test(key)) said.keys.set(key, path)
    for (const [, prefix = ''] of code.matchAll(/\bt \(concat "([^"]+)"/g))
      said.families.set(`${prefix}\${…}`, asFamily(`${prefix}\${}`))
    // At least a word of it must stand there: what is wholly put together would count as all there is.
    for (const [, template = ''] of code.matchAll(/`((?:[\w.]|\$\{[^}`]*\})+)(?::[^`]*)?`/g))
      if (/[a-z]{2}/.test(template.replace(/\$\{[^}]*\}/g, '')) && template.includes('.'))
        said.families.set(template, asFamily(template))
  }
  return said
}

/** Keys that are asked for but that nobody wrote. `not` are strings that look like keys and are none. */
export function missing(words: Catalogue, said: Said, not: string[]): string[] {
  const keys = Object.keys(words)
  const families = new Set(keys.map((key) => key.split('.')[0]))
  // The tail of a key is the part that a template such as `event.${deed}` puts into it.
  const isThere = (key: string) => keys.some((one) => one === key || one.endsWith(`.${key}`)) || not.includes(key)
  return [...said.keys]
    .filter(([key, path]) => !isThere(key) && (path.endsWith('.hbs') || families.has(key.split('.')[0])))
    .map(([key, path]) => `${path}: ${key}`)
}

/** Families of which no member is there; the family of a template such as `status.${status}` is `status`. */
export function emptyFamilies(words: Catalogue, { families }: Said): string[] {
  const keys = Object.keys(words)
  const known = new Set(keys.map((key) => key.split('.')[0]))
  return [...families]
    .filter(([template, family]) => known.has(template.split('.')[0]) && !keys.some((key) => family.test(key)))
    .map(([template]) => template)
}

/** Keys that nobody asks for. */
export const unused = (words: Catalogue, { keys, families }: Said, also: RegExp[]): string[] =>
  Object.keys(words).filter(
    (key) => !keys.has(key) && ![...families.values(), ...also].some((family) => family.test(key)),
  )

const ATTRIBUTES = /\s(?:aria-label|aria-description|alt|title|placeholder|label|content)="([^"]*)"/g

/** Words that stand in a view itself, where no other language can reach them. */
export const hardCoded = (views: File[], allowed: RegExp): string[] =>
  views.flatMap(({ path, text }) => {
    const bare = text.replace(/\{\{!--[\s\S]*?--\}\}|<!--[\s\S]*?-->/g, '').replace(/\{\{[\s\S]*?\}\}/g, '\u0001')
    const shown = [...bare.matchAll(ATTRIBUTES)].map(([, value = '']) => value)
    const texts = bare.replace(/<[^>]*>/g, '\u0002').split('\u0002')
    return [...shown, ...texts]
      .map((words) => words.replace(allowed, '').replace(/&\w+;/g, ''))
      .filter((words) => /\p{L}/u.test(words))
      .map((words) => `${path}: ${words.replaceAll('\u0001', '…').trim()}`)
  })
