import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { search } from '../../server/search/searching.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, reply } from '../support/tickets.ts'
import { find, numberOf, numbersIn } from './support.ts'

describe('searching', () => {
  let test: TestDesk
  let ann: Client, carl: Client, bea: Client, world: Client
  const at: Record<string, number> = {}
  const open = async (who: Client, name: string, subject: string, body: string, more: Record<string, string> = {}) => {
    const path = await openTicket(who, { subject, body, category: 'hardware', visibility: 'public', ...more })
    at[name] = numberOf(path)
    return path
  }
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, carl, bea] = await Promise.all([test.as('ann'), test.as('carl'), test.as('bea')])
    world = test.visitor()
    await open(ann, 'jam', 'Paper jam on the second floor', 'The printer says PC LOAD LETTER in tray 2.')
    await open(carl, 'etage', 'Les imprimantes du 2e étage', 'Elles impriment des journaux vides.', {
      category: 'network',
    })
    const solved = await open(ann, 'dock', 'Docking station DS-40 stays black', 'Firmware 1.18 cures the printer too.')
    await bea.send(solved, `${solved}/status`, { status: 'solved' })
    const shut = await open(carl, 'shut', 'Zanzibar printer', 'Only between us: quetzal.', { visibility: 'private' })
    await reply(carl, shut, 'And one more word: okapi.')
    await bea.send(shut, `${shut}/replies`, { body: 'Behind the counter: narwhal.', internal: 'yes' })
    const talk = await open(ann, 'talk', 'Calendar one hour late', 'Since October.', { category: 'mail' })
    await reply(bea, talk, 'Reset the **time zone** of the mailbox.')
    await bea.send(talk, `${talk}/replies`, { body: 'The customer is an axolotl.', internal: 'yes' })
  })
  afterAll(() => test.close())
  const named = (numbers: number[]) => numbers.map((number) => Object.keys(at).find((name) => at[name] === number))
  const inPublic = async (q: string) => named(await find(world, q))

  it.each([
    ['printer ', ['dock', 'jam']], // the solved one first
    ['PRINTERS', ['dock', 'jam']],
    ['imprimante etage', ['etage']],
    ['etages', ['etage']],
    ['journal ', ['etage']],
    ['printing letter', ['jam']],
    ['floor tray', ['jam']], // one word in the subject, one in the text
    ['cal', ['talk']],
    ['calend*', ['talk']],
    ['"time zone"', ['talk']],
    ['"zone time"', []],
    ['DS-40', ['dock']],
    ['ds-41', []],
    ['1.18', ['dock']],
    ['pc load letter', ['jam']],
    ['nothing like it', []],
  ])('finds %s in public', async (q, expected) => {
    expect(await inPublic(q)).toEqual(expected)
  })

  it('filters, in both languages', async () => {
    expect(await inPublic('is:solved')).toEqual(['dock'])
    expect(await inPublic('printer is:open')).toEqual(['jam'])
    expect(await inPublic('catégorie:réseau')).toEqual(['etage'])
    expect(await inPublic('est:attente category:mail')).toEqual(['talk'])
    const narrowed = await world.get('/?q=printer+&category=hardware')
    expect(named(numbersIn(narrowed.text))).toEqual(['dock', 'jam'])
    expect((await world.get('/?q=printer&category=mail')).text).toContain('No public ticket has these words')
    expect((await world.get('/?q=colour:red')).text).toContain('“colour:red” is no filter here')
  })

  it('finds a ticket by its number first', async () => {
    expect(await inPublic(`#${at['talk']}`)).toEqual(['talk'])
    expect(await inPublic(String(at['talk']))).toEqual(['talk'])
    expect(await inPublic(`#${at['shut']}`)).toEqual([])
    expect(named(await find(bea, String(at['shut']), '/desk'))).toEqual(['shut'])
    expect(named(await find(carl, `#${at['shut']}`, '/tickets'))).toEqual(['shut'])
  })

  it('marks what was looked for, in the subject and in the passage', async () => {
    const { text } = await world.get('/?q=zone+calendar')
    expect(text).toContain('<mark>Calendar</mark> one hour late')
    expect(text).toContain('Reset the time <mark>zone</mark> of the mailbox.')
  })

  it('shows nobody what they may not open', async () => {
    for (const secret of ['zanzibar', 'quetzal', 'okapi', 'narwhal', 'axolotl', 'Carl Petit', 'carl@example.org']) {
      expect(await find(world, secret), secret).toEqual([])
      expect(await find(ann, secret), secret).toEqual([])
      expect(await find(ann, secret, '/tickets'), secret).toEqual([])
      expect((await world.get(`/?q=${secret}`)).text).not.toMatch(/class="state/)
    }
    expect(named(await find(carl, 'quetzal', '/tickets'))).toEqual(['shut'])
    expect(named(await find(carl, 'printer okapi', '/tickets'))).toEqual(['shut'])
    for (const note of ['narwhal', 'axolotl']) expect(await find(carl, note, '/tickets')).toEqual([])
    expect(named(await find(bea, 'narwhal', '/desk'))).toEqual(['shut'])
    expect(named(await find(bea, 'axolotl', '/desk'))).toEqual(['talk'])
    expect((await ann.get('/desk?q=quetzal')).status).toBe(403)
  })

  it('lets customers filter their own', async () => {
    expect(named(await find(carl, 'is:private', '/tickets'))).toEqual(['shut'])
    expect(named(await find(carl, 'is:public', '/tickets'))).toEqual(['etage'])
    expect(named(await find(ann, 'is:solved', '/tickets'))).toEqual(['dock'])
    expect(await find(ann, 'has:document', '/tickets')).toEqual([])
    const path = await openTicket(ann, { subject: 'With a plan' }, [{ name: 'floor-plan.pdf', content: 'x' }])
    expect(await find(ann, 'has:document', '/tickets')).toEqual([numberOf(path)])
    expect(await find(ann, 'floor-plan', '/tickets')).toEqual([])
    expect(await find(bea, 'has:document plan', '/desk')).toEqual([numberOf(path)])
  })

  it('lets staff search all, with who wrote it and whose it is', async () => {
    expect(named(await find(bea, 'printer', '/desk'))).toEqual(['shut', 'dock', 'jam'])
    expect(named(await find(bea, 'printer is:solved', '/desk'))).toEqual(['dock'])
    expect(named(await find(bea, 'from:me', '/desk'))).toEqual(['talk', 'shut'])
    expect(named(await find(bea, 'from:me mailbox', '/desk'))).toEqual(['talk'])
    expect(named(await find(bea, 'from:carl printer ', '/desk'))).toEqual(['shut'])
    expect(await find(bea, 'from:nobody printer', '/desk')).toEqual([])
    expect(named(await find(bea, 'Carl Petit', '/desk'))).toEqual(['shut', 'etage'])
    expect(named(await find(bea, 'carl@example.org is:private', '/desk'))).toEqual(['shut'])
    const { text } = await bea.get('/desk?q=narwhal&status=solved')
    expect(numbersIn(text)).toEqual([])
    expect((await bea.get('/desk?q=narwhal')).text).toContain('Behind the counter: <mark>narwhal</mark>.')
  })

  it('finds nothing for a customer whose access has ended', async () => {
    const ended = { ...test.cast.carl, expired: true, enrolled: false }
    for (const within of ['own', 'desk'] as const)
      expect((await search(test.desk.db, ended, { q: 'quetzal', within, limit: 9 })).hits).toEqual([])
    expect((await search(test.desk.db, null, { q: 'quetzal', within: 'own', limit: 9 })).hits).toEqual([])
  })

  it('takes hostile words', async () => {
    const hostile = [
      '"',
      "' OR 1=1 --",
      'NEAR(a b)',
      'a AND',
      '* * *',
      '^printer',
      '{printer}',
      'words:printer',
      '-printer ',
      '('.repeat(200),
    ]
    for (const q of [
      ...hostile,
      'é'.repeat(200),
      '\uE000',
      'is:',
      ':',
      '#',
      '&|!<->',
      "':*",
      '\\',
      '%',
      '_',
      'a'.repeat(300),
    ]) {
      for (const [who, place] of [
        [world, '/'],
        [carl, '/tickets'],
        [bea, '/desk'],
      ] as const)
        expect((await who.get(`${place}?q=${encodeURIComponent(q)}`)).status, q).toBe(200)
    }
    expect(await inPublic('-printer ')).toEqual(['dock', 'jam'])
    expect((await world.get('/?q=a&q=b&after=x&category=none')).status).toBe(200)
  })
})
