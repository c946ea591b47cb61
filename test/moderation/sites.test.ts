import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blockedSites } from '../../server/db/public-schema.ts'
import { audit } from '../../server/db/vault-schema.ts'
import { refreshBlocked } from '../../server/moderation/sites.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'
import { errorsIn, publicTicket, send, everybody } from './support.ts'

describe('links to blocked sites', () => {
  let test: TestDesk
  let ann: Client, bea: Client, ada: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;({ ann, bea, ada } = await everybody(test))
  })
  afterAll(() => test.close())
  const block = (host: string, reason = 'It imitates a bank.') =>
    ada.send('/admin/links', '/admin/links', { host, reason })
  const allow = (host: string) => send(ada, '/admin/links/allow', { host })
  const hosts = async () => (await test.desk.db.select().from(blockedSites)).map(({ host }) => host).toSorted()
  const unescaped = (html: string) => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')
  const hrefs = (html: string) =>
    [...(/<div class="prose">([\s\S]*?)<\/div>/.exec(html)?.[1] ?? '').matchAll(/href="([^"]*)"/g)].map(
      ([, href]) => href,
    )

  it('are blocked by an administrator, and the list says so', async () => {
    expect((await ada.get('/admin/links')).text).toContain('No site is blocked.')
    expect((await ada.get('/admin/accounts')).text).toContain('href="/admin/links"')
    const answer = await block('trap.example')
    expect([answer.status, answer.location]).toEqual([303, '/admin/links'])
    const page = (await ada.get('/admin/links')).text
    expect(page).toContain('trap.example')
    expect(page).toContain('It imitates a bank.')
    expect((await block('trap.example')).status).toBe(303) // sent twice
    await block('trap.example', 'It spreads malware.')
    expect(await test.desk.db.select().from(blockedSites)).toMatchObject([
      { host: 'trap.example', reason: 'It spreads malware.', byId: test.cast.ada.id },
    ])
    const lines = (await test.desk.db.select().from(audit)).filter(({ deed }) => deed === 'site.blocked')
    expect(lines.map(({ facts, actorId }) => [facts, actorId])).toEqual([
      [{ site: 'trap.example', reason: 'It imitates a bank.' }, test.cast.ada.id],
      [{ site: 'trap.example', reason: 'It spreads malware.' }, test.cast.ada.id],
    ])
  })

  it('lead nowhere, on public and private tickets, however they are written', async () => {
    const links = [
      'https://trap.example/login',
      'http://www.trap.example',
      'HTTPS://TRAP.Example/x',
      'https://trap.example:8443/b',
      'https://trap.example./c',
      'https://a.b.trap.example/d?e=f&g=h',
    ]
    const body = [
      ...links,
      '[slash](//trap.example/p)',
      '[bare](https:trap.example/bare)',
      '[named](https://bank.example@trap.example/q)',
      '[percent](https://tr%61p.example/r)',
      '[mine](/tickets)',
      '[fine](https://nottrap.example/) and [other](https://trap.example.net/)',
    ].join('\n\n')
    const { path } = await publicTicket(ann, { body })
    const shut = await openTicket(ann, { body })
    const pages = [await test.visitor().get(path), await ann.get(shut), await bea.get(shut), await bea.get(path)]
    for (const page of pages) {
      const found = hrefs(unescaped(page.text))
      expect(found.slice(0, -3).filter((href) => !href?.startsWith('/away?to='))).toEqual([])
      expect(found).toHaveLength(13)
      expect(found.slice(-3)).toEqual(['/tickets', 'https://nottrap.example/', 'https://trap.example.net/'])
      expect(page.text.match(/\(blocked link\)/g)).toHaveLength(10)
    }
    expect(pages[0]?.text).toContain('rel="nofollow ugc noopener"')
    for (const href of hrefs(unescaped(pages[0]?.text ?? '')).slice(0, -3)) {
      const away = await test.visitor().get(String(href))
      expect([href, away.status]).toEqual([href, 200])
      expect(away.text).toContain('It spreads malware.')
      expect(away.text).not.toMatch(/href="(?!\?to&#x3D;)[^"]*trap/i) // itself, in the other language
    }
  })

  it('are told at the page that they lead to, which leads no further', async () => {
    const to = `https://trap.example/"><script>alert(1)</script>`
    const away = await test.visitor().get(`/away?to=${encodeURIComponent(to)}`)
    expect(away.status).toBe(200)
    expect(away.text).toContain('The desk does not lead to trap.example')
    expect(away.text).not.toContain('<script>alert')
    expect(away.headers['x-robots-tag']).toContain('noindex')
    for (const other of [
      'https://elsewhere.example/',
      '//elsewhere.example',
      '/tickets',
      'javascript:alert(1)',
      'mailto:a@trap.example',
      'trap.example',
      '',
    ])
      expect([other, (await test.visitor().get(`/away?to=${encodeURIComponent(other)}`)).status]).toEqual([other, 404])
    for (const query of ['', '?to=a&to=b', `?to=${'x'.repeat(5000)}`])
      expect((await test.visitor().get(`/away${query}`)).status).toBeGreaterThanOrEqual(404)
    const french = test.visitor()
    french.cookies.set('language', 'fr')
    expect((await french.get('/away?to=https%3A%2F%2Ftrap.example')).text).toContain('Ce lien est bloqué')
  })

  it('lead there again once the site is allowed', async () => {
    const { path } = await publicTicket(ann, { body: 'See https://trap.example/again' })
    expect((await test.visitor().get(path)).text).toContain('/away?to=')
    expect((await allow('trap.example')).status).toBe(303)
    expect(unescaped((await test.visitor().get(path)).text)).toContain('href="https://trap.example/again"')
    expect((await allow('trap.example')).status).toBe(303)
    const lines = (await test.desk.db.select().from(audit)).filter(({ deed }) => deed === 'site.allowed')
    expect(lines.map(({ facts }) => facts)).toEqual([{ site: 'trap.example' }])
  })

  it('are named as people paste them', async () => {
    for (const [pasted, host] of [
      ['https://user@Shop.EXAMPLE:8080/path?x#y', 'shop.example'],
      ['*.shop.example', 'shop.example'],
      ['müller.example', 'xn--mller-kva.example'],
      ['//shop.example.', 'shop.example'],
      ['https://www.shop.example/x', 'shop.example'],
      ['*.WWW.shop.example', 'shop.example'],
      ['www.example', 'www.example'],
      ['www.co.uk', 'www.co.uk'],
      ['wwwshop.example', 'wwwshop.example'],
      ['192.0.2.7', '192.0.2.7'],
      ['http://[2001:db8::1]/', '[2001:db8::1]'],
    ]) {
      expect((await block(pasted ?? '')).status).toBe(303)
      expect(await hosts()).toEqual([host])
      await allow(host ?? '')
    }
    await block('müller.example')
    const { path } = await publicTicket(ann, { body: 'https://müller.example/x and https://xn--mller-kva.example/y' })
    expect((await ann.get(path)).text.match(/\(blocked link\)/g)).toHaveLength(2)
    await allow('xn--mller-kva.example')
    // Pasted from where it was met, it is the whole site.
    await block('https://www.shop.example/x')
    const site = await publicTicket(ann, { body: 'http://shop.example http://www.shop.example http://a.shop.example' })
    expect((await ann.get(site.path)).text.match(/\(blocked link\)/g)).toHaveLength(3)
    await allow('shop.example')
  })

  it('asks for what is missing, and never blocks the desk itself or half the world', async () => {
    const empty = await block('', '')
    expect(empty.status).toBe(422)
    expect(errorsIn(empty.text)).toEqual({
      host: 'Tell us which site.',
      reason: 'Say why: whoever follows the link reads it.',
    })
    for (const host of ['example', 'com', 'not a site', 'javascript:alert(1)', '..']) {
      const answer = await block(host)
      expect([host, answer.status]).toEqual([host, 422])
      expect(errorsIn(answer.text)).toEqual({ host: 'This is not the name of a site. It looks like example.org.' })
      expect(answer.text).toContain('value="It imitates a bank."')
    }
    expect(errorsIn((await block(test.url)).text)).toEqual({ host: 'This is the desk itself.' })
    expect(await hosts()).toEqual([])
  })

  it('is for administrators alone', async () => {
    for (const who of [ann, bea]) {
      expect((await who.get('/admin/links')).status).toBe(403)
      expect((await send(who, '/admin/links', { host: 'trap.example', reason: 'x' })).status).toBe(403)
      expect((await send(who, '/admin/links/allow', { host: 'trap.example' })).status).toBe(403)
    }
    expect((await test.visitor().get('/admin/links')).location).toMatch(/^\/login/)
  })

  it('is known after a restart, and where another process has changed it', async () => {
    await block('trap.example')
    const { path } = await publicTicket(ann, { body: 'See https://trap.example/' })
    await test.restart()
    expect((await test.visitor().get(path)).text).toContain('(blocked link)')
    await test.desk.db.transaction(async (tx) => {
      await tx.delete(blockedSites)
    })
    await refreshBlocked(test.desk.db)
    expect((await test.visitor().get(path)).text).not.toContain('(blocked link)')
  })
})
