import { and, eq, inArray } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, HOUR, after } from '../../server/clock.ts'
import { fingerprints, publications, verdicts } from '../../server/db/public-schema.ts'
import { people, replies, tickets } from '../../server/db/schema.ts'
import { audit, documents } from '../../server/db/vault-schema.ts'
import { csrfIn, filledIn, formIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply, unpublish } from '../support/tickets.ts'

const PHONE = '06 12 34 56 78'
const KEY = 'WX7Q-81MD-4KFA-PC19'
/** The mark of the finding that is called this on the page. */
const markOf = (html: string, name: string): string =>
  new RegExp(`id="finding-([\\da-f]{32})">\\s*<legend><b>\\d+</b> ${name}`).exec(html)?.[1] ?? ''

describe('the review', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
  })
  afterAll(() => test.close())

  const ticketAt = async (path: string) => {
    const [row] = await test.desk.db
      .select()
      .from(tickets)
      .where(eq(tickets.number, Number(path.split('/')[2])))
    if (!row) throw new Error(`No ticket at ${path}`)
    return row
  }
  const deedsOf = async (path: string, ...deeds: string[]) => {
    const { id } = await ticketAt(path)
    const rows = await test.desk.db
      .select()
      .from(audit)
      .where(and(eq(audit.ticketId, id), inArray(audit.deed, deeds)))
      .orderBy(audit.seq)
    return rows.map(({ deed, facts }) => ({ deed, facts }))
  }
  const decided = (path: string, fields: Record<string, string>) =>
    ann.send(`${path}/visibility`, `${path}/visibility`, { visibility: 'public', confirm: 'yes', ...fields })
  const stranger = async (path: string) => test.visitor().get(path)

  it('marks what it found in place, with its reason, and shows what the world will read', async () => {
    const path = await openTicket(ann, { body: `Call me on ${PHONE}. The serial is ${KEY}.` })
    await reply(bea, path, `We will call ${PHONE} at nine.`)
    const { text } = await ann.get(`${path}/visibility`)
    expect(text).toContain('We marked 2 places.')
    expect(text).toMatch(/<mark class="ask">06 12 34 56 78<sup>1<\/sup><\/mark>/)
    expect(text).toMatch(/WX7Q-81MD-4KFA-PC19<sup>2<\/sup>/)
    expect(text).toContain('Strangers and machines will read it.')
    expect(text.match(/<span class="gone">a phone number<\/span>/g)).toHaveLength(2)
    expect(text.match(/<b>1<\/b> A phone number/g)).toHaveLength(1)
    expect(text).toContain('Number 1 stands here too')
    expect(text).toContain('Bea Rossi')
  })

  it('covers what is found when somebody only reads and confirms, and writes down who decided what', async () => {
    const path = await openTicket(ann, { body: `Call me on ${PHONE}. The serial is ${KEY}.` })
    expect((await publish(ann, path)).status).toBe(303)
    const { text } = await stranger(path)
    expect(text).toContain('<span class="gone">a phone number</span>')
    expect(text).not.toMatch(/06 12|WX7Q/)
    const { id, epoch } = await ticketAt(path)
    const rows = await test.desk.db.select().from(verdicts).where(eq(verdicts.ticketId, id))
    expect(rows.map(({ kind, verdict, byId }) => ({ kind, verdict, byId }))).toEqual(
      expect.arrayContaining([
        { kind: 'phone', verdict: 'cover', byId: test.cast.ann.id },
        { kind: 'licence_key', verdict: 'cover', byId: test.cast.ann.id },
      ]),
    )
    const lines = await deedsOf(path, 'finding.covered', 'ticket.published')
    expect(lines).toEqual(expect.arrayContaining([{ deed: 'finding.covered', facts: { kind: 'phone', count: 1 } }]))
    expect(lines.at(-1)).toEqual({
      deed: 'ticket.published',
      facts: {
        ...{ epoch, texts: 2, covered: 2, kept: 0, licence: 'reserved', meaning: 1 },
        digest: expect.stringMatching(/^[\da-f]{64}$/) as string,
      },
    })
    expect(JSON.stringify(lines)).not.toMatch(/06 12|WX7Q/)
  })

  it('refuses what nobody has decided about, with the error at each finding', async () => {
    const path = await openTicket(ann, { body: `Call me on ${PHONE}. The serial is ${KEY}.` })
    const _csrf = csrfIn((await ann.get(path)).text)
    const bare = await ann.post(`${path}/visibility`, { _csrf, visibility: 'public', confirm: 'yes' })
    expect(bare.status).toBe(422)
    expect(bare.text.match(/<p class="error">Decide about this first.<\/p>/g)).toHaveLength(2)
    expect(bare.text).toContain(`href="#finding-${markOf(bare.text, 'A phone number')}"`)
    const unread = await ann.post(`${path}/visibility`, { _csrf, visibility: 'public' })
    expect(unread.text).toContain('id="confirm-error"')
    expect((await stranger(path)).status).toBe(404)
    expect(await test.desk.db.$count(verdicts, eq(verdicts.ticketId, (await ticketAt(path)).id))).toBe(0)
    const wrong = await ann.post(`${path}/visibility`, { _csrf, visibility: 'secret' })
    expect(wrong.status).toBe(422)
  })

  it('draws what the world would read by what is chosen so far, for its owner alone, and writes nothing', async () => {
    const path = await openTicket(ann, { body: `Call me on ${PHONE}. The serial is ${KEY}.` })
    const { text } = await ann.get(`${path}/visibility`)
    const [phone, key] = ['A phone number', 'A licence key'].map((name) => `finding-${markOf(text, name)}`)
    const form = filledIn(formIn(text, `${path}/visibility`))
    const look = (who: Client, fields: Record<string, string>) => who.post(`${path}/visibility/look`, fields)
    const worldIn = (html: string) =>
      html.match(/<div class="world">[^]*?<div class="prose">[^]*?<\/div>/g)?.join('') ?? ''
    const before = await test.desk.db.$count(audit)
    const chosen = { ...form, confirm: 'yes', [phone ?? '']: 'keep', [key ?? '']: 'vault' }
    const drawn = await look(ann, chosen)
    expect(drawn.status).toBe(200)
    expect(worldIn(drawn.text)).toContain(`Call me on ${PHONE}. The serial is <span class="gone">a licence key</span>.`)
    expect(worldIn((await ann.get(`${path}/visibility`)).text)).not.toContain(PHONE)
    expect((await ticketAt(path)).visibility).toBe('private')
    expect(await test.desk.db.$count(audit)).toBe(before)
    expect(await test.desk.db.$count(verdicts, eq(verdicts.ticketId, (await ticketAt(path)).id))).toBe(0)
    for (const [who, status] of [
      [carl, 404],
      [bea, 403],
    ] as const)
      expect((await look(who, { _csrf: csrfIn((await who.get('/')).text) })).status).toBe(status)
    expect((await look(test.visitor(), {})).location).toContain('/login')
    // Of an open ticket, what is chosen is not what the world reads now.
    await publish(ann, path)
    expect((await ann.get(`${path}/visibility`)).text).toContain('What the world sees')
    expect((await look(ann, chosen)).text).not.toContain('What the world sees')
  })

  it('leaves readable what its owner states to be harmless, wherever it stands, and covers it again', async () => {
    const path = await openTicket(ann, { subject: `Ring ${PHONE}`, body: `The hotline is ${PHONE}.` })
    await reply(bea, path, `I rang 06.12.34.56.78 and nobody answered.`)
    const mark = markOf((await ann.get(`${path}/visibility`)).text, 'A phone number')
    expect((await decided(path, { [`finding-${mark}`]: 'keep' })).status).toBe(303)
    const { text } = await stranger(path)
    expect(text).toContain(`The hotline is ${PHONE}.`)
    expect(text).toContain('06.12.34.56.78')
    const [published] = await deedsOf(path, 'ticket.published')
    expect(published?.facts).toMatchObject({ covered: 0, kept: 3 })
    expect(await deedsOf(path, 'finding.kept')).toEqual([{ deed: 'finding.kept', facts: { kind: 'phone', count: 1 } }])

    const open = (await ann.get(`${path}/visibility`)).text
    expect(open.indexOf('Close the shutter')).toBeLessThan(open.indexOf('class="review"'))
    expect(open).toContain('What the world sees')
    expect((await decided(path, { [`finding-${mark}`]: 'cover' })).status).toBe(303)
    expect((await stranger(path)).text).not.toMatch(/06 12|06\.12/)
    expect((await ticketAt(path)).epoch).toBe(2)
    expect(await deedsOf(path, 'ticket.published', 'finding.covered')).toHaveLength(2)
  })

  it('puts into the vault what its owner sends there: a document, and its slip in the text', async () => {
    const path = await openTicket(ann, { subject: `Key ${KEY}`, body: `The serial is **${KEY}**, I think.` })
    await reply(bea, path, `I have tried ${KEY} here.`)
    const review = (await ann.get(`${path}/visibility`)).text
    const mark = markOf(review, 'A licence key')
    expect(review).toContain('Put it into the vault')
    expect((await decided(path, { [`finding-${mark}`]: 'vault' })).status).toBe(303)
    const { id, subject } = await ticketAt(path)
    const [document, ...more] = await test.desk.db.select().from(documents).where(eq(documents.ticketId, id))
    expect(more).toEqual([])
    expect(document).toMatchObject({ kind: 'serial_key', state: 'stored', storedById: test.cast.ann.id })
    const bodies = (await test.desk.db.select().from(replies).where(eq(replies.ticketId, id))).map(({ body }) => body)
    expect(bodies.filter((body) => body.includes(KEY))).toEqual([`I have tried ${KEY} here.`])
    expect(subject).toBe(`Key \uE000licence_key:S-${document?.slip}\uE001`)
    expect(await test.desk.db.$count(fingerprints, eq(fingerprints.documentId, document?.id ?? ''))).toBeGreaterThan(0)
    expect(await deedsOf(path, 'finding.moved')).toEqual([{ deed: 'finding.moved', facts: { count: 1 } }])

    const seen = (await stranger(path)).text
    expect(seen).toContain('a licence key')
    expect(seen).toContain('something confidential') // in support's words, where it stays as it is
    expect(seen).not.toMatch(new RegExp(`${KEY}|S-${document?.slip}`))
    const own = (await ann.get(path)).text
    expect(own).toContain(`href="#S-${document?.slip}"`)
    const content = await ann.get(`/documents/${document?.id}/content`)
    expect(content.text).toBe(KEY)
    expect(content.text).not.toContain('\uE000')
  })

  it('puts it there once, however often the form is sent, and leaves nothing of a form that was refused', async () => {
    const path = await openTicket(ann, { body: 'The serial is QX4M-77AB-PL9Z-30TT.' })
    const { text } = await ann.get(`${path}/visibility`)
    const vault = { [`finding-${markOf(text, 'A licence key')}`]: 'vault' }
    const form: Record<string, string> = { ...filledIn(formIn(text, `${path}/visibility`)), ...vault }
    const before = await test.desk.db.$count(documents)
    expect((await ann.post(`${path}/visibility`, form)).status).toBe(422) // the box is not ticked
    expect(await test.desk.db.$count(documents)).toBe(before)
    const sent = [1, 2].map(() => ann.post(`${path}/visibility`, { ...form, confirm: 'yes' }))
    const statuses = (await Promise.all(sent)).map(({ status }) => status)
    expect(statuses).toContain(303)
    expect(statuses.filter((status) => status !== 303 && status !== 409)).toEqual([])
    expect(await test.desk.db.$count(documents)).toBe(before + 1)
    const { id } = await ticketAt(path)
    const [first] = await test.desk.db.select().from(replies).where(eq(replies.ticketId, id))
    expect(first?.body).toMatch(/^The serial is \uE000licence_key:S-\d+\uE001\.$/)
  })

  it('offers the vault for its owner’s own words only', async () => {
    const path = await openTicket(ann, { body: 'Which key do I use?' })
    await reply(bea, path, 'Use HH2K-9PQ1-XX7C-LM42.')
    const { text } = await ann.get(`${path}/visibility`)
    const mark = markOf(text, 'A licence key')
    expect(text).not.toContain('Put it into the vault')
    expect((await decided(path, { [`finding-${mark}`]: 'vault' })).status).toBe(303)
    expect(await test.desk.db.$count(documents, eq(documents.ticketId, (await ticketAt(path)).id))).toBe(0)
    expect((await stranger(path)).text).not.toContain('HH2K')
  })

  it('is not taken when something was said meanwhile: the page comes back and says what', async () => {
    const path = await openTicket(ann, { body: `Call me on ${PHONE}.` })
    const form = filledIn(formIn((await ann.get(`${path}/visibility`)).text, `${path}/visibility`))
    await reply(bea, path, `Shall I call ${PHONE}?`)
    const late = await ann.post(`${path}/visibility`, { ...form, confirm: 'yes' })
    expect(late.status).toBe(409)
    expect(late.text).toContain('Something was said while you were reading.')
    expect(late.text).toMatch(/Bea Rossi<\/strong>[^\n]*Just said/)
    expect((await stranger(path)).status).toBe(404)
    const again = filledIn(formIn(late.text, `${path}/visibility`))
    expect((await ann.post(`${path}/visibility`, { ...again, confirm: 'yes' })).status).toBe(303)
    const bare = await openTicket(ann)
    const { _csrf = '' } = form
    const unseen = await ann.post(`${bare}/visibility`, { _csrf, visibility: 'public', confirm: 'yes' })
    expect(unseen.status).toBe(303)
  })

  it('takes nothing from a window that shows another state, and the same form twice as once', async () => {
    const path = await openTicket(ann, { body: `Call me on ${PHONE}.` })
    const filled = filledIn(formIn((await ann.get(`${path}/visibility`)).text, `${path}/visibility`))
    const form: Record<string, string> = { ...filled, confirm: 'yes' }
    const [first, second] = await Promise.all([
      ann.post(`${path}/visibility`, form),
      ann.post(`${path}/visibility`, form),
    ])
    expect([first.status, second.status]).toEqual([303, 303])
    expect(await deedsOf(path, 'ticket.published')).toHaveLength(1)
    const mark = markOf((await ann.get(`${path}/visibility`)).text, 'A phone number')
    const other = await ann.post(`${path}/visibility`, { ...form, [`finding-${mark}`]: 'keep' })
    expect(other.status).toBe(409)
    expect(other.text).toContain('perhaps in another window')
    expect((await stranger(path)).text).not.toContain(PHONE)
    await unpublish(ann, path)
    expect((await ann.post(`${path}/visibility`, form)).status).toBe(409)
    expect((await stranger(path)).status).toBe(404)
    // Closing never waits for a page: also a form from long ago, also twice.
    await publish(ann, path)
    const close = { _csrf: form['_csrf'] ?? '', visibility: 'private', epoch: '1' }
    const closed = [await ann.post(`${path}/visibility`, close), await ann.post(`${path}/visibility`, close)]
    expect(closed.map(({ status }) => status)).toEqual([303, 303])
    expect(await deedsOf(path, 'ticket.unpublished')).toHaveLength(2)
  })

  it('keeps decisions without opening anything', async () => {
    const path = await openTicket(ann, { body: `The hotline is ${PHONE}.` })
    const mark = markOf((await ann.get(`${path}/visibility`)).text, 'A phone number')
    const kept = await ann.send(`${path}/visibility`, `${path}/visibility`, {
      save: 'draft',
      [`finding-${mark}`]: 'keep',
    })
    expect([kept.status, kept.location]).toEqual([303, `${path}/visibility?saved`])
    expect((await ann.get(kept.location)).text).toContain('Your decisions are kept.')
    expect((await stranger(path)).status).toBe(404)
    expect((await ticketAt(path)).epoch).toBe(1)
    const { text } = await ann.get(`${path}/visibility`)
    expect(text).toMatch(new RegExp(`name="finding-${mark}" value="keep"[^>]* checked`))
    expect((await publish(ann, path)).status).toBe(303)
    expect((await stranger(path)).text).toContain(PHONE)
  })

  it('says what is new since the world could read it last', async () => {
    const path = await openTicket(ann, { body: `Call me on ${PHONE}.` })
    await reply(bea, path, 'An old answer')
    await publish(ann, path)
    test.clock.advance(HOUR)
    await unpublish(ann, path)
    expect((await ann.get(`${path}/visibility`)).text).not.toContain('New since')
    test.clock.advance(HOUR)
    await reply(bea, path, 'A new answer')
    const mark = markOf((await ann.get(`${path}/visibility`)).text, 'A phone number')
    await ann.send(`${path}/visibility`, `${path}/visibility`, { save: 'draft', [`finding-${mark}`]: 'keep' })
    const { text } = await ann.get(`${path}/visibility`)
    const rows = text.split(/<li(?: id="\w+")?>\s*<div class="mine">/).slice(1)
    expect(rows.map((row) => /(New|Decided otherwise) since \d+ Nov 2026/.exec(row)?.[1])).toEqual([
      ...[undefined, 'Decided otherwise', undefined, 'New'],
    ])
  })

  it('asks for the licence, says what publishing means, and remembers both', async () => {
    const path = await openTicket(ann)
    const { text } = await ann.get(`${path}/visibility`)
    expect(text).toContain('What you make public is no longer confidential')
    expect((await decided(path, { licence: 'cc-by' })).status).toBe(303)
    const [line] = await deedsOf(path, 'ticket.published')
    expect(line?.facts).toMatchObject({ licence: 'cc-by', meaning: 1 })
    expect((await ticketAt(path)).licence).toBe('cc-by')
    expect((await stranger(path)).text).toContain('CC BY 4.0')
    expect((await decided(await openTicket(ann), { licence: 'mine' })).status).toBe(422)
  })

  it('is its owner’s alone, while the rights run', async () => {
    const path = await openTicket(ann, { body: `Call ${PHONE}` })
    const { text } = await ann.get(`${path}/visibility`)
    const form = { ...filledIn(formIn(text, `${path}/visibility`)), confirm: 'yes' }
    for (const url of ['visibility', 'history', 'preview'].map((page) => `${path}/${page}`)) {
      expect((await carl.get(url)).status, url).toBe(404)
      expect((await test.visitor().get(url)).location, url).toMatch(/^\/login/)
    }
    for (const url of ['visibility', 'preview']) expect((await bea.get(`${path}/${url}`)).status).toBe(403)
    expect((await bea.get(`${path}/history`)).status).toBe(200)
    const [theirs, staffs] = [csrfIn((await carl.get('/account')).text), csrfIn((await bea.get('/account')).text)]
    expect((await carl.post(`${path}/visibility`, { ...form, _csrf: theirs })).status).toBe(404)
    expect((await bea.post(`${path}/visibility`, { ...form, _csrf: staffs })).status).toBe(403)
    await publish(ann, path)
    for (const page of ['visibility', 'history', 'preview'])
      expect((await carl.get(`${path}/${page}`)).status).toBe(page === 'history' ? 403 : 403)
    await test.desk.db.transaction((tx) =>
      tx
        .update(people)
        .set({ rightsEndAt: after(test.clock.now(), -DAY) })
        .where(eq(people.id, test.cast.ann.id)),
    )
    expect((await ann.get(`${path}/visibility`)).status).not.toBe(200)
    expect((await ann.post(`${path}/visibility`, form)).status).toBe(403)
    await test.desk.db.transaction((tx) =>
      tx
        .update(people)
        .set({ rightsEndAt: after(test.clock.now(), 30 * DAY) })
        .where(eq(people.id, test.cast.ann.id)),
    )
  })

  it('works on a closed ticket, and speaks French', async () => {
    const path = await openTicket(ann, { body: `Call ${PHONE}` })
    await bea.post(`${path}/status`, { _csrf: csrfIn((await bea.get(path)).text), status: 'closed' })
    ann.cookies.set('language', 'fr')
    const { text } = await ann.get(`${path}/visibility`)
    ann.cookies.set('language', 'en')
    expect(text).toContain('Lisez-le comme un inconnu le lirait')
    expect(text).toContain('Un numéro de téléphone')
    expect(text).toContain('Le mettre au coffre')
    expect((await publish(ann, path)).status).toBe(303)
    expect((await stranger(path)).text).toContain('a phone number')
    expect((await unpublish(ann, path)).status).toBe(303)
    expect(await test.desk.db.$count(publications, eq(publications.ticketId, (await ticketAt(path)).id))).toBe(0)
  })
})
