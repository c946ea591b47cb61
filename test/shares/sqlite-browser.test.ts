import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, openBrowser, profile, signInAs } from '../support/browser.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { stored, ticketOf } from '../documents/support.ts'
import { asked, requestsOn } from '../requests/support.ts'
import { linksOf } from './support.ts'

describe('in a browser', () => {
  let test: TestDesk
  let browser: Browser
  beforeAll(async () => {
    test = await openTestDesk()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await test.close()
  })

  it('an owner makes a link with a double click, copies it, and somebody opens it on a telephone', async () => {
    const ticket = await ticketOf(test, 'ann')
    const id = await stored(test, ticket, 'the content', 'plan.pdf')
    const { page, context, complaints } = await profile(browser, test.url)
    await signInAs(context, test, 'ann')
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(`/documents/${id}`)
    await page.click('text=Make a link…')
    await page.fill('#label', 'My brother')
    await page.dblclick('form[data-once] button')
    await page.waitForSelector('#made')
    await expectAccessible(page)
    await page.click('[data-copy]')
    await page.waitForSelector('text=Copied.')
    const link = await page.inputValue('#link')
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(link)
    expect(await linksOf(test, id)).toHaveLength(1)
    expect(complaints).toEqual([])
    await context.close()

    const phone = await profile(browser, test.url, { phone: true, dark: true, locale: 'fr', script: false })
    await phone.page.goto(link)
    const [saved] = await Promise.all([phone.page.waitForEvent('download'), phone.page.click('main button')])
    expect(await readFile(await saved.path(), 'utf8')).toBe('the content')
    await phone.page.goto(link)
    expect(await phone.page.textContent('h1')).toBe('Ce lien n’ouvre rien (ou plus rien)')
    await phone.context.close()
  })

  it('a request comes up on the ticket as it is made, and is answered there', async () => {
    const ticket = await ticketOf(test, 'ann')
    const { page, context, complaints } = await profile(browser, test.url, { phone: true, dark: true })
    await signInAs(context, test, 'ann')
    await page.goto(`/tickets/${ticket.number}`)
    await page.waitForSelector('body[data-live="on"]')
    expect(await page.isVisible('#requests')).toBe(false)
    await asked(test, await test.as('bea'), ticket, { kind: 'serial_key', label: 'The serial key' })
    await page.waitForSelector('text=Support asks you for something')
    await expectAccessible(page)
    await page.fill('.asked textarea', 'WX7Q-KK21')
    await page.click('.asked .act')
    await page.waitForSelector('#requests', { state: 'hidden' })
    await page.waitForSelector('.slip:has-text("The serial key")')
    expect(await requestsOn(test, ticket)).toMatchObject([{ state: 'answered' }])
    expect(complaints).toEqual([])
    await context.close()
  })
})
