import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../server/db/ids.ts'
import { expectAccessible, openBrowser, profile, signInAs, type Looks } from '../support/browser.ts'
import type { Name } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply } from '../support/tickets.ts'

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'

type Window = Awaited<ReturnType<typeof profile>>

// Every page as those who see it: no violation that axe finds, no sideways scrolling, no complaint in the console.
describe('every page', () => {
  let test: TestDesk
  let browser: Browser
  const places: Record<string, string> = {}

  beforeAll(async () => {
    test = await openTestDesk()
    browser = await openBrowser()
    const [ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    const files = [
      { name: `${LONG}.pdf`, content: 'x'.repeat(5000), type: 'application/pdf' },
      { name: 'log.txt', content: 'a line' },
    ]
    places['own'] = await openTicket(
      ann,
      { subject: LONG, body: `${LONG} \`code\` https://example.org/${LONG}` },
      files,
    )
    places['public'] = await openTicket(carl, { subject: 'Calendar one hour late' })
    await bea.send(places['own'], `${places['own']}/assign`, { assignee: 'me' })
    await reply(bea, places['own'], '1. one\n2. two\n\n| a | b |\n|---|---|\n| c | d |\n\n> said')
    await publish(carl, places['public'])
    const page = await ann.get(places['own'])
    const [one, two] = [...page.text.matchAll(/\/documents\/([0-9a-f]{32})\/destroy/g)].map(([, id]) => id as string)
    places['document'] = `/documents/${one}`
    await ann.send(`/documents/${two}/destroy`, `/documents/${two}/destroy`, { confirm: 'yes' })
    places['destroyed'] = `/documents/${two}`
    places['certificate'] = /\/destructions\/\w+/.exec((await ann.get(places['destroyed'])).text)?.[0] ?? ''
    // What support asks of her, and what she lends.
    const asking = { purpose: `To compare ${LONG}`, minutes: '60' }
    await bea.send(places['document'], `${places['document']}/grants`, asking)
    await bea.send(places['own'], `${places['own']}/requests`, { label: LONG, kind: 'serial_key', why: 'To renew it' })
    const lent = await ann.send(places['document'], `${places['document']}/shares`, { label: LONG, until: '7d' })
    places['link'] = /\/shared\/[\w-]+/.exec(lent.text)?.[0] ?? ''
    // What somebody objects to, what is out of the world's sight, and where no link leads.
    const number = places['public'].slice(9)
    const objection = { ticket: number, reason: 'rights', text: `It repeats ${LONG} word for word.` }
    await ann.send(`/report?ticket=${number}`, '/report', objection)
    places['suspended'] = await openTicket(carl, { subject: `About ${LONG}` })
    await publish(carl, places['suspended'])
    await bea.send(places['suspended'], `${places['suspended']}/suspend`, { reason: 'illegal', statement: LONG })
    const ada = await test.as('ada')
    await ada.send('/admin/links', '/admin/links', { host: 'blocked.example', reason: LONG })
    // Enough tickets for a second page, for Noor to see a full queue.
    for (let at = 0; at < 22; at++) await openTicket(carl, { subject: `Another one, ${at}`, key: newId() })
  })
  afterAll(async () => {
    await browser.close()
    await test.close()
  })

  const small: Looks[] = [{}, { locale: 'fr', phone: true, dark: true }]
  const pages: [Name | null, string][] = [
    [null, '/'],
    [null, '/?q=nothing-like-this'],
    [null, '/?q=calendar'],
    [null, '{public}'],
    [null, '/report?ticket=1002'],
    [null, '/away?to=https://blocked.example/'],
    [null, '/register'],
    [null, '/login'],
    [null, '/forgot'],
    [null, '/legal/terms'],
    [null, '/legal/cookies'],
    [null, '/tickets/999999'],
    ['ann', '/tickets'],
    ['ann', '/tickets/new'],
    ['ann', '{own}'],
    ['ann', '{own}/visibility'],
    ['ann', '{own}/preview?as=customer'],
    ['ann', '{own}/preview?as=agent'],
    ['bea', '{own}/history'],
    ['carl', '{public}/visibility'],
    ['ann', '{public}'],
    ['ann', '{document}'],
    ['ann', '{document}/destroy'],
    ['ann', '{destroyed}'],
    [null, '{certificate}'],
    [null, '{link}'],
    ['ann', '/account'],
    ['ann', '/account/privacy'],
    ['ann', '/account/totp'],
    ['ann', '/account/close'],
    ['carl', '/tickets'],
    ['carl', '/tickets?q=calendar'],
    ['carl', '{suspended}'],
    ['bea', '{suspended}'],
    ['bea', '/reports'],
    ['bea', '/reports/1'],
    ['bea', '/desk'],
    ['bea', '/desk?q=nothing-like-this'],
    ['bea', '{own}'],
    ['bea', '{public}'],
    ['bea', '{document}'],
    ['noor', '/desk?view=unassigned'],
    ['noor', '{document}'],
    ['noor', '/glass'],
    ['ada', '/admin/accounts'],
    ['ada', '/admin/staff'],
    ['ada', '/admin/vault'],
    ['ada', '/admin/audit'],
    ['ada', '/admin/outbox'],
    ['ada', '/admin/settings'],
    ['ada', '/admin/legal'],
    ['ada', '/admin/links'],
  ]

  /** One window for each person and look: what costs most is to open one. */
  const windows = new Map<string, Promise<Window>>()
  const windowOf = (who: Name | null, looks: Looks): Promise<Window> => {
    const key = `${who} ${looks.locale}`
    const opened =
      windows.get(key) ??
      profile(browser, test.url, looks).then(async (window) => {
        if (who) await signInAs(window.context, test, who)
        return window
      })
    windows.set(key, opened)
    return opened
  }

  for (const looks of small) {
    const style = looks.phone ? 'in French on a dark phone' : 'in English on a light desktop'
    it.each(pages)(`can be used by everybody ${style}: %s at %s`, async (who, path) => {
      const { page, complaints } = await windowOf(who, looks)
      complaints.length = 0
      const answer = await page.goto(path.replace(/\{(\w+)\}/, (_, name: string) => places[name] ?? ''))
      expect(answer?.status()).toBe(path.includes('999999') ? 404 : 200)
      await expectAccessible(page)
      expect(await page.locator('html').getAttribute('lang')).toBe(looks.locale ?? 'en')
      expect(complaints).toEqual([])
    })
  }
})
