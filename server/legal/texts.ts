import { readdirSync, readFileSync } from 'node:fs'
import { markdown } from '../web/markdown.ts'
import type { Locale } from '../words/words.ts'

export const DOCUMENTS = ['terms', 'privacy', 'cookies', 'security'] as const
export type LegalDocument = (typeof DOCUMENTS)[number]

const folder = new URL('../../views/legal/', import.meta.url)

/** The versions of each text, in `views/legal/<document>.<version>.<language>.md`; a version that was published stays. */
const versions = new Map<LegalDocument, number[]>(
  DOCUMENTS.map((name) => [
    name,
    readdirSync(folder)
      .map((file) => new RegExp(`^${name}\\.(\\d+)\\.en\\.md$`).exec(file)?.[1])
      .filter((version) => version !== undefined)
      .map(Number)
      .sort((a, b) => b - a),
  ]),
)

/** The versions of a text, the newest first. */
export const versionsOf = (name: LegalDocument): number[] => versions.get(name) ?? []

/** The version of the terms that a registration accepts. */
export const TERMS_VERSION = versionsOf('terms')[0] ?? 0

export type Text = { title: string; dated: string; html: string; version: number }

/** A legal text in a language; undefined if there is no such version. */
export function legalText(name: LegalDocument, locale: Locale, version = versionsOf(name)[0]): Text | undefined {
  if (version === undefined || !versionsOf(name).includes(version)) return undefined
  const [title = '', , dated = '', ...rest] = readFileSync(
    new URL(`${name}.${version}.${locale}.md`, folder),
    'utf8',
  ).split('\n')
  return { title: title.replace(/^# /, ''), dated, html: markdown(rest.join('\n')), version }
}
