import { request as httpRequest } from 'node:http'
import { eq } from 'drizzle-orm'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, after } from '../../server/clock.ts'
import { people, tickets } from '../../server/db/schema.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { newId } from '../../server/db/ids.ts'
import { csrfIn, filledIn, formIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { filesWith } from '../support/disk.ts'
import { lettersTo, ticketOf, type Ticket } from '../documents/support.ts'
import { asked, linesOn, reply, requestsOn } from './support.ts'

const SECRET = 'WX7Q-KK21-0PLM-7719'

describe('the answer to “Please send us…”', () => {
  let test: TestDesk
  let ann: Client, bea: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea] = await Promise.all([test.as('ann'), test.as('bea')])
  })
  afterAll(() => test.close())

  const documentsOn = async ({ id }: Ticket) =>
    test.desk.db.select().from(documents).where(eq(documents.ticketId, id)).orderBy(documents.slip)
  const waiting = async () => test.desk.db.select().from(documents).where(eq(documents.state, 'waiting'))
  const contentOf = async (id: string) => (await ann.get(`/documents/${id}/content`)).text
  const set = ({ id }: Ticket, fields: Partial<typeof tickets.$inferInsert>) =>
    test.desk.db.transaction((tx) => tx.update(tickets).set(fields).where(eq(tickets.id, id)))

  it('goes straight into the vault, the first of several files as the one that was asked for', async () => {
    const ticket = await ticketOf(test, 'ann')
    const id = await asked(test, bea, ticket)
    const files = ['one', 'two', 'three'].map((name) => ({ name: `${name}.pdf`, content: `${SECRET} ${name}` }))
    const answer = await reply(ann, ticket, id, {}, files)
    expect([answer.status, answer.location]).toEqual([303, `/tickets/${ticket.number}#vault`])
    const held = await documentsOn(ticket)
    expect(held.map(({ kind, state, accountId }) => [kind, state, accountId])).toEqual(
      files.map(() => ['file', 'stored', test.cast.ann.id]),
    )
    expect(await contentOf(held[0]?.id ?? '')).toBe(`${SECRET} one`)
    expect(await requestsOn(test, ticket)).toMatchObject([
      { state: 'answered', documentId: held[0]?.id, closedAt: test.clock.now() },
    ])
    const lines = (await linesOn(test, ticket)).slice(2, 7)
    expect(lines.map(({ deed }) => deed)).toEqual([
      ...files.map(() => 'document.stored'),
      'request.answered',
      'ticket.status',
    ])
    expect(lines[3]).toMatchObject({ actorId: test.cast.ann.id, documentId: held[0]?.id, facts: { label: 'Invoice' } })
    const [letter] = await lettersTo(test, 'bea')
    expect(letter?.text).toContain(`/tickets/${ticket.number}`)
    expect(letter?.text).not.toContain('Invoice')
    const shown = (await bea.get(`/tickets/${ticket.number}`)).text
    expect(shown).toContain('Ann Martin sent “Invoice” to the vault, as asked')
    expect(shown).not.toContain('one.pdf')
    expect((await ann.get(`/tickets/${ticket.number}`)).text).not.toContain(`/requests/${id}`)
    expect(await filesWith(test.storageDir, SECRET)).toEqual([])
  })

  it('is a text of the kind that was asked for, under the name that its owner gives it', async () => {
    const ticket = await ticketOf(test, 'ann')
    for (const kind of ['serial_key', 'credential', 'note']) {
      const id = await asked(test, bea, ticket, { kind, label: `The ${kind}` })
      expect((await ann.get(`/tickets/${ticket.number}`)).text).toContain(`value="The ${kind}"`)
      expect((await reply(ann, ticket, id, { label: `My ${kind}`, secret: SECRET })).status).toBe(303)
      const held = (await documentsOn(ticket)).at(-1)
      expect([held?.kind, await contentOf(held?.id ?? '')]).toEqual([kind, SECRET])
      const shown = (await ann.get(`/tickets/${ticket.number}`)).text
      expect([shown.includes(`My ${kind}`), shown.includes(SECRET)]).toEqual([true, false])
    }
    const id = await asked(test, bea, ticket, { kind: 'note', label: 'Their words' })
    expect((await reply(ann, ticket, id, { label: '', secret: SECRET })).status).toBe(303)
    expect((await ann.get(`/tickets/${ticket.number}`)).text).toContain('Their words')
  })

  it('comes back when it is incomplete, beside its own request, with what was typed and nowhere else', async () => {
    const ticket = await ticketOf(test, 'ann')
    const [file, key] = [await asked(test, bea, ticket), await asked(test, bea, ticket, { kind: 'serial_key' })]
    const empty = await reply(ann, ticket, file, {})
    expect(empty.status).toBe(422)
    expect(empty.text).toContain(`href="#documents-${file}"`)
    expect(empty.text).toContain(`id="documents-${file}-error"`)
    const long = await reply(ann, ticket, key, { label: 'x'.repeat(141), secret: SECRET })
    expect([long.status, formIn(long.text, `/requests/${key}/answer`).includes(SECRET)]).toEqual([422, true])
    expect(long.text.split(SECRET)).toHaveLength(2)
    const none = await reply(ann, ticket, key, { label: 'Typed', secret: ' ' })
    expect(none.text).toContain('Type what is asked for')
    expect(filledIn(formIn(none.text, `/requests/${key}/answer`))['label']).toBe('Typed')
    const bare = await reply(ann, ticket, file, {}, [{ name: 'a.txt', content: '' }])
    expect([bare.status, (await documentsOn(ticket)).length]).toEqual([422, 0])
    expect((await requestsOn(test, ticket)).map(({ state }) => state)).toEqual(['open', 'open'])
  })

  it('comes from the owner alone; who may not is refused before the body is read', async () => {
    const ticket = await ticketOf(test, 'ann', { visibility: 'public' })
    const id = await asked(test, bea, ticket)
    for (const [name, status] of [
      ['carl', 404],
      ['bea', 403],
      ['ada', 403],
    ] as const) {
      const client = await test.as(name)
      const body = { _csrf: csrfIn((await client.get('/')).text), secret: SECRET }
      expect((await client.post(`/requests/${id}/answer`, body)).status).toBe(status)
      expect(await beforeItsBody(client, id)).toBe(status)
    }
    expect((await ann.post(`/requests/${newId()}/answer`, {})).status).toBe(404)
    expect((await ann.post(`/requests/${id}/answer`, { secret: SECRET })).status).toBe(403) // without its token
    expect((await test.visitor().post(`/requests/${id}/answer`, {})).location).toMatch(/^\/login/)
    expect(await documentsOn(ticket)).toEqual([])
  })

  /** The status of an answer to a form that has announced a gigabyte and sent nothing of it. */
  const beforeItsBody = (client: Client, id: string) =>
    new Promise<number>((resolve, reject) => {
      const headers = {
        cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        'content-type': 'multipart/form-data; boundary=x',
        'content-length': '1000000000',
      }
      const sending = httpRequest(`${test.url}/requests/${id}/answer`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode ?? 0)
        sending.destroy()
      })
      sending.on('error', reject)
      sending.flushHeaders()
    })

  it('wins once when two come at a time; the other gets its documents back and loses nothing', async () => {
    const ticket = await ticketOf(test, 'ann')
    const id = await asked(test, bea, ticket)
    const answers = await Promise.all(
      ['one', 'two'].map((name) => reply(ann, ticket, id, {}, [{ name: `${name}.pdf`, content: name }])),
    )
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409])
    expect(await documentsOn(ticket)).toHaveLength(1)
    const lost = answers.find(({ status }) => status === 409)
    expect(lost?.text).toContain('This request is over')
    const vault = filledIn(formIn(lost?.text ?? '', `/tickets/${ticket.number}/documents`))
    expect([await waiting()].flat().map((row) => row.id)).toEqual([vault['keep']])
    expect((await ann.post(`/tickets/${ticket.number}/documents`, vault)).status).toBe(303)
    const contents = await Promise.all((await documentsOn(ticket)).map((row) => contentOf(row.id)))
    expect(contents.toSorted()).toEqual(['one', 'two'])
  })

  it('that comes too late is kept for its author, text and all: answered, withdrawn, or the ticket closed', async () => {
    for (const late of ['withdraw', 'close'] as const) {
      const ticket = await ticketOf(test, 'ann')
      const id = await asked(test, bea, ticket, { kind: 'serial_key', label: 'The key' })
      const form = filledIn(formIn((await ann.get(`/tickets/${ticket.number}`)).text, `/requests/${id}/answer`))
      const csrf = csrfIn((await bea.get('/')).text)
      if (late === 'withdraw') await bea.post(`/requests/${id}`, { _csrf: csrf, decision: 'withdraw' })
      else await set(ticket, { status: 'closed' })
      if (late === 'close') expect((await ann.get(`/tickets/${ticket.number}`)).text).not.toContain(`/requests/${id}`)
      const answer = await ann.post(`/requests/${id}/answer`, { ...form, secret: SECRET })
      expect([answer.status, answer.text.includes('This request is over')]).toEqual([409, true])
      expect(answer.text).not.toContain(SECRET) // it is sealed already, and waits
      expect(await documentsOn(ticket)).toEqual([])
      const vault = filledIn(formIn(answer.text, `/tickets/${ticket.number}/documents`))
      expect((await ann.post(`/tickets/${ticket.number}/documents`, vault)).status).toBe(303)
      const [held] = await documentsOn(ticket)
      expect([held?.kind, await contentOf(held?.id ?? '')]).toEqual(['serial_key', SECRET])
      expect((await requestsOn(test, ticket))[0]?.documentId).toBeNull()
    }
  })

  it('is not taken once the access of its owner has ended', async () => {
    const ticket = await ticketOf(test, 'carl')
    const id = await asked(test, bea, ticket)
    const carl = await test.as('carl')
    const csrf = csrfIn((await carl.get('/')).text)
    const set = (rightsEndAt: Date | null) =>
      test.desk.db.transaction((tx) => tx.update(people).set({ rightsEndAt }).where(eq(people.id, test.cast.carl.id)))
    await set(after(test.clock.now(), -DAY))
    for (const path of [`/requests/${id}/answer`, `/requests/${id}`])
      expect((await carl.post(path, { _csrf: csrf, decision: 'decline' })).status).toBe(403)
    await set(test.cast.carl.rightsEndAt)
    expect((await requestsOn(test, ticket))[0]?.state).toBe('open')
  })

  it('is nudged to those who watch the ticket', async () => {
    const ticket = await ticketOf(test, 'ann')
    const cookie = [...ann.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const socket = io(test.url, { transports: ['websocket'], extraHeaders: { cookie }, reconnection: false })
    const heard = () => new Promise((resolve) => socket.once('ticket', resolve))
    await new Promise<void>((resolve) => socket.once('connect', resolve))
    await socket.emitWithAck('watch', { ticket: ticket.number })
    const [made] = [heard()]
    const id = await asked(test, bea, ticket)
    expect(await made).toEqual({ ticket: ticket.number })
    const answered = heard()
    await reply(ann, ticket, id, {}, [{ name: 'a.pdf', content: 'a' }])
    expect(await answered).toEqual({ ticket: ticket.number })
    socket.disconnect()
  })

  it('is still asked for after a restart', async () => {
    const ticket = await ticketOf(test, 'ann')
    const id = await asked(test, bea, ticket)
    await test.restart()
    expect((await reply(await test.as('ann'), ticket, id, {}, [{ name: 'a.pdf', content: 'a' }])).status).toBe(303)
  })
})
