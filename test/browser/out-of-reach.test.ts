import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { say } from '../../server/words/words.ts'
import { openBrowser, profile } from '../support/browser.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, unpublish } from '../support/tickets.ts'

const GONE = say('en', 'live.gone')

// A page that missed the moment in which the shutter closed: the line was cut, or it lay in the browser's memory.
describe('an open page of a ticket that is private again', () => {
  let test: TestDesk
  let browser: Browser
  let ann: Client
  beforeAll(async () => {
    test = await openTestDesk()
    browser = await openBrowser()
    ann = await test.as('ann')
  })
  afterAll(async () => {
    await browser.close()
    await test.close()
  })

  /** A stranger reads a public ticket, with or without a live line. */
  async function reading(lines: boolean) {
    const path = await openTicket(ann, { subject: 'Calendar one hour late' })
    await publish(ann, path)
    const { context, page } = await profile(browser, test.url)
    const tried = lines
      ? page.locator('body[data-live="on"]').waitFor()
      : new Promise<void>((done) => {
          void context.routeWebSocket(/socket\.io/, (socket) => {
            void socket.close()
            done()
          })
        })
    await page.goto(path)
    await tried
    await page.getByRole('heading', { name: 'Calendar one hour late' }).waitFor()
    return { path, context, page }
  }
  const fromMemory = (page: Page) =>
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
  const expectNothing = async (page: Page) => {
    await page.getByText(GONE).waitFor()
    expect(await page.content()).not.toMatch(/Calendar one hour late|since Friday/)
  }

  it('shows nothing when it comes back from the memory of the browser', async () => {
    const { path, context, page } = await reading(false)
    await fromMemory(page)
    await page.getByText('It says so since Friday.').waitFor() // nothing has changed
    await unpublish(ann, path)
    await fromMemory(page)
    await expectNothing(page)
    await context.close()
  })

  it('shows nothing as soon as its line is whole again', async () => {
    const { path, context, page } = await reading(true)
    await context.setOffline(true)
    await page.locator('body[data-live="off"]').waitFor()
    await unpublish(ann, path)
    await context.setOffline(false)
    await expectNothing(page)
    await context.close()
  })
})
