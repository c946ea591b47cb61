import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { people } from '../../server/db/schema.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { DAY, HOUR, after } from '../../server/clock.ts'
import { csrfIn, filledIn, formIn, type Client, type Fields } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'
import { deedsOf, openVaultDesk, stored, ticketOf, type Ticket } from '../documents/support.ts'
import { decide, lend, linkIn, linksOf, visit } from './support.ts'

describe('a link to a document', () => {
  let test: TestDesk
  let ticket: Ticket
  let ann: Client
  beforeAll(async () => {
    test = await openVaultDesk()
    ticket = await ticketOf(test, 'ann')
    ann = await test.as('ann')
  })
  afterAll(() => test.close())

  const set = (id: string, fields: Partial<typeof documents.$inferInsert>) =>
    test.desk.db.transaction((tx) => tx.update(documents).set(fields).where(eq(documents.id, id)))
  const only = async (id: string) => {
    const [share, ...more] = await linksOf(test, id)
    expect(more).toEqual([])
    return share
  }

  it('is made by the owner for a day and one view, and shown once', async () => {
    const id = await stored(test, ticket)
    const answer = await lend(ann, id)
    const path = linkIn(answer)
    expect(answer.text).toContain(`${test.desk.config.baseUrl}${path}`)
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(await only(id)).toMatchObject({
      label: 'My lawyer',
      views: 0,
      mostViews: 1,
      passphraseHash: null,
      expiresAt: after(test.clock.now(), DAY),
      revokedAt: null,
    })
    expect((await deedsOf(test, id)).at(-1)).toMatchObject({
      deed: 'share.made',
      actorId: test.cast.ann.id,
      personId: test.cast.ann.id,
      ticketId: ticket.id,
      facts: { label: 'My lawyer', until: after(test.clock.now(), DAY).toISOString(), views: 1, passphrase: 0 },
    })
    for (const page of [`/documents/${id}`, `/documents/${id}/shares`, `/tickets/${ticket.number}`])
      expect((await ann.get(page)).text).not.toContain(path.slice(8))
    const card = (await ann.get(`/documents/${id}`)).text
    expect(card).toContain('My lawyer')
    expect(card).toContain('in 24 hours')
    expect(card).toContain('opened 0 of 1 times')
  })

  it('lasts as long as was chosen, in the hours of the desk', async () => {
    const now = test.clock.now()
    const ends: [Fields, Date][] = [
      [{ until: '1h' }, after(now, HOUR)],
      [{ until: '7d' }, after(now, 7 * DAY)],
      [{ until: '30d', date: '2026-11-23' }, after(now, 30 * DAY)],
      [{ until: 'date', date: '2026-12-24' }, new Date('2026-12-24T22:59:59.999Z')],
      [{ until: 'date', date: '2026-12-24T18:30' }, new Date('2026-12-24T17:30:00Z')],
    ]
    for (const [fields, end] of ends) {
      const id = await stored(test, ticket)
      linkIn(await lend(ann, id, { ...fields, views: '20', passphrase: 'open sesame' }))
      expect(await only(id)).toMatchObject({ expiresAt: end, mostViews: 20 })
    }
  })

  it('is not made from a wrong form, which comes back with what was typed but for the passphrase', async () => {
    const id = await stored(test, ticket)
    const wrong: [Fields, string][] = [
      [{ label: ' ' }, 'Say for whom it is'],
      [{ label: 'x'.repeat(81) }, 'at most 80 characters'],
      [{ until: '2y' }, 'Choose'],
      [{ until: 'date', date: '' }, 'This is not a date'],
      [{ until: 'date', date: 'tomorrow' }, 'This is not a date'],
      [{ until: 'date', date: '2026-02-30' }, 'This is not a date'],
      [{ until: 'date', date: '2026-12-24T25:00' }, 'This is not a date'],
      [{ until: 'date', date: '2026-11-22T10:00' }, 'That has passed'], // it is 10:00 at the desk
      [{ until: 'date', date: '2027-02-21' }, '90 days at most'],
      [{ until: 'date', date: '2027-12-24' }, 'Your own access ends before that'],
      [{ passphrase: 'sesame!' }, 'at least 8 characters'],
      [{ passphrase: 'x'.repeat(201) }, 'at most 200 characters'],
      [{ views: '0' }, 'from 1 to 20'],
      [{ views: '21' }, 'from 1 to 20'],
      [{ views: '1e1' }, 'from 1 to 20'],
      [{ views: ['1', '2'] }, 'sent twice'],
      [{ key: 'not a key' }, 'Choose'],
    ]
    for (const [fields, words] of wrong) {
      const answer = await lend(ann, id, { label: 'My accountant', passphrase: 'hush hush hush', ...fields })
      expect([answer.status, Object.keys(fields)], answer.text).toEqual([422, Object.keys(fields)])
      expect(answer.text).toContain(words)
      if (!fields['label']) expect(answer.text).toContain('value="My accountant"')
      expect(answer.text).not.toContain('hush')
    }
    expect(await linksOf(test, id)).toEqual([])
    expect((await deedsOf(test, id)).map(({ deed }) => deed)).not.toContain('share.made')
  })

  it('comes once from one form, however often that is sent', async () => {
    const id = await stored(test, ticket)
    const page = (await ann.get(`/documents/${id}`)).text
    const fields = { ...filledIn(formIn(page, `/documents/${id}/shares`)), label: 'Twice' }
    const answers = await Promise.all([1, 2].map(() => ann.post(`/documents/${id}/shares`, fields)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    expect(answers.find(({ status }) => status === 409)?.text).toContain('has made its link already')
    expect((await only(id))?.label).toBe('Twice')
  })

  it('is one of twenty at most that work', async () => {
    const id = await stored(test, ticket)
    for (let n = 0; n < 20; n++) linkIn(await lend(ann, id, { label: `No. ${n}` }))
    const answer = await lend(ann, id)
    expect([answer.status, (await linksOf(test, id)).length]).toEqual([409, 20])
    expect(answer.text).toContain('20 links to this document')
    await decide(ann, test, id, { decision: 'revoke' })
    linkIn(await lend(ann, id))
  })

  it('is made, seen and ended by nobody else: not by staff, not by another customer, not by a visitor', async () => {
    const id = await stored(test, ticket)
    const path = linkIn(await lend(ann, id, { label: 'Nobody knows this' }))
    const share = await only(id)
    const others = { carl: 404, bea: 403, noor: 403, ada: 403 } as const
    for (const [name, status] of Object.entries(others)) {
      const client = await test.as(name as keyof typeof others)
      const csrf = csrfIn((await client.get('/')).text)
      expect((await client.post(`/documents/${id}/shares`, { _csrf: csrf, label: 'Me' })).status).toBe(status)
      expect((await client.get(`/documents/${id}/shares`)).status).toBe(404)
      for (const decision of ['revoke', 'extend'])
        expect((await client.post(`/shares/${share?.id}`, { _csrf: csrf, decision })).status).toBe(404)
      expect((await client.get(`/documents/${id}`)).text).not.toContain('Nobody knows this')
    }
    for (const to of [`/documents/${id}/shares`, `/shares/${share?.id}`]) {
      const answer = await test.visitor().post(to, { label: 'Me', decision: 'revoke' })
      expect([answer.status, answer.location.slice(0, 6)]).toEqual([303, '/login'])
    }
    expect((await ann.post(`/documents/${id}/shares`, { label: 'x' })).status).toBe(403) // without its token
    expect(await only(id)).toEqual(share)
    expect((await test.visitor().get(path)).status).toBe(200)
  })

  it('is not made for what cannot be lent', async () => {
    const id = await stored(test, ticket)
    const csrf = csrfIn((await ann.get('/')).text)
    for (const fields of [{ scan: 'infected' }, { viewOnce: true }] as const) {
      await set(id, { scan: 'none', viewOnce: false, ...fields })
      expect((await ann.get(`/documents/${id}`)).text).not.toContain(`/documents/${id}/shares`)
      expect((await ann.post(`/documents/${id}/shares`, { _csrf: csrf, label: 'Me' })).status).toBe(403)
    }
    await ann.send(`/documents/${id}/destroy`, `/documents/${id}/destroy`, { confirm: 'yes' })
    expect((await ann.post(`/documents/${id}/shares`, { _csrf: csrf, label: 'Me' })).status).toBe(410)
    expect((await ann.get(`/documents/${id}/shares`)).location).toBe(`/documents/${id}`)
  })

  it('ends sooner or later than was said, within the same bounds, as long as it works', async () => {
    const id = await stored(test, ticket)
    linkIn(await lend(ann, id))
    const moved = await decide(ann, test, id, { decision: 'extend', until: '7d' })
    expect([moved.status, moved.location]).toEqual([303, `/documents/${id}#shares`])
    expect((await only(id))?.expiresAt).toEqual(after(test.clock.now(), 7 * DAY))
    expect((await deedsOf(test, id)).at(-1)).toMatchObject({ deed: 'share.changed' })
    await decide(ann, test, id, { decision: 'extend', until: 'date', date: '2026-11-22T12:00' })
    const end = new Date('2026-11-22T11:00:00Z')
    expect((await only(id))?.expiresAt).toEqual(end)
    const far = await decide(ann, test, id, { decision: 'extend', until: 'date', date: '2027-06-01' })
    expect([far.status, far.text.includes('90 days at most')]).toEqual([422, true])
    expect(far.text).toContain(`href="#date-${(await only(id))?.id}"`)
    expect(far.text).toContain('value="2027-06-01"')
    expect((await decide(ann, test, id, { decision: 'keep' })).status).toBe(422)
    expect((await only(id))?.expiresAt).toEqual(end)
    await decide(ann, test, id, { decision: 'revoke' })
    expect((await decide(ann, test, id, { decision: 'extend', until: '7d' })).status).toBe(409)
  })

  it('is revoked at once and for good, and its page opens nothing more', async () => {
    const id = await stored(test, ticket)
    const path = linkIn(await lend(ann, id))
    const somebody = test.visitor()
    const open = filledIn(formIn((await somebody.get(path)).text, path))
    const answer = await decide(ann, test, id, { decision: 'revoke' })
    expect([answer.status, answer.location]).toEqual([303, `/documents/${id}#shares`])
    expect((await somebody.post(path, open)).status).toBe(404)
    expect((await decide(ann, test, id, { decision: 'revoke' })).status).toBe(303)
    const revoked = (await deedsOf(test, id)).filter(({ deed }) => deed === 'share.revoked')
    expect(revoked).toMatchObject([{ actorId: test.cast.ann.id, facts: { label: 'My lawyer' } }])
    expect((await ann.get(`/documents/${id}`)).text).toContain('revoked')
  })

  it('dies with its document, and nothing of it is left but the line', async () => {
    const id = await stored(test, ticket)
    const path = linkIn(await lend(ann, id, { passphrase: 'open sesame', label: 'Gone' }))
    await ann.send(`/documents/${id}/destroy`, `/documents/${id}/destroy`, { confirm: 'yes' })
    expect((await visitRaw(path)).status).toBe(404)
    expect(await linksOf(test, id)).toEqual([])
    const lines = (await deedsOf(test, id)).filter(({ deed }) => deed === 'share.revoked')
    expect(lines).toMatchObject([{ facts: { label: 'Gone' } }])
  })

  const visitRaw = (path: string) => test.visitor().post(path, { passphrase: 'open sesame' })

  it('opens nothing once its owner’s access has ended, who can still revoke it', async () => {
    const carl = await test.as('carl')
    const id = await stored(test, await ticketOf(test, 'carl'))
    const path = linkIn(await lend(carl, id, { label: 'Mon notaire' }))
    expect((await test.visitor().get(path)).status).toBe(200)
    const rightsEndAt = after(test.clock.now(), -1)
    const ended = (fields: Partial<typeof people.$inferInsert>) =>
      test.desk.db.transaction((tx) => tx.update(people).set(fields).where(eq(people.id, test.cast.carl.id)))
    await ended({ rightsEndAt })
    expect([(await test.visitor().get(path)).status, (await visitRaw(path)).status]).toEqual([404, 404])
    expect((await carl.get(`/documents/${id}`)).text).toContain('does not open for now')
    expect((await decide(carl, test, id, { decision: 'extend', until: '1h' })).status).toBe(403)
    expect((await decide(carl, test, id, { decision: 'revoke' })).status).toBe(303)
    await ended({ rightsEndAt: test.cast.carl.rightsEndAt })
    const next = linkIn(await lend(carl, id))
    await ended({ state: 'closed' })
    expect((await visitRaw(next)).status).toBe(404)
    await ended({ state: 'active' })
  })

  it('opens nothing while a scan says that its document is bad', async () => {
    const id = await stored(test, ticket)
    const path = linkIn(await lend(ann, id))
    await set(id, { scan: 'infected' })
    expect((await visitRaw(path)).status).toBe(404)
    await set(id, { scan: 'clean' })
    expect((await visit(test.visitor(), path)).status).toBe(200)
  })
})
