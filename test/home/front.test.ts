import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATEGORIES } from '../../server/db/schema.ts'
import { statementsOf, tablesIn } from '../publication/statements.ts'
import { numberOf, numbersIn } from '../search/support.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, reply } from '../support/tickets.ts'

const MANY = 45

describe('the front page', () => {
  let test: TestDesk
  let ann: Client, carl: Client, bea: Client, world: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, carl, bea] = await Promise.all([test.as('ann'), test.as('carl'), test.as('bea')])
    world = test.visitor()
  })
  afterAll(() => test.close())
  const read = async (path: string, who = world) =>
    (await who.get(path)).text.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')

  it('says what it is for while nothing is public', async () => {
    await openTicket(ann, { subject: 'Between us' })
    const text = await read('/')
    expect(text).toContain('No ticket is public yet')
    expect(text).not.toContain('Subjects')
    expect(text).not.toContain('Between us')
    expect(await read('/?category=mail')).toContain('No ticket about this is public yet.')
  })

  it('lists the answered tickets first, then the newest, each once, a page at a time', async () => {
    const paths: string[] = []
    for (let at = 0; at < MANY; at++) {
      const category = CATEGORIES[at % 3] ?? 'other'
      paths.push(await openTicket(at % 2 ? ann : carl, { subject: `Printer ${at}`, category, visibility: 'public' }))
    }
    const solved = [paths[4] ?? '', paths[9] ?? '', paths[40] ?? '']
    for (const path of solved) await bea.send(path, `${path}/status`, { status: 'solved' })
    const seen: number[] = []
    for (let next: string | undefined = '/'; next; next = /href="(\/\?[^"]*after=[^"]*)"/.exec(await read(next))?.[1])
      seen.push(...numbersIn(await read(next)))
    const numbers = paths.map(numberOf).toReversed()
    const first = solved.map(numberOf).toReversed()
    expect(seen).toEqual([...first, ...numbers.filter((number) => !first.includes(number))])
  })

  it('counts what is public in each subject, and leads there', async () => {
    const text = await read('/')
    expect(text).toContain(`${MANY} tickets that their owners chose to open`)
    expect(text).toMatch(/href="\/\?category=mail">Mail <span>15<\/span>/)
    expect(text).not.toContain('category=network')
    const mail = await read('/?category=mail')
    expect(mail).toContain('Public tickets: Mail')
    expect(mail).toMatch(/href="\/\?category=mail" aria-current="page"/)
    expect(numbersIn(mail).length).toBe(15)
    expect(mail).not.toContain('after=')
  })

  it('tells of a ticket what one decides by', async () => {
    const path = await openTicket(ann, {
      subject: 'Told <b>in full</b>',
      body: 'It **stops** at `99 %`.',
      visibility: 'public',
    })
    await reply(bea, path, 'Which version?')
    const text = await read('/')
    expect(text).toContain('Told &lt;b&gt;in full&lt;/b&gt;</a>')
    expect(text).toContain('<p class="excerpt">It stops at 99 %.</p>')
    expect(text).toMatch(/1 reply<\/span>/)
    expect(text).toContain('Waiting for the customer')
    for (const name of ['Ann Martin', 'Bea Rossi', 'ann@']) expect(text).not.toContain(name)
  })

  it('keeps subject and words together from page to page', async () => {
    const found = await read('/?q=printer&category=mail')
    expect(found).toContain('Public tickets with “printer” in Mail')
    expect(numbersIn(found).length).toBe(15)
    expect(found).toContain('<input type="hidden" name="category" value="mail">')
    const all = await read('/?q=printer')
    expect(numbersIn(all).length).toBe(20)
    const next = /href="(\/\?q=printer&after=[^"]*)"/.exec(all)?.[1] ?? ''
    const second = numbersIn(await read(next))
    expect(second.length).toBe(20)
    expect(second.filter((number) => numbersIn(all).includes(number))).toEqual([])
  })

  it('speaks French', async () => {
    const text = await read('/?q=printer', carl)
    carl.cookies.set('language', 'fr')
    expect(await read('/?category=mail', carl)).toContain('Tickets publics\u202f: Messagerie')
    expect(await read('/?q=printer&category=mail', carl)).toContain('catégorie:messagerie')
    carl.cookies.set('language', 'en')
    expect(text).toContain('category:mail')
  })

  it.each([
    ['/', 2],
    ['/?category=mail', 2],
    ['/?q=printer', 3],
    ['/?q=print*', 3],
    ['/?q="printer 7"', 3],
  ])('answers %s from what is public, with at most %i questions', async (path, most) => {
    const said = (await statementsOf(() => world.get(path))).filter(
      (sql) => /^\s*select/i.test(sql) && !/"jobs"/.test(sql),
    )
    expect(said.length).toBeGreaterThan(0)
    // PostgreSQL is asked first, of some rows, how often the words stand in the latest ones.
    expect(said.filter((sql) => !/as latest/.test(sql)).length).toBeLessThanOrEqual(most)
    const may = ['publications', 'published_replies', 'search_rows', 'search_index', 'hits', 'latest']
    expect(tablesIn(said).filter((table) => !may.includes(table))).toEqual([])
  })
})
