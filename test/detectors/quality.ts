import { detect } from '../../server/detectors/detect.ts'
import { FINDING_KINDS, type Finding, type FindingKind } from '../../server/detectors/kinds.ts'
import type { Label, Sample } from './corpus/load.ts'

/** Kinds that a reader of the public page may mix up without harm: what counts is that the place is covered. */
export const ALSO: Partial<Record<FindingKind, readonly FindingKind[]>> = {
  password: ['access_code', 'token'],
  access_code: ['password', 'token'],
  token: ['password', 'licence_key'],
  licence_key: ['token', 'access_code', 'password'],
  private_key: ['token'],
  profile: ['email', 'phone', 'postal_address'],
}

/** So much of a label has to be covered for it to count as found. */
const COVERED = 0.8

type Judged = Sample & { findings: Finding[]; missed: Label[]; strays: Finding[] }

const overlap = (a: Label, b: Finding): number => Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start))

function isFound(label: Label, findings: Finding[]): boolean {
  const kinds = [label.kind, ...(ALSO[label.kind] ?? [])]
  const covered = findings.filter(({ kind }) => kinds.includes(kind)).reduce((sum, one) => sum + overlap(label, one), 0)
  return covered >= COVERED * (label.end - label.start)
}

function judge(sample: Sample): Judged {
  const findings = detect(sample.text, { profile: sample.profile })
  return {
    ...sample,
    findings,
    missed: sample.labels.filter((label) => !isFound(label, findings)),
    strays: findings.filter((finding) => !sample.labels.some((label) => overlap(label, finding) > 0)),
  }
}

/** How much of something was found. */
export type Share = { found: number; of: number }

export const rate = ({ found, of }: Share): number => (of === 0 ? 1 : found / of)

export type KindQuality = {
  kind: FindingKind
  texts: number
  en: Share
  fr: Share
  all: Share
  missedIn: string[]
  falseInClean: number
  falseBeside: number
}

const add = (...shares: Share[]): Share => ({
  found: shares.reduce((sum, { found }) => sum + found, 0),
  of: shares.reduce((sum, { of }) => sum + of, 0),
})

function recall(texts: Judged[], kind: FindingKind): Share {
  const count = (labels: Label[]): number => labels.filter((label) => label.kind === kind).length
  const of = texts.reduce((sum, { labels }) => sum + count(labels), 0)
  return { found: of - texts.reduce((sum, { missed }) => sum + count(missed), 0), of }
}

function qualityOf(kind: FindingKind, texts: Judged[]): KindQuality {
  const holding = texts.filter(({ labels }) => labels.some((label) => label.kind === kind))
  const en = recall(
    holding.filter(({ lang }) => lang === 'en'),
    kind,
  )
  const fr = recall(
    holding.filter(({ lang }) => lang === 'fr'),
    kind,
  )
  const strays = (clean: boolean): number =>
    texts
      .filter(({ labels }) => (labels.length === 0) === clean)
      .reduce((sum, text) => sum + text.strays.filter((stray) => stray.kind === kind).length, 0)
  const missedIn = holding.filter(({ missed }) => missed.some((label) => label.kind === kind)).map(({ id }) => id)
  const falseOnes = { falseInClean: strays(true), falseBeside: strays(false) }
  return { kind, texts: holding.length, en, fr, all: add(en, fr), missedIn, ...falseOnes }
}

/** Those that have a shape of their own and mostly a check digit. */
export const STRUCTURED: readonly FindingKind[] = [
  'private_key',
  'token',
  'licence_key',
  'iban',
  'card',
  'nir',
  'phone',
  'email',
  'ip',
  'mac',
]

/** The detectors over texts. */
export function measure(samples: readonly Sample[]) {
  const texts = samples.map(judge)
  const clean = texts.filter(({ labels }) => labels.length === 0)
  const kinds = FINDING_KINDS.filter((kind) => kind !== 'vault_content').map((kind) => qualityOf(kind, texts))
  const share = (found: Judged[]): Share => ({ found: found.length, of: clean.length })
  return {
    texts,
    kinds,
    structured: add(...kinds.filter(({ kind }) => STRUCTURED.includes(kind)).map(({ all }) => all)),
    stopped: share(clean.filter(({ findings }) => findings.some(({ blocking }) => blocking))),
    marked: share(clean.filter(({ findings }) => findings.length > 0)),
  }
}

export type Quality = ReturnType<typeof measure>
