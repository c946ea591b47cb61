import { Readable } from 'node:stream'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoPicture } from '../../server/cli/demo-picture.ts'
import { sealText, sealUpload } from '../../server/documents/storing.ts'
import { say, type WordKey } from '../../server/words/words.ts'
import { expectAccessible, openBrowser, profile, signInAs, type Looks } from '../support/browser.ts'
import type { Name } from '../support/cast.ts'
import type { TestDesk } from '../support/desk.ts'
import { lend, openInBrowser } from './opening.ts'
import { deedsOf, file, openVaultDesk, ticketOf, type Ticket } from './support.ts'

const SECRET = 'ann.martin\nWX7Q-KK21-0PLM-7719'
const MINUTE = 60_000

// What only a browser can tell: that a picture is drawn in its sandbox, and that a text is nowhere before it is shown.
describe('looking at a document in a browser', () => {
  let test: TestDesk
  let ticket: Ticket
  let browser: Browser
  let picture: string
  let text: string
  const complaints: string[][] = []
  beforeAll(async () => {
    test = await openVaultDesk()
    browser = await openBrowser()
    ticket = await ticketOf(test, 'ann')
    const whose = { accountId: ticket.ownerId, storedById: ticket.ownerId }
    const named = { name: 'screen.png', type: 'image/png' }
    picture = (await sealUpload(test.desk, { ...whose, kind: 'file' }, named, Readable.from([demoPicture()]))).id
    text = (await sealText(test.desk, { ...whose, kind: 'credential' }, 'Mail account', SECRET)).id
    for (const id of [picture, text]) await file(test, ticket, id)
    for (const id of [picture, text]) await lend(test, ticket, id, 'bea')
  })
  afterAll(async () => {
    await browser.close()
    await test.close()
    expect(complaints.flat()).toEqual([])
  })

  const word = (key: WordKey, params = {}) => say('en', key, params)
  async function as(name: Name, looks: Looks = {}): Promise<Page> {
    const { context, page, complaints: heard } = await profile(browser, test.url, looks)
    complaints.push(heard)
    await signInAs(context, test, name)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    page.setDefaultTimeout(10_000)
    return page
  }
  const press = (page: Page, key: WordKey) =>
    page
      .getByRole('button', { name: word(key) })
      .first()
      .click()
  const inFrame = (page: Page, what: string) =>
    page
      .frames()
      .find((frame) => frame.name() === 'picture')
      ?.evaluate(what)
      .catch(() => null) // it is on its way
  const openings = async (id: string) =>
    (await deedsOf(test, id)).filter(({ deed }) => deed === 'document.opened').length

  it.each([true, false])('support sees a picture in its sandbox, once; scripts %s', async (script) => {
    const page = await as('bea', { script })
    await openInBrowser(test, page, picture)
    await press(page, 'viewing.show_here')
    await expect.poll(() => inFrame(page, 'document.images[0]?.naturalWidth')).toBe(640)
    expect(await page.locator('svg.watermark text').first().textContent()).toContain('Bea Rossi')
    if (script) {
      await expect.poll(() => page.locator('[data-viewer] button:not([disabled])').count()).toBe(0)
      await page.evaluate("document.querySelector('iframe').remove()") // axe waits for ever for an answer out of it
      await expectAccessible(page)
    } else {
      await press(page, 'viewing.show_here')
      await expect.poll(() => inFrame(page, 'document.body.innerText')).toContain(word('viewing.used_up'))
    }
  })

  it('its owner sees it at once, with nothing over it', async () => {
    const page = await as('ann', { script: false, phone: true })
    await page.goto(`/documents/${picture}`)
    await page.getByRole('link', { name: word('viewing.look') }).click()
    await expect.poll(() => inFrame(page, 'document.images[0]?.naturalWidth')).toBe(640)
    expect(await page.locator('svg.watermark').count()).toBe(0)
  })

  it('a text is in the page only while its owner looks at it', async () => {
    const page = await as('ann')
    await page.clock.install()
    await page.goto(`/documents/${text}`)
    await expectAccessible(page)
    const [box, area] = [page.locator('[data-secret]'), page.locator('[data-secret] textarea')]
    expect(await area.inputValue()).toBe('')
    await press(page, 'viewing.show')
    await expect.poll(() => area.inputValue()).toBe(SECRET)
    await expectAccessible(page)
    expect(await page.content()).not.toContain('0PLM')
    await press(page, 'viewing.hide')
    expect([await area.isVisible(), await area.inputValue()]).toEqual([false, ''])

    await press(page, 'viewing.show')
    await expect.poll(() => area.isVisible()).toBe(true)
    await page.clock.fastForward(MINUTE - 1000)
    expect(await area.inputValue()).toBe(SECRET)
    await page.clock.fastForward(1000)
    expect([await area.isVisible(), await area.inputValue()]).toEqual([false, ''])

    await press(page, 'viewing.show')
    await expect.poll(() => area.isVisible()).toBe(true)
    await turnAway(page)
    expect([await area.isVisible(), await area.inputValue()]).toEqual([false, ''])

    await press(page, 'viewing.copy')
    await box.getByText(word('viewing.copied')).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(SECRET)
    expect(await area.inputValue()).toBe('')
  })

  it('a text stays while the ticket around it is drawn anew', async () => {
    const page = await as('ann')
    await page.goto(`/tickets/${ticket.number}`)
    await page.locator('body[data-live="on"]').waitFor()
    await press(page, 'viewing.show')
    const area = page.locator('[data-secret] textarea').first()
    await expect.poll(() => area.inputValue()).toBe(SECRET)
    test.desk.live.documentChanged(ticket.number, text, 'opened')
    await page.waitForResponse((answer) => answer.url().endsWith(`/tickets/${ticket.number}`))
    expect(await area.inputValue()).toBe(SECRET)
  })

  it('support reads a text once; for its minute it can be looked at again', async () => {
    const page = await as('bea')
    await page.clock.install()
    await openInBrowser(test, page, text)
    await expectAccessible(page)
    const before = await openings(text)
    const area = page.locator('[data-secret] textarea')
    await press(page, 'viewing.show')
    await expect.poll(() => area.inputValue()).toBe(SECRET)
    await turnAway(page)
    expect(await area.inputValue()).toBe('')
    await press(page, 'viewing.show')
    expect(await area.inputValue()).toBe(SECRET)
    await press(page, 'viewing.copy')
    await page.getByText(word('viewing.copied')).waitFor()
    expect(await openings(text)).toBe(before + 1)
    await page.clock.fastForward(MINUTE)
    expect(await area.inputValue()).toBe('')
    await page.getByText(word('viewing.over')).waitFor()
    expect(await page.locator('[data-secret] button:not([disabled])').count()).toBe(0)
  })

  it('support is told in words when its minute passed before', async () => {
    const page = await as('bea')
    await openInBrowser(test, page, text)
    test.clock.advance(MINUTE)
    await press(page, 'viewing.show')
    await page.locator('[data-told]').getByText(word('viewing.used_up')).waitFor()
    expect(await page.locator('[data-secret] textarea').inputValue()).toBe('')
  })

  it('without a script a text is a page of its own', async () => {
    const page = await as('ann', { script: false })
    await page.goto(`/documents/${text}`)
    expect(await page.getByRole('button', { name: word('viewing.copy') }).count()).toBe(0)
    await press(page, 'viewing.show')
    await page.getByText('0PLM').waitFor()
    expect(new URL(page.url()).pathname).toBe(`/documents/${text}/content`)
  })

  /** The reader turns to another tab. */
  const turnAway = (page: Page) =>
    page.evaluate(`
      Object.defineProperty(document, 'hidden', { value: true, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
      delete document.hidden
    `)
})
