import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import pg from 'pg'
import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { setExpiry } from '../../server/accounts/access-rights.ts'
import { newId } from '../../server/db/ids.ts'
import { tickets } from '../../server/db/schema.ts'
import { newClient, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, reply, unpublish } from '../support/tickets.ts'
import { lineTo } from './support.ts'

const numberOf = (path: string) => Number(path.slice(9))

// Two desks on one database: `here`, where people act, and `there`, where others are connected.
describe('the processes of one desk', () => {
  let here: TestDesk, there: TestDesk, admin: pg.Client, ear: pg.Client
  let ann: Client, bea: Client, carl: Client
  let hereLine: number, thereLine: number // the processes of PostgreSQL at the other ends of their lines
  const open: Socket[] = []
  const told: string[] = []

  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }) // nobody looks by themselves
    here = await openTestDesk()
    const databaseUrl = here.desk.config.databaseUrl
    admin = await connect(process.env['DATABASE_URL'] ?? '')
    ear = await connect(databaseUrl)
    ear.on('notification', ({ payload = '' }) => void told.push(payload))
    await ear.query('listen "desk"')
    hereLine = (await lines())[0] ?? 0
    there = await openTestDesk({ DATABASE_URL: databaseUrl }, { empty: true })
    thereLine = (await lines()).find((pid) => pid !== hereLine) ?? 0
    ;[ann, bea, carl] = await Promise.all([here.as('ann'), here.as('bea'), here.as('carl')])
  })
  afterEach(() => open.splice(0).forEach((socket) => socket.disconnect()))
  afterAll(async () => {
    await ear.end()
    await there.close()
    await here.close()
    await admin.end()
    vi.useRealTimers()
  })

  const connect = async (url: string) => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const database = () => new URL(here.desk.config.databaseUrl).pathname.slice(1)
  /** The processes of PostgreSQL that serve the lines between the desks. */
  const lines = async () => {
    const asked = "select pid from pg_stat_activity where datname = $1 and query ~ 'listen desk$|pg_notify.*unnest'"
    const { rows } = await admin.query<{ pid: number }>(asked, [database()])
    return rows.map(({ pid }) => pid)
  }
  const line = async (at: { url: string }, client: Client | null) => {
    const made = await lineTo(at.url, client)
    open.push(made.socket)
    return made
  }
  const publicTicket = (subject: string) => openTicket(ann, { subject, visibility: 'public' })
  const watching = async (at: { url: string }, client: Client | null, path: string) => {
    const made = await line(at, client)
    expect(await made.watch(numberOf(path))).toEqual({ ok: true })
    return made
  }
  /** The same person in a browser that is connected to the other desk. */
  const overThere = (client: Client) => {
    const other = newClient(there.url)
    for (const [name, value] of client.cookies) other.cookies.set(name, value)
    return other
  }
  /** Cuts a line and keeps it from being laid again until the deed is done. */
  const cutOff = async (pid: number, deed: () => Promise<unknown>) => {
    // As many connections as a desk has at most: it needs no new one for the deed.
    for (const { desk } of [here, there]) await Promise.all(Array.from({ length: 10 }, () => desk.db.$count(tickets)))
    await admin.query(`alter database "${database()}" allow_connections false`)
    try {
      await admin.query('select pg_terminate_backend($1, 5000)', [pid])
      await deed()
    } finally {
      await admin.query(`alter database "${database()}" allow_connections true`)
    }
  }

  it('puts the world out everywhere when the shutter closes on one, and tells it nothing after that', async () => {
    const path = await publicTicket('Closed over there')
    const [stranger, owner] = [await watching(there, null, path), await watching(there, ann, path)]
    await unpublish(ann, path)
    await stranger.hears('gone')
    await reply(bea, path, 'In private')
    await owner.hears('reply')
    expect(stranger.heard).toEqual([{ name: 'gone', message: { ticket: numberOf(path) } }])
    expect(await stranger.watch(numberOf(path))).toMatchObject({ ok: false })
  })

  it('nudges everybody once, and tells no content', async () => {
    const path = await publicTicket('Everybody')
    const owners = [await watching(there, ann, path), await watching(here, ann, path)]
    const world = [await watching(there, carl, path), await watching(here, null, path)]
    told.length = 0
    // What one side would hear twice of the first two, it has heard before the third.
    for (const who of [bea, overThere(bea), bea]) await reply(who, path, 'Words that only the rows hold')
    for (const { hears, heard } of [...owners, ...world]) {
      const ids = new Set()
      await hears('reply', ({ id }) => ids.add(id).size === 3)
      expect(heard.filter(({ name }) => name === 'reply').length).toBe(3)
    }
    expect(told.length).toBeGreaterThan(2)
    for (const one of told) expect(one).toMatch(/^[0-9a-f]{32} \["[a-zA-Z]+"(,\d+|,"[0-9a-f]{32,64}"|,false)*\]$/)
  })

  it('tells staff and owner what concerns them, and strangers nothing of it', async () => {
    const path = await publicTicket('Everything else')
    const [number, id] = [numberOf(path), newId()]
    const [stranger, owner, agent] = [
      await watching(there, null, path),
      await watching(there, ann, path),
      await watching(there, bea, path),
    ]
    await agent.socket.emitWithAck('watch', { queue: true })
    // What opening the ticket has told comes before this.
    here.desk.live.ticketChanged(number)
    for (const { hears, heard } of [stranger, owner, agent]) await hears('ticket').then(() => (heard.length = 0))
    here.desk.live.replyPosted(number, id, true)
    here.desk.live.documentChanged(number, id, 'stored')
    here.desk.live.accessChanged(number)
    here.desk.live.queueChanged()
    await Promise.all([agent.hears('queue'), owner.hears('ticket')])
    const [note, document, ticket] = ['reply', 'document', 'ticket']
    const said = ({ heard }: typeof owner) => heard.map(({ name }) => name).filter((name) => name !== 'presence')
    expect(said(agent)).toEqual([note, document, ticket, 'queue'])
    expect(said(owner)).toEqual([document, ticket])
    expect(agent.heard).toContainEqual({ name: document, message: { ticket: number, id, event: 'stored' } })
    expect(stranger.heard).toEqual([])
  })

  it('ends everywhere with the session, and when somebody’s rights end', async () => {
    const [leaving, staying] = [await here.as('carl'), await here.as('carl')]
    const [ended, still] = [await line(there, leaving), await line(there, staying)]
    await leaving.send('/tickets', '/logout')
    await ended.hears('disconnect')
    expect(still.heard).toEqual([])
    await setExpiry(here.desk, here.cast.carl.email, '2026-01-01', null)
    await still.hears('disconnect')
  })

  it('finds what was closed while its line was cut, as soon as it is laid again', async () => {
    const [path, other] = [await publicTicket('While cut'), await publicTicket('Still open')]
    const [stranger, reader, owner] = [
      await watching(there, null, path),
      await watching(there, null, other),
      await watching(there, ann, path),
    ]
    await cutOff(thereLine, async () => {
      await unpublish(ann, path)
      expect(stranger.heard).toEqual([])
    })
    await stranger.hears('gone')
    await owner.hears('ticket') // to fetch what was missed
    await reader.hears('ticket')
    await reply(bea, path, 'In private')
    await owner.hears('reply') // the line is as good as before
    expect(stranger.heard.map(({ name }) => name)).toEqual(['gone'])
    expect(reader.heard.map(({ name }) => name)).toEqual(['ticket'])
  })

  it('tells later what it could not tell while its line was cut', async () => {
    const path = await publicTicket('Told later')
    const [stranger, owner] = [await watching(there, null, path), await watching(there, ann, path)]
    process.kill(hereLine, 'SIGSTOP') // what is told now is on its way, and never arrives
    try {
      await unpublish(ann, path)
      await reply(bea, path, 'In private')
      expect(stranger.heard).toEqual([])
      await admin.query('select pg_terminate_backend($1)', [hereLine])
    } finally {
      process.kill(hereLine, 'SIGCONT')
    }
    await owner.hears('reply')
    await stranger.hears('gone')
    expect(stranger.heard.map(({ name }) => name)).toEqual(['gone'])
  })

  it('ignores what no desk says, and says so', async () => {
    const path = await publicTicket('Forged')
    const [stranger, number, somebody] = [await watching(there, null, path), numberOf(path), newId()]
    const warned = vi.spyOn(there.desk.log, 'warn')
    const garbled = [
      ['', 'garbage', `${somebody} `, `${somebody} garbage`, `${somebody} null`, `${somebody} ["visibilityChanged"`],
      [
        ['visibilityChanged', String(number)],
        ['visibilityChanged', number, 1],
        ['personEnded', { $ne: 1 }],
      ],
      [['constructor'], ['__proto__'], ['toString', 1], [['queueChanged']], [], {}, 'queueChanged'],
    ].flatMap((some) => some.map((one) => (typeof one === 'string' ? one : `${somebody} ${JSON.stringify(one)}`)))
    const ours = ['visibilityChanged', number]
    for (const payload of [...garbled, `${somebody} ${JSON.stringify(ours)}`])
      await ear.query('select pg_notify($1, $2)', ['desk', payload])
    await stranger.hears('ticket') // it was looked at again, and it is as open as before
    expect(warned).toHaveBeenCalledTimes(garbled.length)
    expect(stranger.heard.map(({ name }) => name)).toEqual(['ticket'])
    warned.mockRestore()
  })
})

/** The desk in a process of its own, as `npm start` runs it, on a database that another one serves as well. */
describe('two processes', () => {
  let here: TestDesk, admin: pg.Client, child: ChildProcess, url: string
  beforeAll(async () => {
    here = await openTestDesk()
    admin = new pg.Client({ connectionString: process.env['DATABASE_URL'] })
    await admin.connect()
    const { BASE_URL, NODE_OPTIONS, ...rest } = process.env // Vitest's own
    const { databaseUrl } = here.desk.config
    const set = { STORAGE_DIR: join(here.storageDir, '../there/storage'), DATABASE_URL: databaseUrl, PORT: '0' }
    child = spawn(process.execPath, ['server/main.ts'], {
      env: { ...rest, ...set, LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    url = await new Promise<string>((found, fail) => {
      child.once('exit', () => fail(new Error('It ended')))
      child.stdout?.on('data', (part: Buffer) => {
        const [, address] = /open at (\S+)/.exec(part.toString()) ?? []
        if (address) found(address)
      })
    })
  })
  afterAll(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    await here.close()
    await admin.end()
  })

  it('put watchers out at once, and live on when every connection to the database is cut', async () => {
    const ann = await here.as('ann')
    const [first, second] = [
      await openTicket(ann, { subject: 'First', visibility: 'public' }),
      await openTicket(ann, { subject: 'Second', visibility: 'public' }),
    ]
    const stranger = await lineTo(url, null)
    for (const path of [first, second]) expect(await stranger.watch(numberOf(path))).toEqual({ ok: true })
    await unpublish(ann, first)
    await stranger.hears('gone', ({ ticket }) => ticket === numberOf(first))

    const name = new URL(here.desk.config.databaseUrl).pathname.slice(1)
    const everyOne = 'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1'
    await admin.query(everyOne, [name])
    await unpublish(ann, second)
    await stranger.hears('gone', ({ ticket }) => ticket === numberOf(second))
    stranger.socket.disconnect()
    // A connection that is cut between two steps of a transaction fails that, and nothing else.
    const cut = here.desk.db.transaction(async (tx) => {
      await tx.$count(tickets)
      await admin.query(everyOne, [name])
      await tx.$count(tickets)
    })
    await expect(cut).rejects.toThrow()
    for (const address of [here.url, url]) expect((await fetch(`${address}/readyz`)).status).toBe(200)
  })
})
