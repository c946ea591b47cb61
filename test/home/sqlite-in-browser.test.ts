import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible, openBrowser, profile, signInAs } from '../support/browser.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, unpublish } from '../support/tickets.ts'

describe('in a browser', () => {
  let test: TestDesk
  let browser: Browser
  let path: string
  beforeAll(async () => {
    ;[test, browser] = await Promise.all([openTestDesk(), openBrowser()])
    const carl = await test.as('carl')
    path = await openTicket(carl, {
      subject: 'Scanner refuses to send mail',
      body: 'Since **Monday**.',
      visibility: 'public',
    })
    await openTicket(await test.as('ann'), { subject: 'My scanner again' })
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await test.close()
  })

  it('similar tickets come while a subject is typed, and go with their cause', async () => {
    const { context, page, complaints } = await profile(browser, test.url)
    await signInAs(context, test, 'ann')
    await page.goto('/tickets/new')
    await page.getByLabel('Subject').fill('Scanner sends no mail')
    const first = page.getByRole('link', { name: 'Scanner refuses to send mail' })
    await first.waitFor()
    expect(await page.locator('[data-similar] [role=status]').textContent()).toBe(
      '2 similar tickets; they open in a new tab.',
    )
    expect(await page.locator('[data-similar]').textContent()).toMatch(/My scanner again[^]*yours/)
    await expectAccessible(page)
    await page.getByLabel('Subject').press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(/scanner/i)
    await unpublish(await test.as('carl'), path)
    await page.getByLabel('Subject').fill('The scanner sends no mail')
    await first.waitFor({ state: 'detached' })
    await page.getByLabel('Subject').fill('Zebra crossing')
    await page.getByRole('link', { name: 'My scanner again' }).waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await context.close()
  })

  it.each([{}, { phone: true }, { dark: true }, { locale: 'fr' as const, phone: true }])(
    'the front page reads well: %o',
    async (looks) => {
      await openTicket(await test.as('carl'), { subject: 'The docking station stays black', visibility: 'public' })
      const { context, page, complaints } = await profile(browser, test.url, { ...looks, script: looks.phone !== true })
      for (const place of ['/', '/?category=licences', '/?q=docking+is:odd', '/?q=nothing']) {
        await page.goto(place)
        if (looks.phone !== true) await expectAccessible(page)
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
      }
      expect(complaints).toEqual([])
      await context.close()
    },
  )
})
