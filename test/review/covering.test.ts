import { describe, expect, it } from 'vitest'
import type { FindingKind } from '../../server/detectors/kinds.ts'
import { coverSpots } from '../../server/review/covering.ts'

const place = (text: string, part: string, kind: FindingKind, covered = true) => {
  const start = text.indexOf(part)
  return { kind, start, end: start + part.length, covered }
}
const cover = (text: string, ...parts: [string, FindingKind, boolean?][]) =>
  coverSpots(
    text,
    parts.map(([part, kind, covered]) => place(text, part, kind, covered)),
  )
    .replaceAll('\uE000', '<')
    .replaceAll('\uE001', '>')

describe('covering', () => {
  it('puts the kind in the place of the thing, and leaves what is not covered', () => {
    const text = 'Call 06 12 34 56 78 or look at 192.0.2.44.'
    expect(cover(text, ['06 12 34 56 78', 'phone'], ['192.0.2.44', 'ip', false])).toBe(
      'Call <phone> or look at 192.0.2.44.',
    )
    expect(cover('Nothing here')).toBe('Nothing here')
  })

  it('covers the whole of an address in which something is covered', () => {
    expect(cover('See https://shop.test/a?token=s3cret&b=1, please.', ['s3cret', 'token'])).toBe('See <token>, please.')
    expect(cover('See (https://u:pw@shop.test/).', ['pw', 'password'])).toBe('See (<password>).')
    expect(cover('At www.shop.test/?k=s3cret now', ['s3cret', 'token'])).toBe('At <token> now')
    expect(cover('At shop.test/k/s3cret now', ['s3cret', 'token'])).toBe('At <token> now')
    expect(cover('<https://shop.test/s3cret>', ['s3cret', 'token'])).toBe('<<token>>')
    expect(cover('ftp://shop.test/s3cret and https://shop.test/', ['s3cret', 'token'])).toBe(
      '<token> and https://shop.test/',
    )
  })

  it('makes a link whose target is covered into text', () => {
    expect(cover('A [plan](/files/s3cret) here', ['s3cret', 'token'])).toBe('A [plan] (<token>) here')
    expect(cover('A [plan](https://a.test/x(1)/s3cret "title") here', ['s3cret', 'token'])).toBe(
      'A [plan] (<token>) here',
    )
    expect(cover('A [s3cret](https://a.test/) here', ['s3cret', 'token'])).toBe('A [<token>](https://a.test/) here')
  })

  it('covers two things in one address once, and what reaches over its end', () => {
    const text = 'https://u:hunter2@a.test/?k=s3cret 06 12 34 56 78'
    expect(cover(text, ['hunter2', 'password'], ['s3cret', 'token'], ['06 12 34 56 78', 'phone'])).toBe(
      '<password> <phone>',
    )
    expect(cover(text, ['s3cret 06', 'token'])).toBe('<token> 12 34 56 78')
  })

  it('takes its slip from what was moved to the vault', () => {
    expect(cover('The key is \uE000licence_key:S-7001\uE001.')).toBe('The key is <licence_key>.')
    expect(cover('\uE000licence_key:S-7001\uE001, call 06 12', ['06 12', 'phone'])).toBe('<licence_key>, call <phone>')
  })

  it('takes no longer than the text is', () => {
    for (const piece of ['](', 'a.', 'https://', '](a(', 'aaaa-', '[x](('])
      for (const covered of [true, false]) {
        const text = piece.repeat(20_000 / piece.length)
        const begun = performance.now()
        coverSpots(text, [{ kind: 'token', start: text.length - 3, end: text.length, covered }])
        expect(performance.now() - begun).toBeLessThan(250)
      }
  })
})
