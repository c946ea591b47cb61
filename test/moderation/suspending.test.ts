import { eq } from 'drizzle-orm'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publications, publishedReplies, reports, searchRows } from '../../server/db/public-schema.ts'
import { people, tickets } from '../../server/db/schema.ts'
import { lettersTo } from '../documents/support.ts'
import type { Answer, Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply, unpublish } from '../support/tickets.ts'
import {
  errorsIn,
  linesOn,
  publicTicket,
  report,
  reportsOn,
  send,
  suspend,
  suspensionsOn,
  ticketRow,
  everybody,
  lettersAbout,
} from './support.ts'

describe('suspending a public ticket', () => {
  let test: TestDesk
  let noor: Client, carl: Client, bea: Client, ann: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;({ noor, carl, bea, ann } = await everybody(test))
  })
  afterAll(() => test.close())
  /** A page without what differs from one request to the next. */
  const bare = ({ status, text }: Answer, path: string) => [status, text.replaceAll(path.slice(9), 'NUMBER')]

  it('takes one click: the world reads nothing any more, its owner and support do, and are told', async () => {
    const { path, number } = await publicTicket(ann, { subject: 'Zeppelin firmware' })
    await reply(bea, path, 'Take the zeppelin off the wall.')
    await report(test.visitor(), number)
    const similar = '/similar?subject=Zeppelin%20firmware'
    expect((await carl.get(similar)).text).toContain(path)
    const page = (await bea.get(path)).text
    expect(page).toContain('Suspend this public ticket')
    expect(page).toContain('confidential or personal details which strangers must not read')
    const answer = await suspend(bea, path)
    const [row] = await suspensionsOn(test, number)
    expect([answer.status, answer.location]).toEqual([303, `/suspensions/${row?.id}`])
    expect(row).toMatchObject({ reason: 'confidential', byId: test.cast.bea.id, liftedAt: null, appealedAt: null })
    expect(row?.statement).toMatch(/^The public text of your ticket shows confidential or personal details/)

    const ticket = await ticketRow(test, number)
    expect(ticket).toMatchObject({ visibility: 'public', suspendedAt: row?.at })
    for (const table of [publications, publishedReplies])
      expect(await test.desk.db.$count(table, eq(table.ticketId, ticket.id))).toBe(0)
    expect(
      (await test.desk.db.select().from(searchRows).where(eq(searchRows.ticketId, ticket.id))).map(
        ({ scope }) => scope,
      ),
    ).not.toContain('public')
    for (const who of [test.visitor(), carl]) {
      const unknown = bare(await who.get('/tickets/987654'), '/tickets/987654')
      expect(bare(await who.get(path), path)).toEqual(unknown)
      for (const list of ['/', '/?q=zeppelin']) expect((await who.get(list)).text).not.toContain(path)
      expect((await who.get(`${path}/replies?after=`)).status).toBe(404)
    }
    expect((await carl.get(similar)).text).not.toContain(path)
    expect((await send(carl, `${path}/replies`, { body: 'Me too', epoch: '2' })).status).toBe(404)
    expect((await send(carl, `${path}/follow`, { what: 'same', on: 'yes' })).status).toBe(404)

    const [own, work] = [(await ann.get(path)).text, (await bea.get(path)).text]
    for (const seen of [own, work]) {
      expect(seen).toContain('Suspended: nobody else can read this')
      expect(seen).toContain('Take the zeppelin off the wall.')
      expect(seen).not.toContain('Everyone can read this')
    }
    for (const words of [
      'Why nobody else can read this ticket',
      'hidden from everybody but you and support, everywhere, since',
      'It shows something confidential or personal',
      'confidential or personal details which strangers must not read',
      'Somebody reported it. A person at support decided; no machine did.',
      'certified body for settling disputes out of court',
      `action="${path}/appeal"`,
    ])
      expect(own).toContain(words)
    expect(own).not.toMatch(/\/suspensions\/|\/reports|Suspend this/)
    expect(work).toContain(`href="/suspensions/${row?.id}"`)
    expect(work).not.toContain(`action="${path}/suspend"`)
    const listed = /<li>(?:(?!<\/li>)[\s\S])*Zeppelin[\s\S]*?<\/li>/.exec(
      (await bea.get('/desk?status=pending')).text,
    )?.[0]
    expect(listed).toContain('#shut')
    for (const [lang, says, not] of [
      ['fr', 'Suspendu par l’assistance', 'Vous et l’assistance êtes seuls'],
      ['en', 'Suspended by support', 'Only you and support'],
    ] as const)
      for (const list of ['/tickets', '/tickets?q=zeppelin']) {
        await ann.get(`/tickets?lang=${lang}`)
        const mine = (await ann.get(list)).text
        const row = mine.match(/<li>[\s\S]*?<\/li>/g)?.find((one) => one.includes(`href="${path}"`)) ?? ''
        expect([list, row.includes('#shut'), row.includes(says), row.includes(not)]).toEqual([list, true, true, false])
      }
    expect((await bea.get('/desk?view=public')).text).not.toContain(path)
    expect(own).toContain('Everyone will read it, once the suspension is lifted.')

    const [letter] = await lettersAbout(test, 'ann', `Ticket No. ${number} is suspended`)
    expect(letter?.text).toContain(`${test.url}${path}`)
    expect(letter?.text).not.toMatch(/zeppelin|strangers|Bea Rossi/i)
    expect(await reportsOn(test, number)).toMatchObject([{ state: 'upheld', decidedById: test.cast.bea.id }])
    const [made] = await reportsOn(test, number)
    expect(row?.reportId).toBe(made?.id)
    const actorId = test.cast.bea.id
    expect((await linesOn(test, number)).slice(-2)).toEqual([
      { deed: 'report.upheld', actorId, personId: null, facts: { report: made?.number } },
      { deed: 'ticket.suspended', actorId, personId: test.cast.ann.id, facts: { ground: 'confidential' } },
    ])
    expect((await test.visitor().get(`/report/${made?.id}`)).text).toContain('Upheld on')
    expect((await bea.get('/reports')).text).toContain(`href="/suspensions/${row?.id}"`)
  })

  it('is done from a report with its reason, and says what the member of staff wrote', async () => {
    const { path, number } = await publicTicket(ann)
    await report(test.visitor(), number, { reason: 'malware' })
    const [made] = await reportsOn(test, number)
    const page = `/reports/${made?.number}`
    expect((await bea.get(page)).text).toMatch(/value="malware" selected/)
    expect((await bea.get(page)).text).toContain('leads to malware or to a swindle')
    const long = await bea.send(page, `${path}/suspend`, { statement: 'x'.repeat(5001) })
    expect(long.status).toBe(422)
    expect(errorsIn(long.text)).toEqual({ statement: 'This is too long: at most 5,000 characters.' })
    expect(long.text).toContain(`Report R-${made?.number}`)
    await bea.send(page, `${path}/suspend`, { statement: 'It links to <b>a fake</b> shop.\nRead article 4.' })
    expect(await suspensionsOn(test, number)).toMatchObject([
      { reason: 'malware', statement: 'It links to <b>a fake</b> shop.\nRead article 4.', reportId: made?.id },
    ])
    expect((await ann.get(path)).text).toContain('It links to &lt;b&gt;a fake&lt;/b&gt; shop.\nRead article 4.')
    const after = (await bea.get(page)).text
    expect(after).toContain('Nothing of this ticket is public at the moment.')
    expect(after).toContain('href="/suspensions/')
  })

  it('gives the usual reason in the language of the owner, also where another one was left standing', async () => {
    const { path, number } = await publicTicket(carl)
    expect((await bea.get(path)).text).toContain('informations confidentielles ou personnelles')
    await suspend(bea, path, { reason: 'spam' })
    const [row] = await suspensionsOn(test, number)
    expect(row?.statement).toMatch(/^Le texte public de votre ticket est de la publicité/)
    carl.cookies.set('language', 'fr')
    const page = (await carl.get(path)).text
    expect(page).toContain('Suspendu\u202f: personne d’autre ne peut lire ceci')
    expect(page).toContain('L’assistance l’a constaté. Une personne a décidé, aucune machine.')
    expect(await lettersAbout(test, 'carl', `Le ticket n° ${number} est suspendu`)).toHaveLength(1)
    carl.cookies.set('language', 'en')
  })

  it('is for staff alone', async () => {
    const { path, number } = await publicTicket(ann)
    const fields = { reason: 'spam', statement: '' }
    for (const who of [ann, carl]) expect((await send(who, `${path}/suspend`, fields)).status).toBe(403)
    expect((await test.visitor().post(`${path}/suspend`, fields)).location).toMatch(/^\/login/)
    expect((await bea.post(`${path}/suspend`, fields)).status).toBe(403) // without the token of her session
    expect((await send(bea, '/tickets/987654/suspend', fields)).status).toBe(404)
    const bad = await send(bea, `${path}/suspend`, { ...fields, reason: 'dislike' })
    expect(bad.status).toBe(422)
    expect(errorsIn(bad.text)).toHaveProperty('reason')
    expect((await ticketRow(test, number)).suspendedAt).toBeNull()
    expect((await ann.get(path)).text).not.toContain('Suspend')
  })

  it('twice is once, and somebody else is told that it was done', async () => {
    const { path, number } = await publicTicket(ann)
    const letters = (await lettersTo(test, 'ann')).length
    const [one, two] = await Promise.all(
      [1, 2].map(() => send(bea, `${path}/suspend`, { reason: 'spam', statement: '' })),
    )
    expect(one?.location).toBe(two?.location)
    expect(await suspensionsOn(test, number)).toHaveLength(1)
    expect((await lettersTo(test, 'ann')).length).toBe(letters + 1)
    const late = await send(noor, `${path}/suspend`, { reason: 'other', statement: '' })
    expect(late.status).toBe(409)
    expect(late.text).toContain('Somebody else has suspended this ticket already.')
  })

  it('needs something public: not a private, an erased, or a shut ticket', async () => {
    const { path, number } = await publicTicket(ann)
    await unpublish(ann, path)
    expect((await bea.get(path)).text).not.toContain(`action="${path}/suspend"`)
    const answer = await send(bea, `${path}/suspend`, { reason: 'spam', statement: '' })
    expect(answer.status).toBe(409)
    expect(answer.text).toContain('This ticket is not public')
    await test.desk.db.transaction(async (tx) => {
      await tx
        .update(tickets)
        .set({ erasedAt: test.clock.now() })
        .where(eq(tickets.number, Number(number)))
    })
    expect((await send(bea, `${path}/suspend`, { reason: 'spam', statement: '' })).status).toBe(403)
    expect(await suspensionsOn(test, number)).toEqual([])
  })

  it('leaves the shutter to its owner, and comes back as the owner left it', async () => {
    const { path, number } = await publicTicket(ann, { subject: 'Xylophone driver' })
    await reply(bea, path, 'Before the suspension.')
    await suspend(bea, path)
    const id = (await suspensionsOn(test, number))[0]?.id
    expect((await unpublish(ann, path)).status).toBe(303)
    expect((await ann.get(path)).text).toContain('Suspended: nobody else can read this')
    expect((await publish(ann, path)).status).toBe(303)
    expect((await test.visitor().get(path)).status).toBe(404)
    const written = await reply(bea, path, 'While it was suspended.')
    expect(written.status, written.text).toBe(303)
    expect((await test.visitor().get(path)).status).toBe(404)
    await send(bea, `${path}/status`, { status: 'solved' })
    expect((await test.visitor().get(path)).status).toBe(404)
    await test.restart()
    ;({ noor, carl, bea, ann } = await everybody(test))
    expect((await test.visitor().get(path)).status).toBe(404)
    const lifted = await bea.send(`/suspensions/${id}`, `/suspensions/${id}/lift`)
    expect([lifted.status, lifted.location]).toEqual([303, `/suspensions/${id}`])
    const world = await test.visitor().get(path)
    for (const words of ['Xylophone driver', 'Before the suspension.', 'While it was suspended.', 'Solved'])
      expect(world.text).toContain(words)
    expect((await test.visitor().get('/?q=xylophone')).text).toContain(path)
    const again = `Ticket No. ${number}: the suspension was looked at again`
    expect(await lettersAbout(test, 'ann', again)).toHaveLength(1)
    expect((await ann.get(path)).text).not.toContain('Suspended')
    expect((await linesOn(test, number)).at(-1)).toMatchObject({ deed: 'ticket.restored', actorId: test.cast.bea.id })
    expect((await send(bea, `/suspensions/${id}/lift`, {})).status).toBe(409)
    expect((await suspend(noor, path)).status).toBe(303)
    expect(await suspensionsOn(test, number)).toHaveLength(2)
  })

  it('lifted after its owner has shut it, it stays shut', async () => {
    const { path, number } = await publicTicket(ann)
    await suspend(bea, path)
    await unpublish(ann, path)
    await send(noor, `/suspensions/${(await suspensionsOn(test, number))[0]?.id}/lift`, {})
    expect((await test.visitor().get(path)).status).toBe(404)
    expect(await ticketRow(test, number)).toMatchObject({ visibility: 'private', suspendedAt: null })
    expect((await ann.get(path)).text).toContain('Only you and support can read this')
    await publish(ann, path)
    expect((await test.visitor().get(path)).status).toBe(200)
  })

  it('is lifted by staff alone', async () => {
    const { path, number } = await publicTicket(ann)
    await suspend(bea, path)
    const page = `/suspensions/${(await suspensionsOn(test, number))[0]?.id}`
    for (const who of [ann, carl]) {
      expect((await who.get(page)).status).toBe(403)
      expect((await send(who, `${page}/lift`, {})).status).toBe(403)
    }
    expect((await test.visitor().post(`${page}/lift`)).location).toMatch(/^\/login/)
    expect((await send(bea, '/suspensions/x/lift', {})).status).toBe(404)
    expect((await ticketRow(test, number)).suspendedAt).not.toBeNull()
  })

  it('covers again what was covered, though the desk has forgotten why', async () => {
    const secret = 'ZX81QL68NEXT0042SPEC'
    const vault = await openTicket(ann)
    await ann.send(vault, `${vault}/documents`, { label: 'Key of the plotter', secret })
    const { path, number } = await publicTicket(ann, { body: `It says ${secret} on the box.` })
    expect((await test.visitor().get(path)).text).not.toContain(secret)
    await suspend(bea, path)
    const [slip = ''] = /\/documents\/[0-9a-f]{32}/.exec((await ann.get(vault)).text) ?? []
    expect((await ann.send(`${slip}/destroy`, `${slip}/destroy`, { confirm: 'yes' })).status).toBe(303)
    await send(bea, `/suspensions/${(await suspensionsOn(test, number))[0]?.id}/lift`, {})
    const world = await test.visitor().get(path)
    expect(world.status).toBe(200)
    expect(world.text).toContain('on the box.')
    expect(world.text).not.toContain(secret)
  })

  it('is told to whoever watches: the world is out, its owner and staff look again', async () => {
    const { path, number } = await publicTicket(ann)
    const lines = await Promise.all([null, ann, bea].map((who) => watching(test, who, Number(number))))
    const [stranger, owner, agent] = lines
    await suspend(bea, path)
    expect(await stranger?.heard('gone')).toEqual({ ticket: Number(number) })
    for (const line of [owner, agent]) expect(await line?.heard('ticket')).toEqual({ ticket: Number(number) })
    expect(await (await watching(test, null, Number(number))).watched).toEqual({ ok: false, error: 'not found' })
    for (const line of lines) line.close()
  })

  it('writes to nobody who has left', async () => {
    const { path, number } = await publicTicket(carl)
    const letters = (await lettersTo(test, 'carl')).length
    await test.desk.db.transaction(async (tx) => {
      await tx.update(people).set({ state: 'closed' }).where(eq(people.id, test.cast.carl.id))
    })
    expect((await suspend(bea, path)).status).toBe(303)
    await send(bea, `/suspensions/${(await suspensionsOn(test, number))[0]?.id}/lift`, {})
    expect((await lettersTo(test, 'carl')).length).toBe(letters)
    expect(await test.desk.db.$count(reports, eq(reports.reporterId, test.cast.carl.id))).toBe(0)
  })
})

/** A socket that watches a ticket, and what it hears by name. */
async function watching(test: TestDesk, who: Client | null, ticket: number) {
  const cookie = [...(who?.cookies ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  const socket = io(test.url, { transports: ['websocket'], extraHeaders: { cookie }, reconnection: false })
  const named = (name: string) => new Promise<unknown>((done) => socket.once(name, done))
  const heard = new Map(['gone', 'ticket'].map((name) => [name, named(name)]))
  await named('connect')
  const watched = (await socket.emitWithAck('watch', { ticket })) as unknown
  return { watched, heard: (name: string) => heard.get(name), close: () => socket.disconnect() }
}
