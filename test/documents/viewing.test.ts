import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documents } from '../../server/db/vault-schema.ts'
import { sealText, sealUpload } from '../../server/documents/storing.ts'
import { csrfIn, formIn, type Answer, type Client, type Fields } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'
import { lend, openPage, setTicket, take } from './opening.ts'
import { deedsOf, file, openVaultDesk, rowOf, ticketOf, type Ticket } from './support.ts'

const SECRET = 'ann.martin\nWX7Q-KK21-0PLM-7719'
/** A file that begins like this. */
const beginning = (head: string): Buffer => Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(600, 7)])
const PNG = '\x89PNG\r\n\x1a\n'

const INERT = "sandbox; default-src 'none'"
const SHOWN = `${INERT}; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'`

describe('kinds of content', () => {
  let test: TestDesk
  let ticket: Ticket
  let path: string
  beforeAll(async () => {
    test = await openVaultDesk()
    ticket = await ticketOf(test, 'ann')
    path = `/tickets/${ticket.number}`
  })
  afterAll(() => test.close())

  type Kind = 'serial_key' | 'credential' | 'note'
  const whose = () => ({ accountId: ticket.ownerId, storedById: ticket.ownerId })
  async function text(kind: Kind = 'credential'): Promise<string> {
    const { id } = await sealText(test.desk, { ...whose(), kind }, 'Mail account', SECRET)
    await file(test, ticket, id)
    return id
  }
  async function brought(content: Buffer, name = 'screen.png', type = 'image/png'): Promise<string> {
    const upload = await sealUpload(test.desk, { ...whose(), kind: 'file' }, { name, type }, Readable.from([content]))
    await file(test, ticket, upload.id)
    return upload.id
  }
  /** The page from which Bea opens it, by leave. */
  async function pageOf(id: string): Promise<{ bea: Client; page: Answer }> {
    await lend(test, ticket, id, 'bea')
    const bea = await test.as('bea')
    return { bea, page: await openPage(test, bea, 'bea', id) }
  }
  const policyOf = ({ headers }: Answer): string => headers['content-security-policy'] ?? ''
  const headsOf = ({ status, headers }: Answer) => [
    status,
    headers['content-type'],
    headers['content-disposition'],
    headers['content-security-policy'],
    headers['x-frame-options'],
    headers['x-content-type-options'],
  ]

  describe('a text', () => {
    it.each<[Kind, Fields]>([
      ['serial_key', { kind: 'serial_key' }],
      ['credential', { kind: 'credential', once: 'yes' }],
      ['note', { kind: 'note' }],
    ])('is put into the vault as a %s', async (kind, fields) => {
      const ann = await test.as('ann')
      const form = await ann.get(path)
      expect(form.text).toContain('For a credential: user name and password, one per line.')
      expect(form.text).toContain('Destroy it once support has read it')
      const sent = await ann.send(path, `${path}/documents`, { label: `A ${kind}`, secret: SECRET, ...fields })
      expect([sent.status, sent.location]).toEqual([303, `${path}#vault`])
      const all = await test.desk.db.select().from(documents).where(eq(documents.kind, kind))
      expect(all.at(-1)).toMatchObject({ state: 'stored', viewOnce: fields['once'] !== undefined })
    })

    it('is refused as a kind that there is not; what was chosen comes back', async () => {
      const ann = await test.as('ann')
      const odd = await ann.send(path, `${path}/documents`, { label: 'x', secret: SECRET, kind: 'file' })
      expect(odd.status).toBe(422)
      const empty = await ann.send(path, `${path}/documents`, { label: 'x', kind: 'credential', once: 'yes' })
      expect(empty.status).toBe(422)
      expect(empty.text).toContain('<option value="credential" selected>')
      expect(empty.text).toContain('name="once" value="yes" checked')
    })

    it('is there to be read once only if its owner says so', async () => {
      const bea = await test.as('bea')
      const fields = { _csrf: csrfIn((await bea.get(path)).text), label: 'x', secret: 'for Ann', once: 'yes' }
      expect((await bea.post(`${path}/documents`, fields)).status).toBe(303)
      const stored = await test.desk.db.select().from(documents).where(eq(documents.storedById, test.cast.bea.id))
      expect(stored).toMatchObject([{ kind: 'note', viewOnce: false }])
    })

    it('is in no page before somebody asks for it', async () => {
      const id = await text()
      const { bea, page } = await pageOf(id)
      const ann = await test.as('ann')
      const [card, talk] = [await ann.get(`/documents/${id}`), await ann.get(path)]
      const [shut, work] = [await bea.get(`/documents/${id}`), await bea.get(path)]
      for (const { status, text: html } of [card, talk, shut, work, page]) {
        expect(status).toBe(200)
        for (const piece of ['ann.martin', 'WX7Q', '0PLM-7719']) expect(html).not.toContain(piece)
      }
      for (const { text: html } of [card, talk, page]) expect(html).toContain('••••••••••••••••')
      expect(card.text).toContain('Mail account')
      for (const { text: html } of [shut, work, page]) expect(html).not.toContain('Mail account')
    })

    it('is shown to its owner as plain text, by a form that needs no script', async () => {
      const id = await text('note')
      const ann = await test.as('ann')
      const form = formIn((await ann.get(`/documents/${id}`)).text, `/documents/${id}/content`)
      expect(form).toContain('method="get"')
      const answer = await ann.get(`/documents/${id}/content?`)
      expect(headsOf(answer)).toEqual([200, 'text/plain; charset=utf-8', 'inline', INERT, 'DENY', 'nosniff'])
      expect(answer.text).toBe(SECRET)
      expect((await deedsOf(test, id)).at(-1)).toMatchObject({ deed: 'document.opened', facts: { own: 1 } })
    })

    it('is shown to support as plain text, against the token', async () => {
      const id = await text()
      const { bea, page } = await pageOf(id)
      const answer = await take(bea, page, id, { as: 'shown' })
      expect(headsOf(answer)).toEqual([200, 'text/plain; charset=utf-8', 'inline', INERT, 'DENY', 'nosniff'])
      expect(answer.text).toBe(SECRET)
      expect(policyOf(page)).not.toContain('frame-src')
      expect((await bea.get(`/documents/${id}/view`)).location).toBe(`/documents/${id}`)
    })
  })

  describe('a picture', () => {
    it.each([
      ['image/png', PNG],
      ['image/jpeg', '\xff\xd8\xff\xe0\x00\x10JFIF'],
      ['image/gif', 'GIF89a'],
      ['image/gif', 'GIF87a'],
      ['image/webp', 'RIFF\x10\x02\x00\x00WEBPVP8 '],
      ['image/avif', '\0\0\0\x1cftypavif\0\0\0\0mif1miaf'],
      ['image/avif', '\0\0\0\x1cftypmif1\0\0\0\0mif1avif'],
    ])('is %s by its first bytes, whatever it was called', async (type, head) => {
      const content = beginning(head)
      const id = await brought(content, 'page.html', 'text/html')
      const { bea, page } = await pageOf(id)
      expect(page.text).toContain('Show it here')
      const answer = await take(bea, page, id, { as: 'shown' })
      expect(headsOf(answer)).toEqual([200, type, 'inline', SHOWN, 'SAMEORIGIN', 'nosniff'])
      expect(answer.headers['cache-control']).toBe('no-store, no-transform')
      expect(answer.bytes.equals(content)).toBe(true)

      const ann = await test.as('ann')
      expect(headsOf(await ann.get(`/documents/${id}/content?as=shown`))).toEqual(headsOf(answer))
    })

    it('is saved as mere bytes where it is not to be shown', async () => {
      const id = await brought(beginning(PNG))
      const { bea, page } = await pageOf(id)
      const named = `attachment; filename="screen.png"; filename*=UTF-8''screen.png`
      const answer = await take(bea, page, id)
      expect(headsOf(answer)).toEqual([200, 'application/octet-stream', named, INERT, 'DENY', 'nosniff'])
      const own = await (await test.as('ann')).get(`/documents/${id}/content`)
      expect(headsOf(own)).toEqual([200, 'image/png', named, INERT, 'DENY', 'nosniff'])
    })

    it.each([
      ['a page', '<!doctype html><script>alert(1)</script>', 'image/png'],
      ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
      ['an XML that says SVG', '<?xml version="1.0"?><svg/>', 'image/svg+xml'],
      ['almost a PNG', '\x89PNG\r\n\x1a\x0d', 'image/png'],
      ['an ISO file that is a film', '\0\0\0\x1cftypisom\0\0\0\0isommp42', 'image/avif'],
      ['a box that claims to be endless', '\xff\xff\xff\xffftypisom', 'image/avif'],
      ['one letter', '', 'image/gif'],
    ])('is not %s, which is saved and never shown', async (_, head, type) => {
      const id = await brought(head === '' ? Buffer.from('G') : beginning(head), 'x.png', type)
      const { bea, page } = await pageOf(id)
      expect(page.text).not.toContain('<iframe')
      expect(page.text).toContain('Only pictures, and PDFs of up to 32 MiB, are shown in the page.')
      const [mime, disposition, policy] = headsOf(await take(bea, page, id, { as: 'shown' })).slice(1)
      expect([mime, policy]).toEqual(['application/octet-stream', INERT])
      expect(disposition).toContain('attachment;')
      const own = await (await test.as('ann')).get(`/documents/${id}/content?as=shown`)
      expect(headsOf(own).slice(1, 2)).toEqual(['application/octet-stream'])
      expect(headsOf(own)[2]).toContain('attachment;')
    })

    it('has a page of its own, the only one with a frame, with a mark over what support sees', async () => {
      const id = await brought(beginning(PNG))
      const { bea, page } = await pageOf(id)
      const slip = `S-${(await rowOf(test, id))?.slip}`
      expect(policyOf(page)).toMatch(/;frame-src 'self'$/)
      expect(page.text).toMatch(/<iframe name="picture" title="The picture on slip S-\d+" sandbox><\/iframe>/)
      const mark = /<svg class="watermark"[\s\S]*?<\/svg>/.exec(page.text)?.[0] ?? ''
      expect(mark).toContain('Bea Rossi, 22 Nov 2026')
      expect(mark).toContain(`ticket ${ticket.number}, slip ${slip}`)
      expect(policyOf(await bea.get(`/documents/${id}`))).not.toContain('frame-src')

      const ann = await test.as('ann')
      expect((await ann.get(`/documents/${id}`)).text).toContain(`href="/documents/${id}/view"`)
      const own = await ann.get(`/documents/${id}/view`)
      expect(policyOf(own)).toMatch(/;frame-src 'self'$/)
      expect(own.text).toContain(`sandbox src="/documents/${id}/content?as=shown"`)
      expect(own.text).not.toContain('watermark')
      expect((await (await test.as('carl')).get(`/documents/${id}/view`)).status).toBe(404)
    })

    it('says in its frame why it is not shown', async () => {
      const id = await brought(beginning(PNG))
      const { bea, page } = await pageOf(id)
      const policy = `${INERT}; frame-ancestors 'self'`
      const used = await take(bea, page, id)
      expect(used.status).toBe(200)
      const again = await take(bea, page, id, { as: 'shown' })
      expect(headsOf(again).slice(0, 4)).toEqual([409, 'text/plain; charset=utf-8', undefined, policy])
      expect(again.text).toBe('This was used already, or its minute is over. Open the slip again to read it.')
      expect(again.headers['x-frame-options']).toBe('SAMEORIGIN')

      const ended = await openPage(test, bea, 'bea', id)
      await setTicket(test, ticket, { status: 'closed' })
      const shut = await take(bea, ended, id, { as: 'shown' })
      await setTicket(test, ticket, { status: 'open' })
      expect([shut.status, shut.text]).toEqual([403, 'The leave to open this has ended. The slip says whom to ask.'])

      const ann = await test.as('ann')
      await ann.send(`/documents/${id}/destroy`, `/documents/${id}/destroy`, { confirm: 'yes' })
      expect((await take(bea, ended, id, { as: 'shown' })).status).toBe(410)
    })
  })

  describe('a PDF', () => {
    const NAMED = `attachment; filename="contract.pdf"; filename*=UTF-8''contract.pdf`
    const FRAME =
      /<template><iframe title="The PDF on slip S-\d+" sandbox="allow-scripts" src="\/assets\/pdf-frame\.html" referrerpolicy="no-referrer"><\/iframe><\/template>/
    const contract = () => brought(beginning('%PDF-1.7\n'), 'contract.pdf', 'text/html')

    it('is the same mere bytes however it is asked for: the page draws it', async () => {
      const id = await contract()
      for (const as of [{}, { as: 'shown' }]) {
        const { bea, page } = await pageOf(id)
        const answer = await take(bea, page, id, as)
        expect(headsOf(answer)).toEqual([200, 'application/octet-stream', NAMED, INERT, 'DENY', 'nosniff'])
        expect(answer.headers['cache-control']).toBe('no-store, no-transform')
        expect((await take(bea, page, id, as)).status).toBe(409)
      }
      const own = await (await test.as('ann')).get(`/documents/${id}/content?as=shown`)
      expect(headsOf(own)).toEqual([200, 'application/octet-stream', NAMED, INERT, 'DENY', 'nosniff'])
      expect((await deedsOf(test, id)).filter(({ deed }) => deed === 'document.opened')).toHaveLength(3)
      expect((await (await test.as('carl')).get(`/documents/${id}/content?as=shown`)).status).toBe(404)
    })

    it('has a frame that waits for a script, and can be downloaded without one', async () => {
      const id = await contract()
      const { bea, page } = await pageOf(id)
      expect(policyOf(page)).toMatch(/;frame-src 'self'$/)
      expect(page.text).toMatch(FRAME)
      expect(page.text).toContain('Its pages are drawn here as pictures, in a sandbox')
      expect(page.text).toContain('data-show hidden')
      expect(page.text).toContain('<svg class="watermark"')
      expect(page.text).toMatch(/data-viewer="60"/)
      expect((await take(bea, page, id)).status).toBe(200)

      const own = await (await test.as('ann')).get(`/documents/${id}/view`)
      expect(policyOf(own)).toMatch(/;frame-src 'self'$/)
      expect(own.text).toMatch(FRAME)
      expect(own.text).not.toMatch(/watermark|data-viewer|name="token"/)
      expect(own.text).toContain(`href="/documents/${id}/content"`)
    })
  })

  it('what is too large to look into is saved', async () => {
    const id = await brought(Buffer.concat([Buffer.from(PNG, 'latin1'), randomBytes(33 * 1024 * 1024)]))
    const { page } = await pageOf(id)
    expect(page.text).toContain('Only pictures, and PDFs of up to 32 MiB, are shown in the page.')
  })

  it('speaks French', async () => {
    const [secret, picture] = [await text('serial_key'), await brought(beginning(PNG))]
    const ann = await test.as('ann')
    ann.cookies.set('language', 'fr')
    expect((await ann.get(`/documents/${secret}`)).text).toContain('Montrer le texte')
    expect((await ann.get(`/documents/${picture}/view`)).text).toContain('L’image du bordereau')
    expect((await ann.get(path)).text).toContain('Le détruire dès que l’assistance l’a lu')
  })
})
