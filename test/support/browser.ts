import { chromium as playwright, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'vitest'
import { unpackChromium } from './chromium.ts'
import type { TestDesk } from './desk.ts'
import type { Name } from './cast.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** The browser that comes with the project's packages. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, libraries } = await unpackChromium()
  const env = { ...(process.env as Record<string, string>), LD_LIBRARY_PATH: libraries }
  return playwright.launch({ executablePath, args: FLAGS, headless: true, env })
}

export type Looks = { locale?: 'en' | 'fr'; phone?: boolean; dark?: boolean; script?: boolean }

/** A fresh profile. Any complaint in its console, such as a refused script, fails the test that looks at `complaints`. */
export async function profile(browser: Browser, url: string, looks: Looks = {}) {
  const context = await browser.newContext({
    baseURL: url,
    locale: looks.locale === 'fr' ? 'fr-FR' : 'en-GB',
    viewport: looks.phone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
    colorScheme: looks.dark ? 'dark' : 'light',
    javaScriptEnabled: looks.script ?? true,
    acceptDownloads: true,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    // A refused form answers 422 and a closed door 404: the browser says so, and that is no fault of the page.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { context, page, complaints }
}

/** Puts the session of one of the cast into a browser profile. */
export async function signInAs(context: BrowserContext, test: TestDesk, name: Name): Promise<void> {
  const client = await test.as(name)
  await context.addCookies([
    { name: 'session', value: client.cookies.get('session') ?? '', url: test.url, httpOnly: true, sameSite: 'Lax' },
  ])
}

/** No violation that axe can find, and nothing that has to be scrolled sideways. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode() // no second window for the frames of a page: ours have none that axe could look into
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  expect(told, page.url()).toEqual([])
  const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect(wider, `${page.url()} is wider than its window`).toBeLessThanOrEqual(0)
}
