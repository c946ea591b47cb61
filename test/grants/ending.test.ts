import { eq } from 'drizzle-orm'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../server/clock.ts'
import { people, tickets } from '../../server/db/schema.ts'
import { audit } from '../../server/db/vault-schema.ts'
import { sweep } from '../../server/timetable.ts'
import type { Client } from '../support/client.ts'
import { PASSWORD } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { send, vaultOf } from './support.ts'

describe('leave to open a document ends', () => {
  let test: TestDesk
  let ann: Client, bea: Client, noor: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, noor] = await Promise.all([test.as('ann'), test.as('bea'), test.as('noor')])
  })
  afterAll(() => test.close())

  const given = async (more: Parameters<typeof vaultOf>[1] = {}, owner: 'ann' | 'carl' = 'ann') => {
    const vault = await vaultOf(test, more, owner)
    await vault.ask(bea, { minutes: '480' })
    await vault.decide(owner === 'ann' ? ann : await test.as('carl'), 'allow')
    expect(await vault.leave('bea')).not.toBeNull()
    return vault
  }
  const deeds = async (vault: Awaited<ReturnType<typeof given>>) => (await vault.lines()).map(({ deed }) => deed)

  it('at its hour: whoever has the ticket open is told, and the record has a line', async () => {
    const vault = await given()
    const cookie = [...ann.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const socket = io(test.url, { transports: ['websocket'], extraHeaders: { cookie }, reconnection: false })
    try {
      expect(await socket.emitWithAck('watch', { ticket: vault.ticket.number })).toEqual({ ok: true })
      const told = new Promise((done) => socket.once('ticket', done))
      test.clock.advance(8 * HOUR)
      test.desk.jobs.wake()
      expect(await told).toEqual({ ticket: vault.ticket.number })
    } finally {
      socket.disconnect()
    }
    expect(await vault.last()).toMatchObject({ state: 'ended' })
    expect(await vault.last()).toHaveProperty('endedAt', (await vault.last()).expiresAt)
    expect((await vault.lines()).at(-1)).toMatchObject({ deed: 'ended', actorId: null })
  })

  it('nudges when it is asked for and decided, too', async () => {
    const vault = await vaultOf(test)
    const cookie = [...ann.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const socket = io(test.url, { transports: ['websocket'], extraHeaders: { cookie }, reconnection: false })
    const next = () => new Promise((done) => socket.once('ticket', done))
    try {
      await socket.emitWithAck('watch', { ticket: vault.ticket.number })
      for (const deed of [() => vault.ask(bea), () => vault.decide(ann, 'allow'), () => vault.decide(ann, 'end')]) {
        const told = next()
        await deed()
        expect(await told).toEqual({ ticket: vault.ticket.number })
      }
    } finally {
      socket.disconnect()
    }
  })

  it('when nobody answers for a week', async () => {
    const vault = await vaultOf(test)
    await vault.ask(bea)
    test.clock.advance(7 * DAY)
    ;[ann, bea, noor] = await Promise.all([test.as('ann'), test.as('bea'), test.as('noor')])
    expect((await vault.decide(ann, 'allow')).status).toBe(409)
    expect((await ann.get(vault.path)).text).not.toContain('value="allow"')
    expect((await vault.ask(bea)).status).toBe(303)
    await test.desk.jobs.runAll()
  })

  it('when the ticket is given to somebody else, or back, and does not come back with it', async () => {
    for (const assignee of [test.cast.noor.id, '']) {
      const vault = await given()
      await send(noor, `${vault.path}/assign`, { assignee })
      expect(await vault.leave('bea')).toBeNull()
      expect(await deeds(vault)).toEqual(['asked', 'allowed', 'ended'])
      await send(noor, `${vault.path}/assign`, { assignee: test.cast.bea.id })
      expect(await vault.leave('bea')).toBeNull()
      expect((await vault.decide(ann, 'allow')).status).toBe(409)
    }
  })

  it('when the ticket is closed, not when it is solved', async () => {
    const vault = await given()
    await send(ann, `${vault.path}/status`, { status: 'solved' })
    expect(await vault.leave('bea')).not.toBeNull()
    await send(bea, `${vault.path}/status`, { status: 'closed' })
    expect(await vault.leave('bea')).toBeNull()
    await send(bea, `${vault.path}/status`, { status: 'open' })
    expect(await vault.leave('bea')).toBeNull()
  })

  it('when the document is destroyed', async () => {
    const vault = await given()
    await ann.send(`${vault.card}/destroy`, `${vault.card}/destroy`, { confirm: 'yes' })
    expect(await vault.leave('bea')).toBeNull()
    expect((await vault.ask(bea)).status).toBe(410)
    expect((await vault.decide(ann, 'allow')).status).toBe(409)
  })

  it('when the owner’s rights end, and stays ended though they are renewed', async () => {
    const vault = await given({}, 'carl')
    const until = async (rightsEndAt: Date) =>
      test.desk.db.transaction(async (tx) => {
        await tx.update(people).set({ rightsEndAt }).where(eq(people.id, test.cast.carl.id))
      })
    await until(test.clock.now())
    expect(await vault.leave('bea')).toBeNull()
    expect((await vault.ask(bea)).status).toBe(403)
    expect((await vault.decide(await test.as('carl'), 'end')).status).toBe(403)
    await sweep(test.desk)
    await until(new Date(test.clock.now().getTime() + 300 * DAY))
    expect(await vault.leave('bea')).toBeNull()
    expect(await deeds(vault)).toEqual(['asked', 'allowed', 'ended'])
  })

  it('even where a ticket changed hands behind the desk’s back', async () => {
    const vault = await given()
    await test.desk.db.transaction(async (tx) => {
      await tx.update(tickets).set({ assigneeId: test.cast.noor.id }).where(eq(tickets.id, vault.ticket.id))
    })
    expect(await vault.leave('bea')).toBeNull()
  })

  describe('allowed in advance', () => {
    const choose = (client: Client, path: string, access: string) => send(client, `${path}/access`, { access })
    const lines = async (ticketId: string) => {
      const all = await test.desk.db.select().from(audit).where(eq(audit.ticketId, ticketId)).orderBy(audit.seq)
      return all.map(({ deed }) => deed).filter((deed) => /^(grant|access)/.test(deed))
    }

    it('it is given at once, and the owner is told all the same', async () => {
      const vault = await vaultOf(test, { access: 'assigned' })
      await vault.ask(bea)
      expect(await vault.leave('bea')).toMatchObject({ decidedById: null, minutes: 60 })
      expect((await vault.letters())[0]).toMatch(/^Slip S-\d+ may be opened, as you allowed$/)
      const page = (await ann.get(vault.path)).text
      expect(page).toContain('as you allowed in advance: “to compare it with the server”')
      expect(page).toMatch(/Bea Rossi may open slip S-\d+, as allowed in advance/)
      expect(await lines(vault.ticket.id)).toEqual(['grant.asked', 'grant.allowed'])
    })

    it('an opening with a code and a reason needs nothing else, and leaves its own leave behind', async () => {
      const open = async (vault: Awaited<ReturnType<typeof vaultOf>>, reason: string) =>
        send(bea, `${vault.card}/open`, { reason, code: await test.code('bea') })
      const vault = await vaultOf(test, { access: 'assigned' })
      const first = await open(vault, 'the key is refused')
      expect([first.status, first.text]).toEqual([200, 'the content'])
      expect(await vault.leave('bea')).toMatchObject({ purpose: 'the key is refused', minutes: 15, decidedById: null })
      expect((await open(vault, 'once more')).status).toBe(200)
      expect((await vault.lines()).map(({ deed }) => deed)).toEqual(['asked', 'allowed'])
      expect((await open(await vaultOf(test), 'not asked yet')).status).toBe(403)
    })

    it('taken back, it ends what was given in advance and nothing else', async () => {
      const vault = await vaultOf(test, { access: 'assigned' })
      await vault.ask(bea)
      expect((await choose(ann, vault.path, 'ask')).status).toBe(303)
      expect(await vault.leave('bea')).toBeNull()
      expect(await lines(vault.ticket.id)).toEqual([
        'grant.asked',
        'grant.allowed',
        'access.advance_taken',
        'grant.ended',
      ])
      await vault.ask(bea)
      expect(await vault.leave('bea')).toBeNull()
      await vault.decide(ann, 'allow')
      await choose(ann, vault.path, 'ask')
      expect(await vault.leave('bea')).not.toBeNull()
    })

    it('given, it allows what waits for an answer', async () => {
      const vault = await vaultOf(test)
      await vault.ask(bea)
      await choose(ann, vault.path, 'assigned')
      expect(await vault.leave('bea')).toMatchObject({ decidedById: test.cast.ann.id })
      await choose(ann, vault.path, 'assigned')
      expect(await lines(vault.ticket.id)).toEqual(['grant.asked', 'access.advance_given', 'grant.allowed'])
      expect((await bea.get(vault.path)).text).not.toContain('name="access"')
    })

    it('is the owner’s choice alone', async () => {
      const vault = await vaultOf(test)
      for (const client of [bea, noor, await test.as('ada')]) {
        expect((await choose(client, vault.path, 'assigned')).status).toBe(403)
      }
      expect((await choose(await test.as('carl'), vault.path, 'assigned')).status).toBe(404)
      expect((await choose(ann, vault.path, 'whoever')).status).toBe(422)
      expect(await lines(vault.ticket.id)).toEqual([])
    })

    it('is chosen with the ticket: asked each time unless said otherwise, but for scripts of old', async () => {
      const open = (fields: Record<string, string>) =>
        ann.send('/tickets/new', '/tickets', { subject: 'Licence', body: 'Since Friday', ...fields })
      const accessOf = async (location: string) => {
        const number = Number(location.slice(9))
        const [row] = await test.desk.db.select().from(tickets).where(eq(tickets.number, number))
        return row?.access
      }
      expect(await accessOf((await open({})).location)).toBe('ask')
      expect(await accessOf((await open({ access: 'assigned' })).location)).toBe('assigned')
      const refused = await open({ access: 'assigned', subject: '' })
      expect(refused.text).toMatch(/name="access" value="assigned" checked/)
      const old = await send(ann, '/tickets', { subject: 'Licence', body: 'Since Friday' })
      expect(await accessOf(old.location)).toBe('assigned')
    })
  })

  it('when the account is closed', async () => {
    const vault = await given({}, 'carl')
    const carl = await test.as('carl')
    const answer = await carl.send('/account/close', '/account/close', { password: PASSWORD })
    expect(answer.location).toBe('/goodbye')
    expect(await vault.leave('bea')).toBeNull()
    expect(await vault.last()).toMatchObject({ state: 'ended' })
    expect((await vault.ask(bea)).status).toBe(410)
  })
})
