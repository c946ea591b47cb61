import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { newId } from '../../server/db/ids.ts'
import { freshDatabase } from '../support/postgres.ts'

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

async function place(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'desk-start-'))
  folders.push(folder)
  return join(folder, 'storage') // what was destroyed is noted beside it
}

/** Starts the desk as `npm start` does. Resolves when it has printed `until`, or has ended. */
function start(env: Record<string, string>, until = /\n/) {
  // Vitest has a BASE_URL of its own.
  const { NODE_OPTIONS, BASE_URL, ...rest } = process.env
  const child = spawn(process.execPath, ['server/main.ts'], {
    env: { ...rest, LOG_LEVEL: 'silent', PORT: '0', ...env },
  })
  const printed = { out: '', err: '' }
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  const ready = new Promise<void>((done) => {
    child.stdout.on('data', (part: Buffer) => {
      printed.out += part.toString()
      if (until.test(printed.out)) done()
    })
    child.stderr.on('data', (part: Buffer) => (printed.err += part.toString()))
    child.once('exit', () => done())
  })
  const stop = async () => {
    child.kill('SIGTERM')
    return ended
  }
  return { child, printed, ended, ready, stop }
}

describe('starting', () => {
  it('makes everything it needs, prints the address and a set-up link, and stops cleanly', async () => {
    const storage = join(await place(), 'storage')
    const url = await freshDatabase(`start_${newId()}`)
    const env = { STORAGE_DIR: storage, ...(url && { DATABASE_URL: url }) }
    const first = start(env, /activate\//)
    await first.ready
    const address = /Guichet is open at (http:\/\/127\.0\.0\.1:\d+)/.exec(first.printed.out)?.[1] ?? ''
    const link = /http:\S+\/activate\/\S+/.exec(first.printed.out)?.[0] ?? ''
    expect((await fetch(link)).status).toBe(200)
    expect(await (await fetch(`${address}/readyz`)).json()).toEqual({ status: 'ok' })
    expect((await stat(join(storage, 'root'))).mode & 0o077).toBe(0)
    expect(await first.stop()).toBe(0)
    const second = start(env, /activate\//)
    await second.ready
    const fresh = /http:\S+\/activate\/\S+/.exec(second.printed.out)?.[0] ?? ''
    expect(fresh.split('/').at(-1)).not.toBe(link.split('/').at(-1))
    const again = /open at (\S+)/.exec(second.printed.out)?.[1] ?? ''
    expect((await fetch(link.replace(address, again))).status).toBe(404)
    expect(await second.stop()).toBe(0)
  })

  it.each([
    ['PORT', { PORT: 'many' }],
    ['PORT', { PORT: '70000' }],
    ['BASE_URL', { BASE_URL: 'desk.example.org' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }],
    ['VAULT_URL', { VAULT_URL: 's3://bucket' }],
    ['CLAMD_URL', { CLAMD_URL: 'http://127.0.0.1:3310' }],
    ['SMTP_URL', { SMTP_URL: 'mail.example.org' }],
    ['MAIL_FROM', { SMTP_URL: 'smtp://mail.example.org' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['TRUST_PROXY', { TRUST_PROXY: 'yes please' }],
  ])('stops at a wrong %s with one line and makes nothing', async (name, env) => {
    const storage = join(await place(), 'storage')
    const desk = start({ STORAGE_DIR: storage, DATABASE_URL: '', ...env })
    expect(await desk.ended).toBe(1)
    expect(desk.printed.out).toBe('')
    expect(desk.printed.err.trim().split('\n').length).toBe(1)
    expect(desk.printed.err).toMatch(new RegExp(`^${name} .+`))
    await expect(readdir(storage)).rejects.toThrow()
  })

  it('says that the port is taken', async () => {
    const other = createServer()
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    const { port } = other.address() as AddressInfo
    const desk = start({ STORAGE_DIR: await place(), PORT: String(port), DATABASE_URL: '' })
    expect(await desk.ended).toBe(1)
    expect(desk.printed.err.trim()).toMatch(new RegExp(`^PORT: .*${port} is taken`))
    await new Promise((done) => other.close(done))
  })

  it.each([
    ['STORAGE_DIR', async () => ({ STORAGE_DIR: new URL(import.meta.url).pathname, DATABASE_URL: '' })],
    ['DATABASE_URL', async () => ({ STORAGE_DIR: await place(), DATABASE_URL: 'postgres://desk@127.0.0.1:1/desk' })],
    ['HOST', async () => ({ STORAGE_DIR: await place(), DATABASE_URL: '', HOST: '203.0.113.1' })],
  ])('says in one line that %s cannot be used', async (name, env) => {
    const desk = start(await env())
    expect(await desk.ended).toBe(1)
    expect(desk.printed.err.trim().split('\n').length).toBe(1)
    expect(desk.printed.err).toMatch(new RegExp(`^${name}: `))
  })

  it('refuses a root key that others can read', async () => {
    const storage = await place()
    const env = { STORAGE_DIR: storage, DATABASE_URL: '' }
    const first = start(env)
    await first.ready
    await first.stop()
    await chmod(join(storage, 'root', 'epoch-1.key'), 0o444)
    const desk = start(env)
    expect(await desk.ended).toBe(1)
    expect(desk.printed.err.trim().split('\n').length).toBe(1)
    expect(desk.printed.err).toContain('ROOT_KEY_DIR')
  })
})
