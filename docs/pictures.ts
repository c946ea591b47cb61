// `npm run pictures`: takes the README's pictures on a demo desk.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringDemoCast } from '../server/cli/demo-cast.ts'
import { fillTickets } from '../server/cli/demo-tickets.ts'
import { readConfig } from '../server/config.ts'
import { destructions } from '../server/db/vault-schema.ts'
import { openDesk, serve } from '../server/open.ts'
import { startSession } from '../server/signin/sessions.ts'
import { openBrowser, profile, type Looks } from '../test/support/browser.ts'

type Who = 'ann' | 'bea' | 'ada' | null

const shots: { name: string; who: Who; path: string; looks?: Looks; height?: number }[] = [
  { name: 'home', who: null, path: '/' },
  { name: 'ticket', who: 'ann', path: '/tickets/1006', height: 1500 },
  { name: 'review', who: 'ann', path: '/tickets/1009/visibility', height: 1300 },
  { name: 'desk', who: 'bea', path: '/tickets/1006' },
  { name: 'purge', who: 'ada', path: '/admin/accounts' },
  { name: 'phone', who: 'ann', path: '/tickets/1006', looks: { phone: true, dark: true } },
]

const folder = await mkdtemp(join(tmpdir(), 'guichet-pictures-'))
const desk = await openDesk(readConfig({ STORAGE_DIR: join(folder, 'storage'), PORT: '0', LOG_LEVEL: 'silent' }))
const { cast } = await bringDemoCast(desk)
await fillTickets(desk, cast)
const served = await serve(desk)
const [destroyed] = await desk.db.select({ id: destructions.id }).from(destructions)
shots.push({ name: 'certificate', who: null, path: `/destructions/${destroyed?.id}`, height: 1300 })
const browser = await openBrowser()
try {
  for (const { name, who, path, looks = {}, height } of shots) {
    const { context, page } = await profile(browser, desk.config.baseUrl, looks)
    if (who) {
      const input = { personId: cast[who].id, kind: 'full' as const, userAgent: 'pictures', now: desk.clock.now() }
      const value = await desk.db.transaction((tx) => startSession(tx, input))
      await context.addCookies([{ name: 'session', value, url: desk.config.baseUrl }])
    }
    if (height) await page.setViewportSize({ width: 1280, height })
    await page.goto(path)
    await page.screenshot({ path: new URL(`pictures/${name}.png`, import.meta.url).pathname })
    await context.close()
  }
} finally {
  await browser.close()
  await served.close()
  await desk.close()
  await rm(folder, { recursive: true, force: true })
}
