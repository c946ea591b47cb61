import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tickets } from '../../server/db/schema.ts'
import { audit, documents } from '../../server/db/vault-schema.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { csrfIn, type Client } from '../support/client.ts'

const FORM = { subject: 'Licence in use', body: 'It says **in use** since Friday.', category: 'licences' }

describe('opening a ticket', () => {
  let test: TestDesk
  let ann: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
  })
  afterAll(() => test.close())
  const rows = () => test.desk.db.select().from(tickets)

  it('opens it private, with its documents sealed, and shows the receipt', async () => {
    const files = [
      { name: 'écran.png', content: 'picture '.repeat(100) },
      { name: '../../etc/passwd', content: 'root' },
    ]
    const answer = await ann.send('/tickets/new', '/tickets', FORM, files)
    expect(answer.status, answer.text).toBe(303)
    expect(answer.location).toMatch(/^\/tickets\/\d+$/)
    const shown = await ann.get(answer.location)
    expect(shown.status, shown.text).toBe(200)
    expect(shown.text).toContain('<strong>in use</strong>')
    expect(shown.text).toContain('écran.png')
    expect(shown.text).toContain('passwd')
    expect(shown.text).not.toContain('etc/passwd')
    expect(shown.text).toMatch(/[0-9a-f]{64}/)
    const [ticket] = await rows()
    expect(ticket).toMatchObject({ visibility: 'private', status: 'open', epoch: 1 })
    expect(await test.desk.db.$count(documents, eq(documents.state, 'stored'))).toBe(2)
    const deeds = await test.desk.db.select({ deed: audit.deed }).from(audit)
    expect(deeds.map(({ deed }) => deed)).toEqual(expect.arrayContaining(['ticket.opened', 'document.stored']))
  })

  it('opens one ticket however often its form is sent', async () => {
    const before = (await rows()).length
    const page = await ann.get('/tickets/new')
    const key = /name="key" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const csrf = csrfIn(page.text)
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => ann.post('/tickets', { ...FORM, key, _csrf: csrf })),
    )
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1)
    expect((await rows()).length).toBe(before + 1)
  })

  it('takes no subject in which one part is read as another', async () => {
    const before = (await rows()).length
    for (const sign of ['\u202a', '\u202e', '\u2066', '\u2069']) {
      const refused = await ann.send('/tickets/new', '/tickets', { ...FORM, subject: `report${sign}gnp.exe` })
      expect(refused.status).toBe(422)
      expect(/id="subject-error"[^>]*>([^<]*)/.exec(refused.text)?.[1]).toContain('characters in this text that cannot')
    }
    expect((await rows()).length).toBe(before)
    const taken = await ann.send('/tickets/new', '/tickets', { ...FORM, subject: 'תקלה\nin print', body: 'a \u202eb' })
    expect(taken.status).toBe(303)
    expect((await ann.get(taken.location)).text).toContain('<h1>תקלה in print</h1>')
  })

  it('shows a refused form again with all that was typed, and keeps what was sealed', async () => {
    const before = (await rows()).length
    const refused = await ann.send('/tickets/new', '/tickets', { ...FORM, subject: ' ' }, [
      { name: 'log.txt', content: 'lines' },
    ])
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('It says **in use** since Friday.')
    expect(refused.text).toContain('log.txt')
    expect(refused.text).toContain('id="subject-error"')
    const { filledIn, formIn } = await import('../support/client.ts')
    const again = await ann.post('/tickets', {
      ...filledIn(formIn(refused.text, '/tickets')),
      subject: 'Now with a subject',
    })
    expect(again.status).toBe(303)
    expect((await ann.get(again.location)).text).toContain('log.txt')
    expect((await rows()).length).toBe(before + 1)
  })

  it.each([
    ['an empty body', { body: '' }, 'body-error'],
    ['a subject that is too long', { subject: 'x'.repeat(141) }, 'subject-error'],
    ['a NUL', { body: 'a\0b' }, 'body-error'],
    ['an unknown category', { category: 'weather' }, 'category-error'],
    ['a field sent twice', { subject: ['one', 'two'] }, 'subject-error'],
  ])('refuses %s beside its field', async (_, wrong, error) => {
    const answer = await ann.send('/tickets/new', '/tickets', { ...FORM, ...wrong })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(`id="${error}"`)
  })

  it('renders Markdown that can do nothing', async () => {
    const body =
      '<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://example.org/p.png) <img src=x onerror=alert(1)>'
    const { location } = await ann.send('/tickets/new', '/tickets', { ...FORM, body })
    const { text } = await ann.get(location)
    const talk = /class="talk"[\s\S]*?<\/section>/.exec(text)?.[0] ?? ''
    expect(talk).not.toMatch(/<script|<img|href="javascript/)
  })

  it('sends a visitor to sign in, and refuses staff', async () => {
    expect((await test.visitor().get('/tickets/new')).location).toBe('/login?next=%2Ftickets%2Fnew')
    expect((await test.visitor().post('/tickets', FORM)).status).toBe(303)
    const bea = await test.as('bea')
    expect((await bea.get('/tickets/new')).status).toBe(403)
  })

  it('refuses a form without the token of its session, and one from another site', async () => {
    expect((await ann.post('/tickets', FORM)).status).toBe(403)
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    expect((await ann.post('/tickets', FORM, headers)).status).toBe(403)
  })

  it('gives back what was written when the session had ended', async () => {
    const carl = await test.as('carl')
    const page = await carl.get('/tickets/new')
    const csrf = csrfIn(page.text)
    test.clock.advance(13 * 60 * 60 * 1000)
    const answer = await carl.post('/tickets', { ...FORM, body: 'A long text that took an hour', _csrf: csrf })
    expect(answer.status).toBe(303)
    expect(answer.location).toBe('/login?next=%2Ftickets%2Fnew&kept')
    const back = await test.as('carl')
    expect((await back.get('/tickets/new')).text).toContain('A long text that took an hour')
    const { location } = await back.send('/tickets/new', '/tickets')
    expect((await back.get(location)).text).toContain('A long text that took an hour')
    expect((await back.get('/tickets/new')).text).not.toContain('A long text that took an hour')
  })
})
