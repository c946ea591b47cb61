import { Readable } from 'node:stream'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealUpload } from '../../server/documents/storing.ts'
import { say, type WordKey } from '../../server/words/words.ts'
import { expectAccessible, openBrowser, profile, signInAs, type Looks } from '../support/browser.ts'
import type { Name } from '../support/cast.ts'
import type { TestDesk } from '../support/desk.ts'
import { lend, openInBrowser } from './opening.ts'
import { line, pdfOf } from './pdf.ts'
import { deedsOf, file, openVaultDesk, ticketOf, type Ticket } from './support.ts'

const MINUTE = 60_000
const TWO = pdfOf([{ drawn: line('The first page') }, { drawn: line('The second page', 60) }])
/** Where `line` writes, as parts of the page's height, and where nobody does. */
const [UPPER, LOWER, EMPTY] = [
  [0.1, 0.3],
  [0.7, 0.9],
  [0.35, 0.65],
] as const

// What only a browser can tell: that a PDF is drawn, by something that can do nothing else.
describe('looking at a PDF in a browser', () => {
  let test: TestDesk
  let ticket: Ticket
  let browser: Browser
  const complaints: string[][] = []
  beforeAll(async () => {
    test = await openVaultDesk()
    browser = await openBrowser()
    ticket = await ticketOf(test, 'ann')
  })
  afterAll(async () => {
    await browser.close()
    await test.close()
    expect(complaints.flat()).toEqual([])
  })

  async function brought(content: Buffer): Promise<string> {
    const whose = { accountId: ticket.ownerId, storedById: ticket.ownerId, kind: 'file' as const }
    const named = { name: 'plan.pdf', type: 'application/pdf' }
    const { id } = await sealUpload(test.desk, whose, named, Readable.from([content]))
    await file(test, ticket, id)
    await lend(test, ticket, id, 'bea')
    return id
  }
  const word = (key: WordKey, params = {}, locale: 'en' | 'fr' = 'en') => say(locale, key, params)
  async function as(name: Name, looks: Looks = {}): Promise<Page> {
    const { context, page, complaints: heard } = await profile(browser, test.url, looks)
    complaints.push(heard)
    await signInAs(context, test, name)
    page.setDefaultTimeout(10_000)
    return page
  }
  const button = (page: Page, key: WordKey, locale: 'en' | 'fr' = 'en') =>
    page.getByRole('button', { name: word(key, {}, locale), exact: true })
  const told = (page: Page) => page.locator('[data-told]').textContent()
  const says = (page: Page, words: string) => expect.poll(() => told(page), { timeout: 10_000 }).toBe(words)
  const pageOf = (page: number, pages: number) => word('viewing.pdf_page', { page, pages })
  const frameIn = (page: Page): Frame | undefined => page.frames().find((frame) => frame !== page.mainFrame())
  /** How much is drawn between these parts of the page's height: pixels that are not white, and those that are black. */
  const drawn = async (page: Page, [from, to]: readonly [number, number]) =>
    (await frameIn(page)?.evaluate(`(() => {
      const canvas = document.querySelector('canvas')
      const at = (part) => Math.floor(part * canvas.height)
      const { data } = canvas.getContext('2d').getImageData(0, at(${from}), canvas.width, at(${to} - ${from}))
      const count = (under) => data.filter((value, i) => i % 4 === 0 && value < under).length
      return { any: count(250), black: count(90) }
    })()`)) as { any: number; black: number }
  const openings = async (id: string) =>
    (await deedsOf(test, id)).filter(({ deed }) => deed === 'document.opened').length

  it('support turns its pages under its own name; it opens once', async () => {
    const id = await brought(TWO)
    const page = await as('bea')
    await openInBrowser(test, page, id)
    await button(page, 'viewing.show_here').click()
    await says(page, pageOf(1, 2))
    expect((await drawn(page, UPPER)).black).toBeGreaterThan(500)
    expect((await drawn(page, LOWER)).black).toBe(0)
    expect((await drawn(page, EMPTY)).any, 'the mark in the picture').toBeGreaterThan(500)
    expect(await page.locator('svg.watermark text').first().textContent()).toContain('Bea Rossi')
    const [frame, mark] = [page.locator('iframe'), page.locator('svg.watermark')]
    expect(await mark.boundingBox()).toMatchObject((await frame.boundingBox()) ?? {})
    expect(await page.locator('[data-viewer] form button:not([disabled])').count()).toBe(0)
    await expectAccessible(page)

    const next = button(page, 'viewing.pdf_next')
    await next.focus()
    await page.keyboard.press('Enter')
    await says(page, pageOf(2, 2))
    expect((await drawn(page, UPPER)).black).toBe(0)
    expect((await drawn(page, LOWER)).black).toBeGreaterThan(500)
    await page.keyboard.press('Enter') // there is no third one
    expect(await next.getAttribute('aria-disabled')).toBe('true')
    expect(await told(page)).toBe(pageOf(2, 2))
    expect(await frameIn(page)?.getByRole('img').getAttribute('aria-label')).toBe(
      word('viewing.pdf_label', { page: 2, pages: 2 }),
    )

    await button(page, 'viewing.pdf_close').click()
    await says(page, word('viewing.pdf_closed'))
    expect([await frame.count(), await button(page, 'viewing.show_here').count()]).toEqual([0, 0])
    expect(await openings(id)).toBe(1)
  })

  it('its owner sees it at once and as often as they like, with nothing over it, on a phone, in French', async () => {
    const id = await brought(pdfOf(Array.from({ length: 51 }, (_, i) => ({ drawn: line(`Page ${i + 1}`) }))))
    const page = await as('ann', { phone: true, dark: true, locale: 'fr' })
    await page.context().addCookies([{ name: 'language', value: 'fr', url: test.url }])
    await page.goto(`/documents/${id}/view`)
    const first = word('viewing.pdf_page', { page: 1, pages: 50 }, 'fr')
    await says(page, `${first} ${word('viewing.pdf_most', { all: 51, most: 50 }, 'fr')}`)
    expect((await drawn(page, UPPER)).black).toBeGreaterThan(100)
    expect((await drawn(page, EMPTY)).any).toBe(0)
    expect(await page.locator('svg.watermark').count()).toBe(0)
    expect(await frameIn(page)?.evaluate('document.documentElement.lang')).toBe('fr')
    await expectAccessible(page)

    const width = () => frameIn(page)?.evaluate('document.querySelector("canvas").getBoundingClientRect().width')
    const before = Number(await width())
    await button(page, 'viewing.pdf_larger', 'fr').click()
    await expect.poll(width).toBeCloseTo(before * 1.5, -1)
    await button(page, 'viewing.pdf_close', 'fr').click()
    await button(page, 'viewing.show_here', 'fr').click()
    await expect.poll(() => told(page)).toContain(first)
    expect(await openings(id)).toBe(2)
  })

  it('what it wants to run or to lead to does nothing', async () => {
    const script = '/S /JavaScript /JS (app.alert\\(1\\); app.launchURL\\("http://evil.test/"\\))'
    const link = '/Subtype /Link /Rect [0 0 400 400] /A << /S /URI /URI (http://evil.test/) >>'
    const more = `/Annots [<< /Type /Annot ${link} >>] /AA << /O << ${script} >> >>`
    const id = await brought(pdfOf([{ drawn: line('Click me'), more }], { catalogue: `/OpenAction << ${script} >>` }))
    const page = await as('ann')
    const asked: string[] = []
    const opened: string[] = []
    page.context().on('request', (request) => asked.push(request.url()))
    page.context().on('page', (other) => opened.push(other.url()))
    page.on('dialog', (dialog) => opened.push(dialog.message()))
    await page.goto(`/documents/${id}/view`)
    await says(page, pageOf(1, 1))
    expect((await drawn(page, UPPER)).black).toBeGreaterThan(500)
    await page.frameLocator('iframe').locator('canvas').click()
    await page.keyboard.press('Enter')
    await button(page, 'viewing.pdf_larger').click()
    await says(page, pageOf(1, 1))
    expect(opened).toEqual([])
    expect(asked.filter((url) => !url.startsWith(test.url) && !url.startsWith('blob:null/'))).toEqual([])
    expect(await page.frameLocator('iframe').locator('a, input, button, object, embed').count()).toBe(0)
    expect(new URL(page.url()).pathname).toBe(`/documents/${id}/view`)
  })

  it('whoever took over what draws it would have nothing', async () => {
    const id = await brought(TWO)
    const page = await as('ann')
    await page.goto(`/documents/${id}/view`)
    await says(page, pageOf(1, 2))
    const heard = complaints.pop() ?? [] // the browser complains of each of these
    const tries = (await frameIn(page)?.evaluate(`(async () => {
      const tried = async (deed) => { try { await deed(); return 'done' } catch (error) { return error.name } }
      return [
        origin,
        await tried(() => document.cookie),
        await tried(() => localStorage.length),
        await tried(() => parent.document.body),
        await tried(() => (top.location.href = 'http://evil.test/')),
        await tried(() => fetch('/documents/${id}/content')),
        await tried(() => fetch('http://evil.test/')),
        await tried(() => import('data:text/javascript,')),
        await tried(() => Function('return 1')()),
        open('/') && 'done',
      ]
    })()`)) as string[]
    expect(tries).toEqual([
      'null',
      'SecurityError',
      'SecurityError',
      'SecurityError',
      'SecurityError',
      'TypeError',
      'TypeError',
      'TypeError',
      'EvalError',
      null,
    ])
    expect(heard.length).toBeGreaterThan(0)
    await frameIn(page)?.evaluate('void (location.href = "http://evil.test/")')
    await expect.poll(() => heard.join('\n')).toContain("frame-src 'self'")

    await page.reload()
    await says(page, pageOf(1, 2))
    const answer = page.waitForResponse(`**/documents/${id}/content`)
    await frameIn(page)?.evaluate(`void (location.href = '/documents/${id}/content')`)
    expect((await answer).status(), 'it is nobody there').toBe(303)
    expect(await openings(id)).toBe(2)
  })

  it('letters, ticks and faxes are drawn with what the desk brings along', async () => {
    const fax = '\xff\x00\x10\x01' // eight white lines (ITU-T T.6), drawn black
    const image = `BI /W 8 /H 8 /BPC 1 /CS /G /D [1 0] /F /CCF /DP << /K -1 /Columns 8 /Rows 8 >> ID ${fax}\nEI`
    const tick = 'BT /F2 60 Tf 40 190 Td (4) Tj ET'
    const id = await brought(pdfOf([{ drawn: `${line('Wg')} ${tick} q 60 0 0 60 40 60 cm ${image} Q` }]))
    const page = await as('ann')
    const asked: string[] = []
    page.on('response', (answer) => asked.push(`${answer.status()} ${new URL(answer.url()).pathname}`))
    await page.goto(`/documents/${id}/view`)
    await says(page, pageOf(1, 1))
    for (const part of [UPPER, EMPTY, LOWER]) expect((await drawn(page, part)).black).toBeGreaterThan(200)
    expect(asked).toContain('200 /assets/pdfjs/jbig2_nowasm_fallback.js')
  })

  it('is drawn where there are no workers', async () => {
    const id = await brought(TWO)
    const page = await as('ann')
    await page.addInitScript('delete globalThis.Worker')
    await page.goto(`/documents/${id}/view`)
    await says(page, pageOf(1, 2))
    expect((await drawn(page, UPPER)).black).toBeGreaterThan(500)
    expect(page.workers()).toEqual([])
  })

  it('what cannot be drawn is said in words', async () => {
    const page = await as('ann')
    const never = '00'.repeat(32)
    const trailer = `/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${never}> /U <${never}> >>`
    const faults: [Buffer, WordKey][] = [
      [Buffer.from('%PDF-1.7\nthis is none'), 'viewing.pdf_broken'],
      [pdfOf([{ drawn: line('secret') }], { trailer }), 'viewing.pdf_locked'],
    ]
    for (const [content, key] of faults) {
      await page.goto(`/documents/${await brought(content)}/view`)
      await says(page, word(key))
      await button(page, 'viewing.show_here').waitFor()
    }
    await expectAccessible(page)
  })

  it('one that takes too long is closed', async () => {
    const page = await as('ann')
    await page.clock.install()
    await page.route('**/pdf.worker.min.mjs', () => undefined) // it never begins
    const asked = page.waitForRequest('**/pdf.worker.min.mjs')
    await page.goto(`/documents/${await brought(TWO)}/view`)
    await asked
    await page.clock.fastForward(30_000)
    await says(page, word('viewing.pdf_slow'))
  })

  it('support is told in words when its minute passed before', async () => {
    const page = await as('bea')
    const id = await brought(TWO)
    await openInBrowser(test, page, id)
    const show = button(page, 'viewing.show_here')
    await show.waitFor()
    test.clock.advance(MINUTE)
    await show.click()
    await says(page, word('viewing.used_up'))
    expect(await openings(id)).toBe(0)
  })

  it('without a script it can be downloaded', async () => {
    const id = await brought(TWO)
    const page = await as('ann', { script: false })
    await page.goto(`/documents/${id}/view`)
    expect(await button(page, 'viewing.show_here').count()).toBe(0)
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: word('viewing.download') }).click()
    expect((await download).suggestedFilename()).toBe('plan.pdf')
  })
})
