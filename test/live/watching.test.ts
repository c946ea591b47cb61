import { eq } from 'drizzle-orm'
import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { tickets } from '../../server/db/schema.ts'
import { only } from '../../server/problems.ts'
import { project } from '../../server/publication/projecting.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply, unpublish } from '../support/tickets.ts'
import { lineTo } from './support.ts'

/** A database whose answers to prepared look-ups arrive when `meanwhile` is done. */
function lingering<T extends object>(handle: T, meanwhile: () => Promise<unknown>): T {
  return new Proxy(handle, {
    get(target, key) {
      const value = Reflect.get(target, key, target) as unknown
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const next = (value as (...args: unknown[]) => object).apply(target, args)
        if (key !== 'execute') return lingering(next, meanwhile)
        return Promise.resolve(next).then((rows) => meanwhile().then(() => rows))
      }
    },
  })
}

describe('the live line', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, path: string, number: number
  const open: Socket[] = []
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }) // how often sockets are looked through
    test = await openTestDesk()
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    path = await openTicket(ann)
    number = Number(path.slice(9))
  })
  afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()))
  afterAll(async () => {
    await test.close()
    vi.useRealTimers()
  })

  const line = async (client: Client | null, headers = {}) => {
    const made = await lineTo(test.url, client, headers)
    open.push(made.socket)
    return made
  }

  it('nudges those who may see it with ids and nothing else', async () => {
    const [owner, agent] = [await line(ann), await line(bea)]
    expect(await owner.watch(number)).toEqual({ ok: true })
    expect(await agent.watch(number)).toEqual({ ok: true })
    await reply(bea, path, 'Secret words')
    const { message } = await owner.hears('reply')
    expect(Object.keys(message).sort()).toEqual(['id', 'ticket'])
    expect((await ann.get(`${path}/replies?after=`)).text).toContain(`id="${String(message['id'])}"`)
    await agent.hears('reply')
    expect(JSON.stringify([...owner.heard, ...agent.heard])).not.toContain('Secret words')
  })

  it('answers strangers as if the ticket were not there', async () => {
    for (const client of [carl, null]) {
      const stranger = await line(client)
      for (const ticket of [number, 999_999, 'x', null, { $ne: 1 }]) {
        expect(await stranger.watch(ticket)).toEqual({ ok: false, error: 'not found' })
      }
    }
  })

  it('tells notes to staff alone', async () => {
    const [owner, agent] = [await line(ann), await line(bea)]
    await Promise.all([owner.watch(number), agent.watch(number)])
    const page = await bea.get(path)
    const csrf = csrfIn(page.text)
    await bea.post(`${path}/replies`, { _csrf: csrf, internal: 'on', body: 'For us' })
    await agent.hears('reply')
    await reply(bea, path, 'For you')
    await owner.hears('reply')
    expect(owner.heard.filter(({ name }) => name === 'reply').length).toBe(1)
  })

  it('shows presence and typing to those who belong to the ticket', async () => {
    const [owner, agent] = [await line(ann), await line(bea)]
    await owner.watch(number)
    await agent.watch(number)
    await owner.hears('presence', ({ viewing }) => (viewing as string[]).includes('Bea Rossi'))
    agent.socket.emit('typing', { ticket: number })
    await owner.hears('presence', ({ typing }) => (typing as string[]).includes('Bea Rossi'))
    await agent.hears('presence', ({ viewing }) => (viewing as string[]).includes('Ann Martin'))
  })

  it('puts the world out when the shutter closes, and tells it nothing after that', async () => {
    await publish(ann, path)
    const [stranger, owner] = [await line(carl), await line(ann)]
    expect(await stranger.watch(number)).toEqual({ ok: true })
    await owner.watch(number)
    await unpublish(ann, path)
    await stranger.hears('gone')
    await reply(bea, path, 'In private again')
    await owner.hears('reply')
    expect(stranger.heard.some(({ name }) => name === 'reply')).toBe(false)
    expect(stranger.heard.some(({ name }) => name === 'presence')).toBe(false)
    expect(await stranger.watch(number)).toMatchObject({ ok: false })
  })

  /** Closes the shutter as a process of which this one hears nothing. */
  const closeElsewhere = (path: string) =>
    test.desk.db.transaction(async (tx) => {
      const number = Number(path.slice(9))
      const closed = await tx
        .update(tickets)
        .set({ visibility: 'private' })
        .where(eq(tickets.number, number))
        .returning()
      await project(tx, test.desk, only(closed).id)
    })

  it('puts the world out within half a minute when another process has closed the shutter', async () => {
    const open = await openTicket(ann, { subject: 'Elsewhere', visibility: 'public' })
    const stranger = await line(null)
    expect(await stranger.watch(Number(open.slice(9)))).toEqual({ ok: true })
    await closeElsewhere(open)
    await vi.advanceTimersByTimeAsync(30_000)
    await stranger.hears('gone', ({ ticket }) => ticket === Number(open.slice(9)))
  })

  it('tells the world nothing of what came after a closing that it has not heard of', async () => {
    const open = await openTicket(ann, { subject: 'Not heard of', visibility: 'public' })
    const [stranger, owner] = [await line(null), await line(ann)]
    for (const one of [stranger, owner]) expect(await one.watch(Number(open.slice(9)))).toEqual({ ok: true })
    await closeElsewhere(open)
    await reply(bea, open, 'In private')
    await owner.hears('reply')
    await stranger.hears('gone')
    await stranger.watch(Number(open.slice(9))) // what was sent before has come
    expect(stranger.heard.map(({ name }) => name)).toEqual(['gone'])
  })

  it('lets nobody in who asked before the shutter closed and is answered after it', async () => {
    const open = await openTicket(ann, { subject: 'In between', visibility: 'public' })
    const [stranger, { db }] = [await line(null), test.desk]
    let closing: (() => Promise<unknown>) | null = () => unpublish(ann, open)
    const meanwhile = async () => {
      const now = closing
      closing = null
      await now?.()
    }
    Object.assign(test.desk, { db: { ...db, select: lingering(db, meanwhile).select } })
    expect(await stranger.watch(Number(open.slice(9)))).toMatchObject({ ok: false })
    Object.assign(test.desk, { db })
    expect(closing).toBeNull()
    await reply(ann, open, 'In private')
    expect(await stranger.watch(Number(open.slice(9)))).toMatchObject({ ok: false }) // what was sent before has come
    expect(stranger.heard.some(({ name }) => name === 'reply')).toBe(false)
  })

  it('ends with the session', async () => {
    const other = await test.as('ann')
    const mine = await line(other)
    await mine.watch(number)
    await other.send('/tickets', '/logout')
    await mine.hears('disconnect')
  })

  it('tells the queue to staff who have it open', async () => {
    const agent = await line(bea)
    await agent.socket.emitWithAck('watch', { queue: true })
    const customer = await line(ann)
    expect(await customer.socket.emitWithAck('watch', { queue: true })).toMatchObject({ ok: false })
    await openTicket(ann, { subject: 'Another' })
    await agent.hears('queue')
  })

  it('refuses a line from another site', async () => {
    await expect(line(ann, { origin: 'https://evil.example' })).rejects.toThrow()
  })

  it('answers those who poll once, and never through the pages', async () => {
    const polling = `${test.url}/socket.io/?EIO=4&transport=polling`
    const opened = await fetch(polling)
    expect(opened.status).toBe(200)
    const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string }
    const said = await fetch(`${polling}&sid=${sid}`, { method: 'POST', body: '40' })
    expect([said.status, await said.text()]).toEqual([200, 'ok'])
    expect((await ann.get(path)).status).toBe(200) // it still stands
  })
})
