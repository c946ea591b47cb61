import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicTicket } from '../moderation/support.ts'
import { newClient, type Answer, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'

// The link to the other language, and the way back from signing in: people stay where they were.
describe('addresses that lead back to a page', () => {
  let test: TestDesk
  let ann: Client
  let path: string
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
    ;({ path } = await publicTicket(ann))
  })
  afterAll(() => test.close())

  /** Where the link to the other language leads, as a browser would resolve it. */
  const turned = (page: string, { text }: Answer): string => {
    const href = / href="([^"]*)" lang="\w\w" hreflang/.exec(text)?.[1] ?? ''
    const url = new URL(href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='), test.url + page)
    expect(url.origin).toBe(test.url)
    return url.pathname + url.search
  }
  /** What a browser comes to from an address. */
  const arrive = async (who: Client, address: string, steps = 4): Promise<[string, Answer]> => {
    const answer = await who.get(address)
    return answer.location && steps > 0 ? arrive(who, answer.location, steps - 1) : [address, answer]
  }

  it.each([
    ['/report?ticket=1001', '/report?ticket=1001'],
    ['/?q=calendar&category=mail', '/?q=calendar&category=mail'],
    ['/login?next=%2Fdesk%3Fview%3Dmine', '/login?next=%2Fdesk%3Fview%3Dmine'],
    ['/?q=a&q=b%26c', '/?q=a&q=b%26c'],
    ['/?q="><script>alert(1)</script>', '/?q=%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E'],
    ['/nothing?to=//evil.example?a=b', '/nothing?to=%2F%2Fevil.example%3Fa%3Db'],
    ['//evil.example/x?a=b', '/evil.example/x?a=b'],
    ['/?lang=nothing', '/'],
  ])('keep what the address says in the other language: %s', async (asked, said) => {
    const who = newClient(test.url)
    const [address, french] = await arrive(who, turned(asked, await who.get(asked)))
    expect(address).toBe(said)
    expect(french.text).toContain('<html lang="fr">')
    expect(french.text).not.toContain('<script>alert')
    const [back, english] = await arrive(who, turned(address, french))
    expect(back).toBe(said)
    expect(english.text).toContain('<html lang="en">')
  })

  it('keep a blocked link, and a preview with its role', async () => {
    const ada = await test.as('ada')
    await ada.send('/admin/links', '/admin/links', { host: 'trap.example', reason: 'It imitates a bank.' })
    for (const page of ['/away?to=https%3A%2F%2Ftrap.example%2F%3Fx%3D1', `${path}/preview?as=agent`]) {
      const who = page.startsWith('/away') ? test.visitor() : await test.as('ann')
      const [address, french] = await arrive(who, turned(page, await who.get(page)))
      expect([address, french.status]).toEqual([page, 200])
      expect(french.text).toContain('<html lang="fr">')
    }
  })

  it('lead from a form that was refused to the page that it stood on', async () => {
    const carl = await test.as('carl')
    const own = await openTicket(carl, { subject: 'For this page' })
    for (const [who, page, action, fields, home] of [
      [carl, own, `${own}/replies`, { body: '' }, own],
      [carl, path, `${path}/replies`, { body: '' }, path],
      [carl, own, `${own}/documents`, { secret: '' }, own],
      [carl, '/tickets/new', '/tickets', { subject: '' }, '/tickets/new'],
      [carl, '/account', '/account/profile', { name: '' }, '/account'],
      [carl, `${own}/visibility`, `${own}/visibility`, { visibility: 'public' }, `${own}/visibility`],
    ] as const) {
      const refused = await who.send(page, action, fields)
      expect([action, refused.status]).toEqual([action, 422])
      const [address, answer] = await arrive(who, turned(action, refused))
      expect([address, answer.status]).toEqual([home, 200])
      expect(answer.text).toContain('</html>')
    }
  })

  it('lead from a form without a session to its page, once signed in', async () => {
    const ada = await test.as('ada')
    for (const [action, home] of [
      [`${path}/follow`, path],
      [`${path}/replies`, path],
      [`${path}/documents`, path],
      [`${path}/status`, path],
      ['/account/profile', '/account'],
      ['/reports/1', '/reports/1'],
      ['/admin/links/allow', '/admin/links'],
    ] as const) {
      const { status, location } = await test.visitor().post(action, { body: 'x' })
      const next = new URL(location, test.url).searchParams.get('next')
      expect([action, status, location]).toEqual([action, 303, `/login?next=${encodeURIComponent(String(next))}`])
      expect(await arrive(ada, location)).toMatchObject([home, {}])
    }
  })

  it('never lead anywhere else, nor in a circle', async () => {
    for (const action of ['//evil.example/tickets/1001/follow', '/tickets/%zz/follow', '/%5cevil.example/follow']) {
      const answer = await test.visitor().post(action)
      expect([action, answer.status, answer.location]).toEqual([action, action.includes('%zz') ? 400 : 404, ''])
      expect(turned(action, answer)).toBe(action.includes('%zz') ? '/tickets?lang=fr' : '/?lang=fr')
    }
    // Too late with the second factor: signed in since, nobody is sent to where one signs in.
    const late = [await test.visitor().get('/login/totp'), await test.visitor().post('/login/totp', { code: '000000' })]
    for (const { location } of late) expect((await arrive(ann, location))[0]).toBe('/')
  })
})
