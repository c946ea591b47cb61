import { createHash, randomBytes } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { eq } from 'drizzle-orm'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documents } from '../../server/db/vault-schema.ts'
import { say, type Locale, type Params, type WordKey } from '../../server/words/words.ts'
import { expectAccessible, openBrowser, profile, signInAs } from '../support/browser.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { reply } from '../support/tickets.ts'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer })
const [SCAN, LOG] = [randomBytes(200_000), Buffer.from('one line of a log')]

// What happens in the browser alone, so one engine of the database is enough.
describe.each<Locale>(['en', 'fr'])('sending documents with a script, in %s', (locale) => {
  let test: TestDesk
  let browser: Browser
  let page: Page
  let complaints: string[]
  const word = (key: WordKey, params?: Params) => say(locale, key, params)
  beforeAll(async () => {
    test = await openTestDesk()
    browser = await openBrowser()
    const ann = await profile(browser, test.url, { locale })
    ;({ page, complaints } = ann)
    page.setDefaultTimeout(10_000)
    await signInAs(ann.context, test, 'ann')
  })
  afterAll(async () => {
    await browser.close()
    await test.close()
  })

  // What does not depend on the words is tried once.
  const inEnglish = (name: string, work: () => Promise<void>) => void (locale === 'en' && it(name, work))
  const same = () => page.getByText(word('uploads.same')).locator('visible=true')
  const kept = () => test.desk.db.$count(documents, eq(documents.accountId, test.cast.ann.id))
  const press = (key: WordKey) => page.getByRole('button', { name: word(key), exact: true }).click()
  const write = async (fields: Record<string, string>) => {
    for (const [name, value] of Object.entries(fields)) await page.locator(`main [name="${name}"]`).first().fill(value)
  }
  const underWay = async () => {
    const share = () => page.evaluate<number>('document.querySelector("progress").value')
    await expect.poll(share, { timeout: 5000, interval: 10 }).toBeGreaterThan(0.1)
    expect(await share()).toBeLessThan(0.95)
  }
  /** How fast what the page sends gets away, in bytes a second; -1 for as fast as it can. */
  const upload = async (uploadThroughput: number) => {
    const line = await page.context().newCDPSession(page)
    await line.send('Network.enable')
    const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput }
    await line.send('Network.emulateNetworkConditions', conditions)
    return () => line.detach()
  }

  it('shows the SHA-256 of what is chosen, and that the desk has sealed the same', async () => {
    await page.goto('/tickets/new')
    await write({ subject: 'Two documents', body: 'They are below.' })
    await page.setInputFiles('#documents', [file('scan.pdf', SCAN), file('log.txt', LOG)])
    for (const [name, bytes] of [
      ['scan.pdf', SCAN],
      ['log.txt', LOG],
    ] as const)
      await page.locator('[data-chosen] li', { hasText: name }).getByText(sha256(bytes)).waitFor()
    await press('new.act')
    await page.waitForURL(/\/tickets\/\d+$/)
    for (const bytes of [SCAN, LOG]) {
      // In the receipt and on the slip.
      const shown = page.locator(`[data-digest="${sha256(bytes)}"]`, { hasText: word('uploads.same') })
      await shown.first().waitFor()
      expect(await shown.count()).toBe(2)
    }
    await expectAccessible(page)
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
    await page.reload()
    expect(await same().count()).toBe(0) // it was said of one sending, not of the slip for good
  })

  inEnglish('says so on the page that stays, and goes on saying so when the page is drawn anew', async () => {
    const path = new URL(page.url()).pathname
    const again = randomBytes(1000)
    await page.locator('.composer textarea').fill('And this one')
    await page.setInputFiles('.composer input[type="file"]', [file('again.bin', again), file('scan.pdf', SCAN)])
    await press('reply.send')
    const shown = (bytes: Buffer) => page.locator(`.slips [data-digest="${sha256(bytes)}"]`)
    await shown(again).getByText(word('uploads.same')).waitFor()
    // The same content lies there twice now, and only the later slip is meant.
    expect(await shown(SCAN).getByText(word('uploads.same')).count()).toBe(1)
    await reply(await test.as('bea'), path, 'Thank you')
    await page.getByText('Thank you').waitFor()
    test.desk.live.documentChanged(Number(path.split('/').at(-1)), 'x', 'stored')
    await page.waitForResponse((answer) => new URL(answer.url()).pathname === path)
    await expect.poll(() => shown(again).getByText(word('uploads.same')).count()).toBe(1)
  })

  inEnglish('says what is kept of a form that was refused', async () => {
    await page.goto('/tickets/new')
    await page.setInputFiles('#documents', [file('log.txt', LOG)])
    await press('new.act')
    await page.locator('.refused').waitFor()
    await page
      .locator(`[data-digest="${sha256(LOG)}"]`)
      .getByText(word('uploads.same'))
      .waitFor()
  })

  inEnglish('warns loudly where the desk has another SHA-256', async () => {
    const lying = await profile(browser, test.url, { locale })
    await signInAs(lying.context, test, 'ann')
    await lying.page.addInitScript('crypto.subtle.digest = async () => new ArrayBuffer(32)')
    await lying.page.goto('/tickets/new')
    await lying.page.locator('[name="subject"]').fill('Changed on the way')
    await lying.page.locator('[name="body"]').fill('It is below.')
    await lying.page.setInputFiles('#documents', [file('scan.pdf', SCAN)])
    await lying.page.getByRole('button', { name: word('new.act'), exact: true }).click()
    const warning = word('uploads.differs', { name: 'scan.pdf', sha256: '0'.repeat(64) })
    await lying.page.getByRole('alert').getByText(warning).waitFor()
    await lying.context.close()
  })

  inEnglish('reads a document bit by bit that is too large to be taken at once', async () => {
    await page.goto('/tickets/new')
    await page.evaluate(`(() => {
      const chosen = new DataTransfer()
      chosen.items.add(new File([new Uint8Array(64 * 1024 * 1024 + 1)], 'large.iso'))
      const field = document.querySelector('#documents')
      field.files = chosen.files
      field.dispatchEvent(new Event('change', { bubbles: true }))
    })()`)
    const sum = sha256(Buffer.alloc(64 * 1024 * 1024 + 1))
    await page.locator('[data-chosen] li', { hasText: 'large.iso' }).getByText(sum).waitFor()
  })

  it('shows how far it has come, and stops when it is told to', async () => {
    await page.goto('/tickets/new')
    const before = await kept()
    await write({ subject: 'On a slow line', body: 'A long way' })
    await page.setInputFiles('#documents', [file('scan.pdf', randomBytes(1_000_000))])
    const restore = await upload(200_000)
    await press('new.act')
    await underWay()
    await expectAccessible(page)
    expect(await page.locator('[data-percent]').innerText()).toMatch(/\d/)
    await press('uploads.cancel')
    await page.getByRole('alert').getByText(word('uploads.cancelled')).waitFor()
    expect(await page.locator('progress').isVisible()).toBe(false)
    await expect.poll(kept).toBe(before)
    expect(await page.locator('[name="body"]').inputValue()).toBe('A long way')
    await restore()
  })

  it('says that nothing was kept when the line is cut, and sends it again', async () => {
    const before = await kept()
    const restore = await upload(200_000)
    // Chromium tries a second time by itself when a line that it had used before is cut.
    let [cut, lines] = [false, [] as Socket[]]
    const start = (message: unknown) => {
      lines.push((message as { request: IncomingMessage }).request.socket)
      if (cut) for (const line of lines) line.resetAndDestroy()
    }
    subscribe('http.server.request.start', start)
    await press('new.act')
    await underWay()
    cut = true
    for (const line of lines) line.resetAndDestroy()
    await page.getByRole('alert').getByText(word('uploads.cut')).waitFor()
    unsubscribe('http.server.request.start', start)
    await expect.poll(kept).toBe(before)
    await restore()
    await upload(-1)
    await press('new.act')
    await page.waitForURL(/\/tickets\/\d+$/)
    expect(await same().count()).toBeGreaterThan(0)
    expect(await kept()).toBe(before + 1)
    expect(complaints).toEqual([])
  })
})
