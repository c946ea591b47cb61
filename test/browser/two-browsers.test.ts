import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { say, type Params, type WordKey } from '../../server/words/words.ts'
import { expectAccessible, openBrowser, profile, signInAs } from '../support/browser.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'
import type { Name } from '../support/cast.ts'

const KEY = 'WX7Q-9K2M-4TPL-1119'
const ADDRESS = '12 rue des Lilas, 75011 Paris'
const SAID = `Please send the dongle to ${ADDRESS} and keep the box.`

// The owner and the agent side by side, and a stranger who reads whatever the two let out.
describe('two browsers', () => {
  let test: TestDesk
  let browser: Browser
  const complaints: string[][] = []
  const word = (key: WordKey, params?: Params) => say('en', key, params)
  beforeAll(async () => {
    test = await openTestDesk()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await test.close()
  })

  async function reader(name?: Name): Promise<Page> {
    const { page, context, complaints: heard } = await profile(browser, test.url)
    complaints.push(heard)
    page.setDefaultTimeout(10_000)
    if (name) await signInAs(context, test, name)
    return page
  }
  const press = (page: Page, key: WordKey, params?: Params) =>
    page.getByRole('button', { name: word(key, params), exact: true }).click()
  const live = (page: Page) => page.locator('body[data-live="on"]').waitFor()
  const decide = (page: Page, text: string, verdict: string) =>
    page.locator('fieldset.finding', { hasText: text }).locator(`[value="${verdict}"]`).check()
  /** What the live line answers to somebody who asks to watch. */
  const watching = (page: Page, ticket: number) =>
    page.evaluate(
      `(async () => {
        const { io } = await import('/assets/socket.io/socket.io.esm.min.js')
        const socket = io({ forceNew: true, transports: ['websocket'] })
        const answer = await new Promise((done) => socket.emit('watch', { ticket: ${ticket} }, done))
        socket.disconnect()
        return answer.ok
      })()`,
    )

  it('let nothing slip out between them', { timeout: 120_000 }, async () => {
    const path = await openTicket(await test.as('ann'), {
      subject: 'Dongle refused',
      body: `The dongle is refused. Its key is ${KEY}, since Friday.`,
    })
    const number = Number(path.slice('/tickets/'.length))
    const [ann, bea, stranger, searcher] = await Promise.all([reader('ann'), reader('bea'), reader(), reader()])

    // The agent types an address, while the owner publishes.
    await bea.goto(path)
    await live(bea)
    await bea.locator('.across textarea').fill(SAID)
    await ann.goto(`${path}/visibility`)
    await expectAccessible(ann)
    await decide(ann, 'licence key', 'cover')
    await ann.check('[name="confirm"]')
    await press(ann, 'review.act')
    await ann.getByText(word('band.public')).first().waitFor()

    // The reply comes back as a draft, with what changed and with the finding; nobody has read it.
    await bea.locator('.across button').first().click()
    await bea.getByText(word('reply.switched')).waitFor()
    await bea.getByText('Everyone can read this ticket since').first().waitFor()
    expect(await bea.locator('.across textarea').inputValue()).toBe(SAID)
    await bea.locator('fieldset.finding', { hasText: ADDRESS }).waitFor()
    await expectAccessible(bea)
    await stranger.goto(path)
    await live(stranger)
    const world = () => stranger.locator('main').innerText()
    expect(await world()).toContain('The dongle is refused.')
    expect(await world()).not.toMatch(/WX7Q|Lilas/)

    // The agent takes it for the address of the shop; the owner, whose it is, covers it, and the open page follows.
    await decide(bea, ADDRESS, 'keep')
    await press(bea, 'reply.publish')
    await bea.locator('.message', { hasText: 'rue des Lilas' }).waitFor()
    await stranger.getByText('keep the box').first().waitFor()
    await ann.goto(`${path}/visibility`)
    await decide(ann, 'postal address', 'cover')
    await ann.check('[name="confirm"]')
    await press(ann, 'review.act_open')
    await ann.getByText(word('band.public')).first().waitFor()
    await stranger.locator('.message .gone', { hasText: word('finding.postal_address') }).waitFor()
    expect(await world()).toContain('keep the box')
    expect(await world()).not.toMatch(/WX7Q|Lilas|Ann Martin|Bea Rossi/)
    await expectAccessible(stranger)
    await searcher.goto('/?q=dongle')
    await searcher.getByRole('link', { name: 'Dongle refused' }).first().waitFor()
    await searcher.goto('/?q=Lilas')
    expect(await searcher.getByRole('link', { name: 'Dongle refused' }).count()).toBe(0)
    expect(await watching(stranger, number)).toBe(true)

    // The owner takes it back: open page, reload, cached reload, search, live line and saved link show nothing.
    await ann.goto(path)
    await press(ann, 'band.close')
    await ann.getByText(word('band.private')).first().waitFor()
    await stranger.getByText(word('live.gone')).waitFor()
    expect(await stranger.content()).not.toMatch(/dongle|keep the box/i)
    expect(await watching(stranger, number)).toBe(false)
    const cached = `fetch(${JSON.stringify(path)}, { cache: 'force-cache' }).then((answer) => answer.status)`
    expect(await stranger.evaluate(cached)).toBe(404)
    expect((await stranger.reload())?.status()).toBe(404)
    expect(await stranger.content()).not.toMatch(/dongle|keep the box/i)
    await stranger.goto('/')
    await stranger.goBack()
    expect(await stranger.content()).not.toMatch(/dongle|keep the box/i)
    for (const url of ['/?q=dongle', '/']) {
      await searcher.goto(url)
      expect(await searcher.getByRole('link', { name: 'Dongle refused' }).count()).toBe(0)
      expect(await searcher.locator('main').innerText()).not.toMatch(/keep the box/)
    }
    const late = await reader()
    expect((await late.goto(path))?.status()).toBe(404)
    expect(await late.content()).not.toMatch(/dongle|keep the box/i)

    expect(complaints.flat()).toEqual([])
  })
})
