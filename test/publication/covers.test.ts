import { describe, expect, it } from 'vitest'
import { coveredBefore } from '../../server/publication/covered-before.ts'
import { excerptOf } from '../../server/publication/excerpt.ts'
import { coverSpots } from '../../server/review/covering.ts'
import { sayCovers } from '../../server/web/covers.ts'
import { userMarkdown } from '../../server/web/markdown.ts'

const cover = (kind: string, slip = '') => `\uE000${kind}${slip && `:${slip}`}\uE001`
const world = { locale: 'en', slips: false } as const
const staff = { locale: 'en', slips: true } as const
const GONE = '<span class="gone">a licence key</span>'
const CHIP = '<a class="chip" href="#S-7702">S-7702 a licence key</a>'

describe('what is covered in a text', () => {
  it.each([
    ['in a sentence', `It is ${cover('licence_key')}.`, `<p>It is ${GONE}.</p>`],
    ['in bold', `**${cover('licence_key')}**`, `<p><strong>${GONE}</strong></p>`],
    ['twice', `${cover('licence_key')} and ${cover('licence_key')}`, `<p>${GONE} and ${GONE}</p>`],
    ['in code', `\`key ${cover('licence_key')}\``, `<p><code>key ${GONE}</code></p>`],
    ['in a block of code', `\`\`\`\n${cover('licence_key')}\n\`\`\``, `<pre><code>${GONE}\n</code></pre>`],
    ['in a table', `|a|\n|-|\n|${cover('licence_key')}|`, `<td>${GONE}</td>`],
    ['with its slip, for the world', cover('licence_key', 'S-7702'), `<p>${GONE}</p>`],
    ['as a word of a list', `- ${cover('licence_key')}`, `<li>${GONE}</li>`],
  ])('is drawn %s', (_, text, html) => {
    expect(userMarkdown(text, world)).toContain(html)
    expect(userMarkdown(text, world)).not.toMatch(/[\uE000\uE001]/)
  })

  it('is a slip for owner and staff, and is said in their language', () => {
    expect(userMarkdown(cover('licence_key', 'S-7702'), staff)).toContain(CHIP)
    expect(userMarkdown(cover('licence_key'), staff)).toContain(GONE)
    expect(userMarkdown(cover('licence_key', 'S-7702'), { locale: 'fr', slips: true })).toContain('clé de licence</a>')
  })

  it.each([
    `[here](${cover('token')})`,
    `[here](https://example.org/${cover('token')})`,
    `<https://example.org/${cover('token')}>`,
    `https://example.org/${cover('token')}/path`,
    `[here][1]\n\n[1]: ${cover('token')}`,
    `![here](${cover('token')})`,
    `[here](https://example.org "${cover('token')}")`,
  ])('is the target of no link: %j', (text) => {
    const html = userMarkdown(text, world)
    expect(html).not.toMatch(/%EE%80|[\uE000\uE001]/i)
    if (!text.includes('"')) expect(html).not.toContain('<a ')
  })

  it.each([
    '&#xE000;password&#xE001;',
    '&#57344;password&#57345;',
    '&#x00e000;password:S-7702&#x00E001;',
    '[here](https://example.org/%EE%80%80password%EE%80%81)',
    'https://example.org/%ee%80%80password%ee%80%81',
    '\\&#xE000;password\\&#xE001;',
    '&#x&#xe000;e000;password:S-7702&#x&#xe001;e001;',
    '<https://xn--phone-qi4zma.example>', // the two signs around a word, as a name of a host spells them
  ])('is not what people write themselves: %j', (text) => {
    for (const who of [world, staff]) expect(userMarkdown(text, who)).not.toMatch(/class="(gone|chip)"|[\uE000\uE001]/)
  })

  it('says nothing of a kind that there is not', () => {
    expect(userMarkdown(cover('nothing'), world)).toBe('<p><span class="gone">…</span></p>\n')
    expect(sayCovers(cover('nothing'), 'fr')).toBe('[…]')
  })

  it('leaves the links of a text as they were, marked as content of users', () => {
    const html = userMarkdown(`${cover('token')} [here](https://example.org/a)`, world)
    expect(html).toContain('<a href="https://example.org/a" rel="nofollow ugc noopener">here</a>')
  })

  it('is never cut in half at the end of an excerpt', () => {
    for (let length = 190; length < 230; length++) {
      const excerpt = excerptOf(`${'x'.repeat(length)} ${cover('licence_key')} **and** [more](https://example.org)`)
      expect(excerpt.replaceAll(cover('licence_key'), '')).not.toMatch(/[\uE000\uE001]/)
      expect(excerpt.replaceAll(cover('licence_key'), '').length).toBeLessThanOrEqual(220)
    }
    expect(excerptOf(`**A** \`b\` [c](https://d.example) ${cover('licence_key')}`)).toBe(
      `A b c ${cover('licence_key')}`,
    )
  })
})

describe('what was covered before', () => {
  const text = 'I am Ann Martin, call me (06 12 34 56 78), see [it](https://u:p@host.example/x) or write to Ann Martin.'
  const span = (kind: 'profile' | 'phone' | 'token', of: string, from = 0) => {
    const start = text.indexOf(of, from)
    return { kind, start, end: start + of.length, covered: true as const }
  }
  const spots = [
    span('profile', 'Ann Martin'),
    span('phone', '06 12 34 56 78'),
    span('token', 'u:p'),
    span('profile', 'Ann Martin', 20),
  ]

  it('stays covered, whichever of it is known still', () => {
    for (let some = 0; some < 2 ** spots.length; some++) {
      const published = coverSpots(
        text,
        spots.filter((_, at) => some & (1 << at)),
      )
      expect(coverSpots(text, coveredBefore(text, published))).toBe(published)
      const all = coverSpots(text, [...spots, ...coveredBefore(text, published)])
      expect(all).not.toMatch(/Ann Martin|06 12|u:p/)
    }
  })

  it('shows nothing that was not shown, also where the words between stand in what is covered', () => {
    const rock = 'Rock and Roll and Blues and so on'
    const published = `${cover('profile')} and ${cover('profile')} and so on`
    const again = coverSpots(rock, coveredBefore(rock, published))
    expect(again).toBe(published)
  })

  it('is nothing where the text is another one', () => {
    for (const other of ['', 'Else', 'I am', `${text}!`, `x${text}`])
      expect(coveredBefore(other, coverSpots(text, spots)), other).toEqual([])
  })
})
