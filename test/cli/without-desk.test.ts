import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../server/db/ids.ts'
import { codeAt } from '../support/cast.ts'
import { newClient } from '../support/client.ts'
import { freshDatabase } from '../support/postgres.ts'
import { runCli } from './support.ts'

describe('the command line without a running desk', () => {
  let env: Record<string, string>
  let folder: string
  beforeAll(async () => {
    const databaseUrl = await freshDatabase(`desk_${newId()}`)
    folder = await mkdtemp(join(tmpdir(), 'desk-cli-'))
    const storageDir = join(folder, 'storage')
    env = { STORAGE_DIR: storageDir, PORT: '0', LOG_LEVEL: 'info', ...(databaseUrl && { DATABASE_URL: databaseUrl }) }
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  const desk = (...args: string[]) => runCli([...args, '--json'], env)

  it('works on a storage that nobody has used yet', async () => {
    const added = await desk('staff', 'add', '--email', 'ada@example.org', '--name', 'Ada Keller', '--role', 'admin')
    expect(added.code, added.stdout + added.stderr).toBe(0)
    expect(added.json['activationUrl']).toMatch(/\/activate\/[\w-]{43}$/)
  })

  it('runs in place what needs keys', async () => {
    expect(await desk('verify')).toMatchObject({ code: 0, json: { ok: true, documents: 0 } })
    expect(await desk('sweep')).toMatchObject({ code: 0 })
    expect(await desk('accounts', 'purge')).toMatchObject({ code: 0, json: { totals: { accounts: 0 } } })
  })

  it('replaces the root key in place', async () => {
    expect(await desk('keys', 'rotate')).toMatchObject({ code: 0, json: { from: 1, to: 2, finals: 0 } })
    expect((await runCli(['keys', 'rotate'], env)).stdout).toContain('Root key 2 is replaced by 3 and destroyed.')
  })

  it('says what is wrong with a setting, as one object', async () => {
    const answer = await runCli(['verify', '--json'], { ...env, PORT: 'x' })
    expect(answer.code).toBe(1)
    expect(answer.json['error']).toContain('PORT')
  })

  it.skipIf(process.env['DATABASE_URL'])('serves a demo whose sign-ins work, and leaves nothing of it', async () => {
    const child = spawn(process.execPath, ['server/cli.ts', 'demo', '--json'], {
      env: { ...process.env, BASE_URL: undefined, PORT: '0' },
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const said = JSON.parse(String(line)) as {
      url: string
      signIns: { role: string; email: string; password: string; otpSecret: string }[]
    }
    expect(said.signIns.map(({ role }) => role)).toEqual(['customer', 'customer', 'agent', 'agent', 'admin'])
    const [ann, , , , ada] = said.signIns
    for (const who of [ann, ada]) {
      const client = newClient(said.url)
      await client.send('/login', '/login', { email: who?.email ?? '', password: who?.password ?? '' })
      const code = await codeAt(who?.otpSecret ?? '', new Date())
      expect((await client.send('/login/totp', '/login/totp', { code })).status).toBe(303)
      expect((await client.get('/account')).status).toBe(200)
    }
    child.kill('SIGTERM')
    expect(await once(child, 'close')).toEqual([0, null])
  })

  it.runIf(process.env['DATABASE_URL'])('has no demo on another database', async () => {
    expect((await desk('demo')).json['error']).toContain('DATABASE_URL')
  })
})
