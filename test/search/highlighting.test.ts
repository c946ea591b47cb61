import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { marked, passageOf, type Part } from '../../server/search/highlighting.ts'
import { parseQuery } from '../../server/search/query.ts'
import { rowOf } from '../../server/search/rows.ts'

const drawn = (parts: Part[]) => parts.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('')
const terms = (q: string) => parseQuery(q, 'public').terms
const inText = (text: string, q: string) => drawn(marked(text, terms(q)))

describe('what was looked for', () => {
  it.each([
    ['Les imprimantes du 2e étage', 'imprimante etages ', 'Les [imprimantes] du 2e [étage]'],
    ['The printers print, printing is slow', 'printed ', 'The [printers] [print], [printing] is slow'],
    ['PC LOAD LETTER, then PC LOAD', '"pc load"', '[PC LOAD] LETTER, then [PC LOAD]'],
    ['Docking station DS-40, not DS-41', 'ds-40', 'Docking station [DS-40], not DS-41'],
    ['Printable', 'prin*', '[Printable]'],
    ['Œuvre; cœur', 'oeuvre coeur ', '[Œuvre]; [cœur]'],
    ['e\u0301tage décomposé', 'étage', '[e\u0301tage] décomposé'],
    ['nothing of it', 'printer', 'nothing of it'],
  ])('%s, for %s', (text, q, expected) => expect(inText(text, q)).toBe(expected))

  it('is found in nothing that is covered, and no mark is cut in two', () => {
    const body = `${'word '.repeat(80)}password \uE000password\uE001 here ${'more '.repeat(80)}`
    const parts = passageOf(body, terms('password '))?.parts ?? []
    expect(parts.filter(({ hit }) => hit)).toEqual([{ text: 'password', hit: true }])
    for (const { text } of parts) expect(text.replace(/\uE000password\uE001/g, '')).not.toMatch(/[\uE000\uE001]/)
  })

  it('is shown in the piece of a long text that has most of it, without Markdown signs', () => {
    const body = `# Printer\n\n${'filler '.repeat(100)}the **printer** of the [second floor](https://example.org/x) is _slow_ ${'end '.repeat(100)}`
    const passage = passageOf(body, terms('printer floor slow '))
    expect(drawn(passage?.parts ?? [])).toMatch(/^….*the \[printer\] of the second \[floor\] is _\[slow\]_ .*…$/)
    expect(passage?.hits).toBe(3)
    expect(passageOf(body, terms('nowhere'))).toBeNull()
  })

  it('changes no text, however odd', () => {
    const odd = fc.string({
      unit: fc.constantFrom('a', 'é', '\uE000', '\uE001', ' ', 'ﬁ', '😀', '\u0301', 'mail', '1'),
    })
    fc.assert(
      fc.property(odd, (text) => {
        const parts = passageOf(`mail ${text}`, terms('mail ')) ?? { parts: [] }
        expect(parts.parts.some(({ hit }) => hit)).toBe(true)
      }),
    )
  })

  it('takes time in proportion to a hostile text', () => {
    for (const text of ['[', '](', '*', '`', '\uE000', 'a', '\u0301', '[a]('].map((sign) =>
      sign.repeat(20_000 / sign.length),
    )) {
      const from = performance.now()
      passageOf(`${text} mail`, terms('mail '))
      expect(performance.now() - from).toBeLessThan(200)
    }
  })
})

describe('a row of the index', () => {
  const about = { subject: 'Réseau', category: 'network', ownerId: 'o1', authorId: 'a1' } as const
  const row = { ticketId: 't', replyId: 'r', number: 7, text: 'Les étages \uE000password\uE001 q0xyz' } as const

  it('has folded words with their stems, and what it is narrowed by', () => {
    const words = rowOf({ ...row, scope: 'whole' }, about).words.split(' ')
    expect(words).toEqual(expect.arrayContaining(['dreseau', 'detages', 'detag', 'dq0network', 'dq0oo1', 'dq0aa1']))
    expect(words.filter((word) => /password|xyz/.test(word))).toEqual([])
  })

  it('names nobody where the world searches, and shares no word with what is private', () => {
    const world = rowOf({ ...row, scope: 'public' }, about).words.split(' ')
    expect(world.every((word) => word.startsWith('p'))).toBe(true)
    expect(world.filter((word) => /q0[oa]/.test(word))).toEqual([])
    expect(rowOf({ ...row, scope: 'note' }, about).words).not.toContain('q0o')
  })
})
