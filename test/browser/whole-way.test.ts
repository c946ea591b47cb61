import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { generate } from 'otplib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setExpiry } from '../../server/accounts/access-rights.ts'
import { setUpLink } from '../../server/accounts/set-up.ts'
import { DAY, SECOND } from '../../server/clock.ts'
import { people } from '../../server/db/schema.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { isoDay } from '../../server/words/formats.ts'
import { say, type Locale, type Params, type WordKey } from '../../server/words/words.ts'
import { expectAccessible as expectAxe, openBrowser, profile } from '../support/browser.ts'
import { PASSWORD } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { filesWith } from '../support/disk.ts'
import { eq } from 'drizzle-orm'

const SECRET = 'WX7Q-9K2M-4TPL-1119'
const SCAN = Buffer.from('a scan of the invoice, '.repeat(4000))

// The nine steps of a desk's whole life, in a real browser: in English, in French, and without a script.
describe.each<[Locale, boolean]>([
  ['en', true],
  ['fr', true],
  ['en', false],
])('the whole way through, in %s, scripts %s', (locale, script) => {
  let test: TestDesk
  let browser: Browser
  const complaints: string[][] = []
  const word = (key: WordKey, params?: Params) => say(locale, key, params)
  const seeds = new Map<string, string>()

  beforeAll(async () => {
    test = await openTestDesk({}, { empty: true })
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await test.close()
  })

  async function person(): Promise<Page> {
    const { page, complaints: heard } = await profile(browser, test.url, { locale, script })
    complaints.push(heard)
    page.setDefaultTimeout(10_000)
    return page
  }
  /** axe is a script itself: where scripts are off, the page is the same as where they are on. */
  const expectAccessible = async (page: Page) => (script ? expectAxe(page) : undefined)
  const press = (page: Page, key: WordKey, params?: Params) =>
    page.getByRole('button', { name: word(key, params), exact: true }).click()
  const fill = (page: Page, fields: Record<string, string>, within = 'main') =>
    Object.entries(fields).reduce<Promise<void>>(
      (before, [name, value]) =>
        before.then(() => page.locator(`${within} [name="${name}"]:visible`).first().fill(value)),
      Promise.resolve(),
    )
  /** The next code of an authenticator: the desk's clock goes on by a step. */
  async function code(email: string): Promise<string> {
    test.clock.advance(30 * SECOND)
    return generate({ secret: seeds.get(email) ?? '', epoch: Math.floor(test.clock.now().getTime() / 1000) })
  }
  /** Enrols on the page that is open, keeping the seed as an authenticator would. */
  async function enrol(page: Page, email: string): Promise<void> {
    await expectAccessible(page)
    const seed = ((await page.locator('.secret').textContent()) ?? '').replace(/\s/g, '')
    expect(await page.locator('a[href^="otpauth://totp/"]').getAttribute('href')).toContain(seed)
    expect(await page.locator('.qr svg').count()).toBe(1)
    seeds.set(email, seed)
    await fill(page, { code: await code(email) })
    await press(page, 'enrol.act')
    await page.waitForURL('**/account/recovery-codes')
    expect(await page.locator('.codes li').count()).toBe(10)
    await page.reload()
    expect(await page.locator('.codes li').count()).toBe(0)
  }
  /** The link in the latest letter to somebody, as the administrator reads it in the outbox. */
  async function linkFor(admin: Page, email: string): Promise<string> {
    await admin.goto('/admin/outbox')
    const text = (await admin.locator('main').textContent()) ?? ''
    const letter = text.slice(text.indexOf(email))
    return /http:\/\/\S+?\/(?:confirm|activate)\/\S+/.exec(letter)?.[0] ?? ''
  }
  async function register(admin: Page, name: string, email: string): Promise<Page> {
    const page = await person()
    await page.goto('/register')
    await fill(page, { name, email, password: PASSWORD })
    if (script) await page.locator('.strength:visible').waitFor()
    await page.check('[name="acceptTerms"]')
    await expectAccessible(page)
    await press(page, 'register.act')
    await page.waitForURL('**/register/sent')
    await page.goto(await linkFor(admin, email))
    await press(page, 'confirm.act')
    await signIn(page, email)
    return page
  }
  async function signIn(page: Page, email: string): Promise<void> {
    await page.goto('/login')
    await fill(page, { email, password: PASSWORD })
    await press(page, 'login.act')
    if (!seeds.has(email)) return
    await fill(page, { code: await code(email) })
    await press(page, 'totp.act')
  }
  /** What the page shows by itself with a script; without one, its reader loads it again. */
  const appears = async (page: Page, text: string) => {
    if (!script) await page.reload()
    await page.getByText(text).first().waitFor()
  }
  const download = async (page: Page, act: () => Promise<void>): Promise<Buffer> => {
    const [file] = await Promise.all([page.waitForEvent('download'), act()])
    return readFile(await file.path())
  }

  it('passes', { timeout: 240_000 }, async () => {
    // 1. The first start: a link, a password, a second factor; nothing else answers before.
    const admin = await person()
    await admin.goto((await setUpLink(test.desk)) ?? '')
    await expectAccessible(admin)
    await fill(admin, { name: 'Ada Keller', email: 'ada@example.org', password: PASSWORD })
    await press(admin, 'password.act')
    await admin.waitForURL('**/account/totp')
    for (const path of ['/desk', '/admin/accounts', '/account']) {
      await admin.goto(path)
      expect(new URL(admin.url()).pathname).toBe('/account/totp')
    }
    await enrol(admin, 'ada@example.org')
    expect(await setUpLink(test.desk)).toBeUndefined()
    await admin.goto('/admin/staff')
    await expectAccessible(admin)
    await fill(admin, { name: 'Bea Rossi', email: 'bea@example.org' })
    await press(admin, 'staff.act')
    const agent = await person()
    await agent.goto(await linkFor(admin, 'bea@example.org'))
    await fill(agent, { password: PASSWORD })
    await press(agent, 'password.act')
    await enrol(agent, 'bea@example.org')

    // 2. Two customers register and confirm; a second factor is offered on the profile.
    const ann = await register(admin, 'Ann Martin', 'ann@example.org')
    const carl = await register(admin, 'Carl Petit', 'carl@example.org')
    await ann.goto('/account')
    await expectAccessible(ann)
    expect(await ann.locator('a[href="/account/totp"]').count()).toBeGreaterThan(0)

    // 3. A ticket with documents; the receipt names number, sizes and digests.
    await ann.goto('/tickets/new')
    await expectAccessible(ann)
    await fill(ann, { subject: 'Licence in use', body: 'It says **in use** since Friday.' })
    await ann.setInputFiles('#documents', [
      { name: 'invoice.pdf', mimeType: 'application/pdf', buffer: SCAN },
      { name: 'log.txt', mimeType: 'text/plain', buffer: Buffer.from('one line of a log') },
    ])
    await press(ann, 'new.act')
    await ann.waitForURL(/\/tickets\/\d+$/)
    const path = new URL(ann.url()).pathname
    const receipt = await ann.locator('main').innerText()
    expect(receipt).toContain(path.slice('/tickets/'.length))
    for (const content of [SCAN, Buffer.from('one line of a log')]) {
      expect(receipt).toContain(createHash('sha256').update(content).digest('hex'))
    }
    await expectAccessible(ann)
    const other = await person()
    expect((await other.goto(path))?.status()).toBe(404)

    // 4. A serial key as text; neither it nor a name nor a content lies on the disk.
    await ann.locator('summary').click()
    await fill(ann, { label: 'Drawing program, one seat', secret: SECRET })
    await press(ann, 'vault.act')
    await ann.getByText('Drawing program, one seat').first().waitFor()
    for (const secret of [SECRET, 'invoice.pdf', 'Drawing program, one seat', 'a scan of the invoice']) {
      expect(await filesWith(test.storageDir, secret), secret).toEqual([])
    }

    // 5. The agent takes it and replies; each sees the other's words without asking for them.
    await agent.goto('/desk')
    await expectAccessible(agent)
    await agent.getByRole('link', { name: 'Licence in use' }).click()
    await expectAccessible(agent)
    await press(agent, 'work.take')
    if (script) {
      await ann.getByText('Bea Rossi').first().waitFor()
      await agent.locator('body[data-live="on"]').waitFor()
      await agent.locator('.across textarea').pressSequentially('Which')
      await ann.getByText(word('live.typing', { names: 'Bea Rossi' })).waitFor()
    }
    await agent.locator('.across textarea').fill('Which version is it?')
    await press(agent, 'across.send', { owner: 'Ann Martin' })
    await agent.locator('.message', { hasText: 'Which version is it?' }).waitFor()
    await appears(ann, 'Which version is it?')
    await ann.locator('.composer textarea').fill('Version 12.4')
    await press(ann, 'reply.send')
    await ann.locator('.message', { hasText: 'Version 12.4' }).waitFor()
    await appears(agent, 'Version 12.4')
    await agent.locator('form.note textarea').fill('Same as 4088')
    await press(agent, 'behind.keep')
    await agent.locator('article.note', { hasText: 'Same as 4088' }).waitFor()
    if (script) await ann.context().setOffline(true)
    await agent.locator('.across textarea').fill('Said while the line was cut')
    await press(agent, 'across.send', { owner: 'Ann Martin' })
    await agent.locator('.message', { hasText: 'Said while the line was cut' }).waitFor()
    if (script) await ann.context().setOffline(false)
    await appears(ann, 'Said while the line was cut')
    expect(await ann.content()).not.toContain('Same as 4088')

    // 6. The agent who has the ticket asks, the owner allows it; a fresh code and a reason open the document, once.
    await agent.reload()
    await agent.locator('.minis a').first().click()
    await expectAccessible(agent)
    const card = agent.url()
    await fill(agent, { purpose: 'Which invoice is it' })
    await press(agent, 'grants.ask_act', { owner: 'Ann Martin' })
    await appears(ann, 'Which invoice is it')
    await ann.locator('button[value="allow"]').first().click()
    await ann.locator('button[value="end"]').first().waitFor()
    await agent.goto(card)
    await fill(agent, { reason: 'To compare the invoice', code: '000000' })
    await agent.locator('form[action$="/open"] button').click()
    await agent.getByText(word('form.wrong_code')).first().waitFor()
    await fill(agent, { reason: 'To compare the invoice', code: await code('bea@example.org') })
    await agent.locator('form[action$="/open"] button').click()
    await expectAccessible(agent)
    expect(await download(agent, () => press(agent, 'viewing.download'))).toEqual(SCAN)
    await appears(ann, 'To compare the invoice')

    // 7. The shutter opens and closes; nobody but its owner moves it.
    await agent.goto(path)
    expect(await agent.locator(`[action="${path}/visibility"], [href="${path}/visibility"]`).count()).toBe(0)
    await agent.locator('.across textarea').fill('Written behind a closed shutter')
    await ann.getByRole('link', { name: word('band.open') }).click()
    await expectAccessible(ann)
    await ann.check('[name="confirm"]')
    await press(ann, 'review.act')
    await ann.getByText(word('band.public')).first().waitFor()
    await expectAccessible(ann)
    await agent.locator('.across button').first().click()
    await agent.getByText(word('reply.switched')).waitFor()
    expect(await agent.locator('.across textarea').inputValue()).toBe('Written behind a closed shutter')
    const stranger = await person()
    await stranger.goto('/')
    await expectAccessible(stranger)
    await stranger.getByRole('link', { name: 'Licence in use' }).click()
    await expectAccessible(stranger)
    expect(await stranger.locator('main').innerText()).not.toMatch(/invoice\.pdf|Same as 4088|Ann Martin|Bea Rossi/)
    await carl.goto(path)
    await carl.locator('.composer textarea').fill('The same happened here')
    await press(carl, 'reply.publish')
    await appears(stranger, 'The same happened here')
    await carl.locator('.composer textarea').fill('Half a thought')
    await ann.goto(path)
    await press(ann, 'band.close')
    await ann.getByText(word('band.private')).first().waitFor()
    if (script) {
      await stranger.getByText(word('live.gone')).waitFor()
      await carl.getByText(word('live.gone')).waitFor()
      expect(await carl.locator('textarea').inputValue()).toBe('Half a thought')
      expect(await stranger.content()).not.toContain('The same happened here')
    } else {
      await press(carl, 'reply.publish')
      expect(await carl.locator('textarea').inputValue()).toBe('Half a thought')
    }
    expect((await stranger.goto(path))?.status()).toBe(404)

    // 8. A document is destroyed, after a page that asks; what is left is a line.
    await ann.goto(path)
    await ann
      .locator('.slip')
      .first()
      .getByRole('link', { name: word('slip.destroy') })
      .click()
    await expectAccessible(ann)
    expect(await test.desk.db.$count(documents, eq(documents.state, 'stored'))).toBe(3)
    await ann.check('[name="confirm"]')
    await ann.locator('button.destroy').click()
    await ann.locator('.voided').first().waitFor()
    await expectAccessible(ann)
    expect(await test.desk.db.$count(documents, eq(documents.state, 'destroyed'))).toBe(1)

    // 9. Carl's rights end; he can only export, renew or close. The administrator rehearses the purge, then does it.
    await carl.goto('/tickets/new')
    await fill(carl, { subject: 'Mine too', body: 'With a file' })
    await carl.setInputFiles('#documents', [
      { name: 'carl.txt', mimeType: 'text/plain', buffer: Buffer.from('what Carl sealed') },
    ])
    await press(carl, 'new.act')
    await carl.waitForURL(/\/tickets\/\d+$/)
    const content = (await carl.locator('a[href$="/content"]').first().getAttribute('href')) ?? ''
    await setExpiry(test.desk, 'carl@example.org', isoDay(new Date(test.clock.now().getTime() - 2 * DAY)), null)
    await carl.goto('/tickets')
    expect(new URL(carl.url()).pathname).toBe('/account')
    await expectAccessible(carl)
    expect((await carl.goto(content))?.status()).toBeGreaterThanOrEqual(400)
    await admin.goto('/admin/accounts')
    await expectAccessible(admin)
    expect(await admin.locator('main').innerText()).toContain('Carl Petit')
    await fill(admin, { confirm: '1' }, 'form.confirm')
    await admin.locator('form.confirm button.destroy').click()
    await expect.poll(() => test.desk.db.$count(documents, eq(documents.state, 'destroyed'))).toBe(2)
    await expect.poll(() => test.desk.db.$count(people, eq(people.state, 'closed'))).toBe(1)
    await carl.goto('/tickets')
    expect(new URL(carl.url()).pathname).toBe('/login')

    // … and Ann closes her account: everything of hers goes as the page said.
    await ann.goto('/account/close')
    await expectAccessible(ann)
    await fill(ann, { password: PASSWORD })
    await ann.locator('button.destroy').click()
    await ann.waitForURL('**/goodbye')
    await expectAccessible(ann)
    await expect.poll(() => test.desk.db.$count(documents, eq(documents.state, 'destroyed'))).toBe(4)
    await signIn(ann, 'ann@example.org')
    await ann.getByText(word('form.wrong_password')).first().waitFor()
    await agent.goto(path)
    expect(await agent.content()).not.toContain('Ann Martin')
    expect(await filesWith(`${test.storageDir}/vault`, 'scan')).toEqual([])

    expect(complaints.flat()).toEqual([])
  })
})
