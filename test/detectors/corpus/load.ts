import { readFileSync } from 'node:fs'
import { FINDING_KINDS, type FindingKind } from '../../../server/detectors/kinds.ts'

/** A place in a text that is confidential: UTF-16 code units, `end` exclusive. */
export type Label = { kind: FindingKind; start: number; end: number }

/** A text that somebody might write to a help desk. `profile` is what the desk knows of who wrote it. */
export type Sample = { id: string; lang: 'en' | 'fr'; text: string; labels: Label[]; profile: string[] }

type Line = { id: string; lang: 'en' | 'fr'; text: string; own?: { profile: string[] } }

const isKind = (word: string): word is FindingKind => (FINDING_KINDS as readonly string[]).includes(word)

/** In the files a confidential span stands between marks, `⟦password|hunter2⟧`, so that no label can lose its place. */
function unmark(id: string, marked: string): { text: string; labels: Label[] } {
  const labels: Label[] = []
  let text = ''
  let last = 0
  for (const { 0: mark, 1: kind = '', 2: inner = '', index } of marked.matchAll(/⟦(\w+)\|([^⟦⟧]*)⟧/g)) {
    if (!isKind(kind)) throw new Error(`${id} marks a "${kind}", which is no kind of finding`)
    text += marked.slice(last, index)
    labels.push({ kind, start: text.length, end: text.length + inner.length })
    text += inner
    last = index + mark.length
  }
  text += marked.slice(last)
  if (/[⟦⟧]/.test(text)) throw new Error(`${id} has a mark that is not whole`)
  return { text, labels }
}

/** The texts of a file. */
export const samplesIn = (file: URL): Sample[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { id, lang, text, own } = JSON.parse(line) as Line
      return { id, lang, ...unmark(id, text), profile: own?.profile ?? [] }
    })

const PARTS = ['confidential', 'clean', 'second', 'third', 'fourth', 'fifth']
const FILES = ['en', 'fr'].flatMap((lang) => PARTS.map((part) => `${lang}-${part}`))

/** The texts that the rules were made on; what has no label is clean. The later parts were written when the detectors knew the first. */
export const corpus: Sample[] = FILES.flatMap((name) => samplesIn(new URL(`${name}.jsonl`, import.meta.url)))

/** Texts that no rule was corrected on and no table was learned from. Keep it so: they say what to expect of others. */
export const unseen: Sample[] = ['en', 'fr'].flatMap((lang) =>
  samplesIn(new URL(`unseen/${lang}.jsonl`, import.meta.url)),
)
