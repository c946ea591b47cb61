import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { people } from '../../server/db/schema.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'
import { deedsAbout, rowOf } from '../accounts/support.ts'
import { runCli, settingsOf } from './support.ts'

describe('the command line beside a running desk', () => {
  let test: TestDesk
  let env: Record<string, string>
  let looking: NodeJS.Timeout
  const desk = (...args: string[]) => runCli([...args, '--json'], env)
  beforeAll(async () => {
    test = await openTestDesk()
    env = settingsOf(test)
    await openTicket(await test.as('ann'), {}, [{ name: 'one.txt', content: 'first' }])
    await openTicket(await test.as('carl'), {}, [{ name: 'two.txt', content: 'second' }])
    // The command line goes by the real clock, so a real day has to have passed for both.
    test.clock.set(new Date())
    // A desk looks every five seconds for what another process has enqueued; here it looks all the time.
    looking = setInterval(() => test.desk.jobs.wake(), 100)
  })
  afterAll(async () => {
    clearInterval(looking)
    await test.close()
  })

  it('lists its commands, and knows no others', async () => {
    const help = await runCli(['--help'], env)
    expect(help.code).toBe(0)
    for (const words of ['staff add', 'accounts purge', 'verify', 'demo']) expect(help.stdout).toContain(words)
    const unknown = await runCli(['make', 'coffee'], env)
    expect(unknown).toMatchObject({ code: 1, stdout: '' })
    expect(unknown.stderr).toContain('make coffee')
    expect((await desk('make', 'coffee')).json['error']).toContain('--help')
    expect((await desk('verify', '--no-such-option')).code).toBe(1)
  })

  it('invites staff with a link that works', async () => {
    const answer = await desk(
      'staff',
      'add',
      '--email',
      'Ivo@example.org',
      '--name',
      'Ivo Novak',
      '--role',
      'agent',
      '--clearance',
      '2',
    )
    expect(answer.code, answer.stdout).toBe(0)
    const url = String(answer.json['activationUrl'])
    expect(url.startsWith(`${test.url}/activate/`)).toBe(true)
    const path = new URL(url).pathname
    const ivo = test.visitor()
    expect((await ivo.send(path, path, { password: 'granite-whistle-harbour-moss' })).location).toBe('/account/totp')
    const [row] = await test.desk.db.select().from(people).where(eq(people.email, 'ivo@example.org'))
    expect(row).toMatchObject({ role: 'agent', clearance: 2, state: 'active' })
  })

  it('refuses a wrong role, a missing name and a customer’s address', async () => {
    const add = (email: string, role: string, ...name: string[]) =>
      desk('staff', 'add', '--email', email, '--role', role, ...name)
    expect((await add('x@example.org', 'owner', '--name', 'X')).code).toBe(1)
    expect((await add('x@example.org', 'agent')).json['error']).toContain('name')
    expect((await add('ann@example.org', 'agent', '--name', 'Ann')).json['error']).toContain('already')
    expect((await rowOf(test, 'ann')).role).toBe('customer')
  })

  it('takes a second factor away', async () => {
    const noor = await test.as('noor')
    expect((await desk('staff', 'reset-2fa', '--email', 'ann@example.org')).code).toBe(1)
    expect(await desk('staff', 'reset-2fa', '--email', 'noor@example.org')).toMatchObject({
      code: 0,
      json: { reset: true },
    })
    expect((await rowOf(test, 'noor')).totpEnrolledAt).toBeNull()
    expect((await noor.get('/account')).status).toBe(303)
    expect(await deedsAbout(test, 'noor')).toContain('staff.second_factor_reset')
  })

  it('sets the end of an access', async () => {
    const expire = (email: string, on: string) => desk('accounts', 'expire', '--email', email, '--on', on)
    expect((await expire('ann@example.org', '2026-02-30')).json['error']).toContain('not a day')
    expect((await expire('nobody@example.org', '2026-01-31')).code).toBe(1)
    expect((await expire('ann@example.org', '2026-01-31')).json).toMatchObject({
      rightsEndAt: '2026-01-31T22:59:59.999Z',
    })
    expect((await (await test.as('ann')).get('/tickets')).location).toBe('/account')
  })

  it('verifies through the running desk, and finds what is wrong', async () => {
    expect(await desk('verify')).toMatchObject({ code: 0, json: { ok: true, documents: 2, problems: [] } })
    const [row] = await test.desk.db.select().from(documents).where(eq(documents.accountId, test.cast.carl.id))
    await test.desk.vault.destroyBlob(row?.id ?? '')
    const answer = await desk('verify')
    expect(answer).toMatchObject({ code: 1, json: { ok: false } })
    expect(answer.json['problems']).toEqual([expect.stringContaining(`S-${row?.slip}`)])
    expect((await runCli(['verify'], env)).stdout).toContain(`S-${row?.slip}`)
  })

  it('rehearses a purge without keys, and has the running desk do it', async () => {
    const rehearsal = await desk('accounts', 'purge', '--dry-run')
    expect(rehearsal.json).toMatchObject({ dryRun: true, totals: { accounts: 1, documents: 1, tickets: 1 } })
    expect((await rowOf(test, 'ann')).state).toBe('active')
    const purge = await desk('accounts', 'purge')
    expect(purge.code, purge.stdout).toBe(0)
    expect({ ...purge.json, dryRun: true }).toEqual(rehearsal.json)
    expect((await rowOf(test, 'ann')).state).toBe('closed')
    const [row] = await test.desk.db.select().from(documents).where(eq(documents.accountId, test.cast.ann.id))
    expect(row?.state).toBe('destroyed')
    expect((await desk('accounts', 'purge')).json).toMatchObject({ totals: { accounts: 0 } })
  })

  it('sweeps and migrates', async () => {
    expect(await desk('sweep')).toMatchObject({ code: 0, json: { documentsDestroyed: 0 } })
    expect(await desk('migrate')).toMatchObject({ code: 0, json: { migrated: true } })
  })
})
