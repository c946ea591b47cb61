import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { say, type WordKey } from '../../server/words/words.ts'
import { expectAccessible, openBrowser, profile, signInAs } from '../support/browser.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'

const PHONE = '06 12 34 56 78'

describe('in a browser', () => {
  let test: TestDesk
  let browser: Browser
  let path: string
  const word = (key: WordKey) => say('en', key)
  beforeAll(async () => {
    ;[test, browser] = await Promise.all([openTestDesk(), openBrowser()])
    path = await openTicket(await test.as('ann'), { body: `Call me on ${PHONE}.` })
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await test.close()
  })
  async function ann() {
    const { page, context, complaints } = await profile(browser, test.url)
    page.setDefaultTimeout(10_000)
    await signInAs(context, test, 'ann')
    return { page, context, complaints }
  }
  const choose = (page: Page, verdict: string) => page.locator(`fieldset.finding [value="${verdict}"]`).check()

  it('what the world will see follows the decisions, and says so when it cannot', async () => {
    const { page, context, complaints } = await ann()
    await page.goto(`${path}/visibility`)
    const world = page.locator('.world').nth(1)
    await world.locator('.gone').waitFor()
    await choose(page, 'keep')
    await world.getByText(PHONE).waitFor()
    expect(await page.locator('[data-followed]').textContent()).toBe(word('review.followed'))
    expect(await page.evaluate('document.activeElement.value')).toBe('keep') // the keyboard stays where it was
    await expectAccessible(page)
    await context.setOffline(true)
    await choose(page, 'vault')
    await page.getByText(word('review.not_followed')).waitFor()
    expect(await world.getAttribute('aria-busy')).toBe('true')
    await context.setOffline(false)
    await choose(page, 'cover')
    await world.locator('.gone').waitFor()
    expect(await world.getAttribute('aria-busy')).not.toBe('true')
    // Something is said meanwhile: its text is not slipped in beside those that were read.
    await (await test.as('ann')).send(path, `${path}/replies`, { body: 'One more thing' })
    await choose(page, 'keep')
    await page.getByText(word('review.not_followed')).waitFor()
    expect(await page.locator('.review').innerText()).not.toContain('One more thing')
    expect(complaints.filter((one) => !/ERR_INTERNET/.test(one))).toEqual([])
    await context.close()
  })

  it('a refusal has the focus, and what was typed stays with somebody who is signed out', async () => {
    const { page, context } = await ann()
    await page.goto(`${path}/visibility`)
    await page.locator('form[data-look] button.publish').click()
    await page.locator('.refused').waitFor()
    expect(await page.evaluate("document.activeElement.classList.contains('refused')")).toBe(true)
    await page.goto(path)
    await page.locator('body[data-live="on"]').waitFor()
    await page.locator('.composer textarea').fill('Half an hour of work')
    await context.clearCookies({ name: 'session' })
    await page.getByRole('button', { name: word('reply.send') }).click()
    await page.getByText(word('live.signed_out')).waitFor()
    expect(await page.locator('.composer textarea').inputValue()).toBe('Half an hour of work')
    await context.close()
  })
})
