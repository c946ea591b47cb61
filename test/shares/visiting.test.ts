import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../server/clock.ts'
import { sealText } from '../../server/documents/storing.ts'
import { sweep } from '../../server/timetable.ts'
import { csrfIn, filledIn, formIn, type Client, type Fields } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { blobOf, deedsOf, file, lettersTo, stored, ticketOf, type Ticket } from '../documents/support.ts'
import { decide, lend, linkIn, linksOf, visit } from './support.ts'

const SECRET = 'WX7Q-KK21-0PLM-7719'
const DEAD = 'This link does not open anything (any more)'

describe('whoever has a link', () => {
  let test: TestDesk
  let ticket: Ticket
  let ann: Client
  beforeAll(async () => {
    test = await openTestDesk({ TRUST_PROXY: '1' })
    ticket = await ticketOf(test, 'ann')
    ann = await test.as('ann')
  })
  afterAll(() => test.close())

  const lent = async (fields: Fields = {}, content = SECRET): Promise<{ id: string; path: string }> => {
    const id = await stored(test, ticket, content, 'plan of the vault.html')
    return { id, path: linkIn(await lend(ann, id, fields)) }
  }
  const viewsOf = async (id: string) => (await linksOf(test, id)).map(({ views }) => views)
  const from = (place: string) => ({ 'x-forwarded-for': place })
  /** Sends exactly this, from a place, as somebody who holds the page of a link. */
  const tries = (path: string, passphrase: string, place = '192.0.2.1') =>
    test.visitor().post(path, { passphrase }, from(place))

  it('is told what it is, how often and until when, and not whose, what name or what number', async () => {
    const { path } = await lent({ views: '3', until: '7d' })
    const { status, text, headers } = await test.visitor().get(path)
    expect(status).toBe(200)
    expect(text).toContain('A customer of this desk shares a document with you')
    for (const words of ['File', '<dd>3</dd>', 'in 7 days', '29 Nov 2026, 10:00']) expect(text).toContain(words)
    for (const words of ['Ann', 'Martin', 'ann@', 'plan', 'S-7', 'My lawyer', 'passphrase'])
      expect(text).not.toContain(words)
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['x-robots-tag']).toContain('noindex')
  })

  it('uses nothing up by looking, ten times or with HEAD, and leaves no trace of it', async () => {
    const { id, path } = await lent()
    const before = await deedsOf(test, id)
    for (let n = 0; n < 10; n++) expect((await test.visitor().get(path, { purpose: 'prefetch' })).status).toBe(200)
    expect((await fetch(test.url + path, { method: 'HEAD' })).status).toBe(200)
    for (const method of ['PUT', 'DELETE', 'OPTIONS'])
      expect((await fetch(test.url + path, { method })).headers.get('content-disposition')).toBeNull()
    expect(await viewsOf(id)).toEqual([0])
    expect(await deedsOf(test, id)).toEqual(before)
  })

  it('opens the very bytes with the button, as mere bytes to be saved, once for each view', async () => {
    const { id, path } = await lent({ views: '2' })
    const before = (await lettersTo(test, 'ann')).length
    const somebody = test.visitor()
    for (const used of [1, 2]) {
      const answer = await visit(somebody, path)
      expect([answer.status, answer.bytes.toString()]).toEqual([200, SECRET])
      expect(answer.headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-length': String(SECRET.length),
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store, no-transform',
      })
      expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="plan of the vault.html"/)
      expect(await viewsOf(id)).toEqual([used])
    }
    expect((await deedsOf(test, id)).slice(-2)).toMatchObject([
      { deed: 'share.opened', actorId: null, personId: test.cast.ann.id, ticketId: ticket.id },
      { deed: 'share.opened', facts: { label: 'My lawyer' } },
    ])
    expect((await deedsOf(test, id)).at(-1)?.facts).toEqual({ label: 'My lawyer' })
    const [letter, ...older] = await lettersTo(test, 'ann')
    expect(older.length + 1).toBe(before + 2)
    expect(letter?.subject).toMatch(/^Slip S-\d+ was opened through your link$/)
    expect(letter?.text).toContain(`/documents/${id}`)
    for (const words of ['lawyer', path.slice(8), 'plan']) expect(letter?.text).not.toContain(words)
    expect([(await somebody.get(path)).status, (await tries(path, '')).status]).toEqual([404, 404])
    expect((await ann.get(`/documents/${id}`)).text).toContain('used up')
  })

  it('reads a text in the browser, as plain text', async () => {
    const owner = test.cast.ann.id
    const whose = { accountId: owner, storedById: owner, kind: 'serial_key' as const }
    const { id } = await sealText(test.desk, whose, 'Serial key', SECRET)
    await file(test, ticket, id)
    const answer = await visit(test.visitor(), linkIn(await lend(ann, id)))
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(answer.headers['content-disposition']).toBe('inline')
    expect(answer.text).toBe(SECRET)
  })

  it('gets the content exactly once when two come for the last view at the same time', async () => {
    const { id, path } = await lent()
    const answers = await Promise.all([1, 2, 3, 4].map(() => tries(path, '')))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404, 404, 404])
    expect(answers.filter(({ text }) => text === SECRET)).toHaveLength(1)
    expect(await viewsOf(id)).toEqual([1])
    expect((await deedsOf(test, id)).filter(({ deed }) => deed === 'share.opened')).toHaveLength(1)
  })

  it('is told the same by every link that opens nothing', async () => {
    const [used, revoked, over, gone] = [await lent(), await lent(), await lent({ until: '1h' }), await lent()]
    await visit(test.visitor(), used.path)
    await decide(ann, test, revoked.id, { decision: 'revoke' })
    await ann.send(`/documents/${gone.id}/destroy`, `/documents/${gone.id}/destroy`, { confirm: 'yes' })
    test.clock.advance(HOUR)
    const paths = [used, revoked, over, gone].map(({ path }) => path)
    const unknown = `/shared/${'A'.repeat(43)}`
    const alike = async (path: string) => {
      const [seen, sent] = [await test.visitor().get(path), await tries(path, 'open sesame')]
      return [seen.status, sent.status, seen.text.replaceAll(path, ''), sent.text.replaceAll(path, '')]
    }
    const [, , text] = await alike(unknown)
    for (const path of [...paths, unknown, '/shared/x', `/shared/${'%2e'.repeat(40)}`])
      expect(await alike(path)).toEqual([404, 404, text, text])
    expect(text).toContain(DEAD)
  })

  it('needs the passphrase if there is one; a wrong one uses no view and is written down', async () => {
    const { id, path } = await lent({ passphrase: 'open sésame' })
    const somebody = test.visitor()
    expect((await somebody.get(path)).text).toContain('name="passphrase"')
    for (const [passphrase, words] of [
      ['', 'Type the passphrase.'],
      ['open the door', 'That is not the passphrase'],
    ] as const) {
      const answer = await visit(somebody, path, { passphrase })
      expect([answer.status, answer.text.includes(words)]).toEqual([422, true])
      expect(answer.text).not.toContain('open the door')
    }
    expect((await somebody.post(path, { passphrase: ['open sésame', 'x'] })).status).toBe(422)
    expect(await viewsOf(id)).toEqual([0])
    const refused = (await deedsOf(test, id)).filter(({ deed }) => deed === 'share.refused')
    expect(refused).toMatchObject([{ actorId: null, facts: { label: 'My lawyer' } }])
    // Typed on another keyboard, and copied with a space after it.
    const answer = await visit(somebody, path, { passphrase: 'open sésame '.normalize('NFD') })
    expect([answer.status, answer.text]).toEqual([200, SECRET])
  })

  it('has five tries in a quarter of an hour from one place, and others are not locked out', async () => {
    const { id, path } = await lent({ passphrase: 'open sesame' })
    for (let n = 0; n < 5; n++) expect((await tries(path, 'wrong wrong')).status).toBe(422)
    const more = await tries(path, 'open sesame')
    expect([more.status, Number(more.headers['retry-after']) > 0]).toEqual([429, true])
    expect(await viewsOf(id)).toEqual([0])
    expect((await tries(path, 'open sesame', '192.0.2.2')).status).toBe(200)
    expect((await deedsOf(test, id)).map(({ facts }) => JSON.stringify(facts)).join()).not.toContain('192.0.2')
  })

  it('who is signed in sends the token of the session, and no other site can send the form', async () => {
    const { path, id } = await lent()
    const carl = await test.as('carl')
    expect((await carl.post(path, {})).status).toBe(403)
    const open = filledIn(formIn((await carl.get(path)).text, path))
    expect(open['_csrf']).toBe(csrfIn((await carl.get(path)).text))
    expect((await carl.post(path, open, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect(await viewsOf(id)).toEqual([0])
    expect((await carl.post(path, open)).status).toBe(200)
    expect((await deedsOf(test, id)).at(-1)).toMatchObject({ deed: 'share.opened', actorId: null })
  })

  it('reads in French where the browser asks for it', async () => {
    const { path } = await lent({ passphrase: 'open sesame', until: '7d' })
    const french = { 'accept-language': 'fr' }
    const page = (await test.visitor().get(path, french)).text
    expect(page).toContain('Un client de ce guichet partage un document avec vous')
    expect(page).toContain('dans 7 jours')
    expect((await test.visitor().post(path, { passphrase: 'nonononono' }, french)).text).toContain('Ce n’est pas')
    expect((await test.visitor().get('/shared/x', french)).text).toContain('Ce lien n’ouvre rien')
    const switched = await test.visitor().get(`${path}?lang=fr`)
    expect([switched.status, switched.location]).toEqual([303, path])
  })

  it('gets the view back when nothing left, because what lies in the vault is damaged', async () => {
    const { id, path } = await lent()
    const blob = blobOf(test.storageDir, id)
    const bytes = await readFile(blob)
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
    await writeFile(blob, bytes)
    expect((await tries(path, '')).status).toBe(500)
    expect(await viewsOf(id)).toEqual([0])
    expect((await deedsOf(test, id)).map(({ deed }) => deed)).toEqual(
      expect.arrayContaining(['share.opened', 'document.aborted']),
    )
  })

  it('finds it working after a restart, and forgotten long after its end', async () => {
    const { id, path } = await lent({ views: '2' })
    await test.restart()
    expect((await tries(path, '')).text).toBe(SECRET)
    test.clock.advance(DAY)
    expect((await tries(path, '')).status).toBe(404)
    expect(await linksOf(test, id)).toHaveLength(1)
    test.clock.advance(91 * DAY)
    await sweep(test.desk)
    expect(await linksOf(test, id)).toEqual([])
  })
})
