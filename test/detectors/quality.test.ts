import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { FindingKind } from '../../server/detectors/kinds.ts'
import { corpus, unseen } from './corpus/load.ts'
import { measure, rate, STRUCTURED } from './quality.ts'
import { report } from './quality-report.ts'

const file = new URL('../../docs/detection.md', import.meta.url)
const DIFFERENT =
  'The detectors see other things than docs/detection.md says. If that is meant, write it anew with UPDATE_DETECTION=1.'

const quality = measure(corpus)
const first = measure(unseen)
const of = (kind: FindingKind) => quality.kinds.find((one) => one.kind === kind)!

describe('the corpus', () => {
  it('is large, in two languages, half of it with something confidential', () => {
    const share = (part: (sample: (typeof corpus)[number]) => boolean) => corpus.filter(part).length / corpus.length
    expect(corpus.length).toBeGreaterThanOrEqual(420)
    expect(share(({ lang }) => lang === 'en')).toBeCloseTo(0.5, 1)
    const confidential = share(({ labels }) => labels.length > 0)
    expect(confidential).toBeGreaterThan(0.4)
    expect(confidential).toBeLessThan(0.6)
    expect(new Set(corpus.map(({ id }) => id)).size).toBe(corpus.length)
    expect(new Set(corpus.map(({ text }) => text)).size).toBe(corpus.length)
  })

  it('has texts of every kind', () => {
    const texts = Object.fromEntries(quality.kinds.map(({ kind, texts }) => [kind, texts]))
    for (const kind of STRUCTURED) expect(texts[kind], kind).toBeGreaterThanOrEqual(12)
    for (const kind of ['password', 'postal_address'] as const) expect(texts[kind], kind).toBeGreaterThanOrEqual(45)
    expect(texts['access_code']).toBeGreaterThanOrEqual(25)
  })
})

describe('the detectors', () => {
  it('find what has a shape of its own', () => {
    expect(rate(quality.structured)).toBeGreaterThanOrEqual(0.97)
    for (const kind of STRUCTURED) expect(rate(of(kind).all), kind).toBeGreaterThanOrEqual(0.9)
  })

  it.each(['password', 'access_code', 'postal_address'] as const)('find %s in prose', (kind) => {
    expect(rate(of(kind).all)).toBeGreaterThanOrEqual(0.9)
  })

  it('leave clean texts alone', () => {
    expect(rate(quality.stopped)).toBeLessThanOrEqual(0.03)
  })

  it.each([
    ['password', 0.7],
    ['access_code', 0.8],
  ] as const)('find %s in texts they have not met', (kind, least) => {
    expect(rate(first.kinds.find((one) => one.kind === kind)!.all)).toBeGreaterThanOrEqual(least)
    expect(rate(first.stopped)).toBeLessThanOrEqual(0.06)
  })

  it('see what docs/detection.md says', async () => {
    const now = report(quality, first)
    if (process.env['UPDATE_DETECTION']) await writeFile(file, now)
    expect(now, DIFFERENT).toBe(await readFile(file, 'utf8').catch(() => ''))
  })
})
