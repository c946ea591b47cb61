import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { say, type WordKey } from '../../server/words/words.ts'
import { expectAccessible, openBrowser, profile, signInAs, type Looks } from '../support/browser.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'
import { KEY, PHONE, storedOn } from './support.ts'

describe('a secret that is typed in a browser', () => {
  let test: TestDesk
  let browser: Browser
  let path: string
  const complaints: string[][] = []
  const word = (key: WordKey) => say('en', key)
  beforeAll(async () => {
    test = await openTestDesk()
    browser = await openBrowser()
    path = await openTicket(await test.as('ann'))
  })
  afterAll(async () => {
    await browser.close()
    await test.close()
  })
  async function ann(looks: Looks = {}): Promise<Page> {
    const { page, context, complaints: heard } = await profile(browser, test.url, looks)
    complaints.push(heard)
    page.setDefaultTimeout(10_000)
    await signInAs(context, test, 'ann')
    return page
  }
  const advice = (page: Page) => page.locator('[data-advice] .advice')
  const last = async () => (await storedOn(test, path)).at(-1)

  it('is offered to the vault, and moved there when its author says so', async () => {
    const page = await ann({ phone: true })
    await page.goto(path)
    await page.locator('.composer textarea').fill(`The key ${KEY} is refused`)
    await advice(page).waitFor()
    expect(await advice(page).innerText()).toContain('That looks like a licence key. Put it into the vault?')
    await expectAccessible(page)
    await page.getByRole('button', { name: word('guard.accept') }).click()
    await page.getByText(word('guard.accepted')).waitFor()
    await page.getByRole('button', { name: word('guard.undo') }).click()
    await page.getByRole('button', { name: word('guard.accept') }).click()
    await page.getByRole('button', { name: word('reply.send') }).click()
    await page.locator('.message', { hasText: 'is refused' }).waitFor()
    expect(await last()).toMatch(/^The key \uE000licence_key:S-\d+\uE001 is refused$/)
    // The nudge may bring the message before the answer to the form brings a new composer.
    await expect.poll(() => page.locator('.composer textarea').inputValue()).toBe('')
    expect(await page.locator('[data-accepted]').count()).toBe(0)
  })

  it('is let go of when it is taken out again, and stays when nobody asks for the vault', async () => {
    const page = await ann()
    await page.goto(path)
    const text = page.locator('.composer textarea')
    await text.fill(`The key ${KEY}`)
    await page.getByRole('button', { name: word('guard.accept') }).click()
    await text.fill('No key')
    await advice(page).waitFor({ state: 'detached' })
    expect(await page.locator('[data-accepted]').count()).toBe(0)
    await text.fill(`With the key ${KEY}`)
    await advice(page).waitFor()
    await page.getByRole('button', { name: word('reply.send') }).click()
    await page.locator('.message', { hasText: 'With the key' }).waitFor()
    expect(await last()).toBe(`With the key ${KEY}`)
  })

  it('holds nothing back where the advice does not come', async () => {
    const page = await ann()
    await page.route('**/tickets/check', () => undefined) // never answered
    await page.goto(path)
    await page.locator('.composer textarea').fill(`Slowly ${KEY}`)
    await page.getByRole('button', { name: word('reply.send') }).click()
    await page.locator('.message', { hasText: 'Slowly' }).waitFor()
    expect(await last()).toBe(`Slowly ${KEY}`)
  })

  it('is said of a new ticket as soon as it would be public, and asked about by the server', async () => {
    const page = await ann()
    await page.goto('/tickets/new')
    await page.fill('#subject', 'Hotline')
    await page.fill('#body', `Ring ${PHONE}`)
    await page.locator('[name="visibility"][value="public"]').check()
    await advice(page).waitFor()
    expect(await advice(page).innerText()).toContain('That looks like a phone number. Everyone would read it.')
    await page.getByRole('button', { name: word('reply.publish') }).click()
    await page.locator('fieldset.finding', { hasText: PHONE }).waitFor()
    await expectAccessible(page)
    await page.locator('fieldset.finding [value="keep"]').check()
    await page.getByRole('button', { name: word('reply.publish') }).click()
    await page.waitForURL(/\/tickets\/\d+$/)
    expect((await storedOn(test, new URL(page.url()).pathname)).at(-1)).toBe(`Ring ${PHONE}`)
    expect(complaints.flat()).toEqual([])
  })
})
