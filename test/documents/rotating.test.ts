import { chmod, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { factOf } from '../../server/db/facts.ts'
import { jobs, people, sessions } from '../../server/db/schema.ts'
import { alarms, audit, destructions } from '../../server/db/vault-schema.ts'
import { destroyDocument } from '../../server/documents/destroying.ts'
import { rotateIfDue, rotateKeys } from '../../server/documents/rotating.ts'
import { only } from '../../server/problems.ts'
import { certificateIn } from '../../server/proof/certificates.ts'
import { enrol, seedToShow, takeRecoveryCodes } from '../../server/signin/enrolling.ts'
import { unwrapSeed } from '../../server/signin/totp.ts'
import { sweep } from '../../server/timetable.ts'
import { wrapUnderRoot } from '../../server/vault/secrets.ts'
import { runCli, settingsOf } from '../cli/support.ts'
import { codeAt, PASSWORD } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { stored, ticketOf, type Ticket } from './support.ts'

const SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

describe('the root key of a desk', () => {
  let test: TestDesk
  let ticket: Ticket
  beforeAll(async () => {
    test = await openTestDesk()
    ticket = await ticketOf(test, 'ann')
  })
  afterAll(() => test.close())

  const destroyed = async (): Promise<string> => {
    const id = await stored(test, ticket)
    expect(await destroyDocument(test.desk, null, id, 'request')).toBe(true)
    return id
  }
  const destructionOf = async (id: string) =>
    only(await test.desk.db.select().from(destructions).where(eq(destructions.documentId, id)))
  const rotations = () => test.desk.db.select().from(audit).where(eq(audit.deed, 'keys.rotated')).orderBy(audit.seq)
  const epochs = () => [test.desk.vault.epoch(), test.desk.vault.oldestEpoch()]
  const rootDir = () => test.desk.config.rootKeyDir
  const rootFiles = async () => (await readdir(rootDir())).filter((name) => name.startsWith('epoch-'))

  /** What a desk wrote before there were rotations: sealed directly under the root. */
  async function oldSecret(context: string, secret: string): Promise<Buffer> {
    const epoch = test.desk.vault.epoch()
    const key = await readFile(join(rootDir(), `epoch-${epoch}.key`))
    return wrapUnderRoot({ epoch, key }, context, Buffer.from(secret))
  }

  it('is replaced by the command line through the running desk, and destructions become final', async () => {
    const [gone, kept] = [await destroyed(), await stored(test, ticket, 'still to be read')]
    expect(await destructionOf(gone)).toMatchObject({ epoch: 1, final: null })
    const looking = setInterval(() => test.desk.jobs.wake(), 100)
    const { code, json } = await runCli(['keys', 'rotate', '--json'], settingsOf(test)).finally(() =>
      clearInterval(looking),
    )
    expect({ code, json }).toEqual({ code: 0, json: { from: 1, to: 2, accounts: 1, documents: 1, finals: 1 } })
    expect(epochs()).toEqual([2, 2])
    expect(await rootFiles()).toEqual(['epoch-2.key'])
    const { live, final } = await destructionOf(gone)
    expect(certificateIn(live ?? '')).toMatchObject({ stage: 'live', epochDestroyed: null })
    expect(certificateIn(final ?? '')).toMatchObject({ stage: 'final', epochDestroyed: 1 })
    expect(await rotations()).toMatchObject([{ actorId: null, facts: { from: 1, to: 2 } }])
    expect(await factOf(test.desk.db, 'rotation')).toMatchObject({ from: 1, to: 2 })
    const ann = await test.as('ann')
    expect((await ann.get(`/documents/${kept}`)).text).toContain('plan.pdf')
  })

  it('is replaced without anybody having to fit a new second factor', async () => {
    await rotateKeys(test.desk, null)
    const bea = test.visitor()
    await bea.send('/login', '/login', { email: 'bea@example.org', password: PASSWORD })
    expect((await bea.send('/login/totp', '/login/totp', { code: await test.code('bea') })).status).toBe(303)
    expect((await bea.get('/desk')).status).toBe(200)
  })

  it('takes along the secrets that are sealed in the old way, and leaves those that are lost', async () => {
    const { db, vault } = test.desk
    const [bea, noor, carl] = [test.cast.bea, test.cast.noor, test.cast.carl]
    const lost = await oldSecret(`totp:${noor.id}`, noor.seed)
    await rotateKeys(test.desk, null)
    await test.as('carl')
    const old = {
      totpSeed: await oldSecret(`totp:${bea.id}`, bea.seed),
      pendingSeed: await oldSecret(`totp:${carl.id}`, SEED),
      recoveryCodes: await oldSecret(`codes:${carl.id}`, 'ONE TWO'),
    }
    await db.transaction(async (tx) => {
      await tx.update(people).set({ totpSeed: old.totpSeed }).where(eq(people.id, bea.id))
      await tx.update(people).set({ totpSeed: lost }).where(eq(people.id, noor.id))
      const waiting = { pendingSeed: old.pendingSeed, recoveryCodes: old.recoveryCodes }
      await tx.update(sessions).set(waiting).where(eq(sessions.personId, carl.id))
    })
    await rotateKeys(test.desk, null)
    const row = only(await db.select().from(people).where(eq(people.id, bea.id)))
    expect(vault.isOldSecret(row.totpSeed ?? Buffer.alloc(0))).toBe(false)
    expect(unwrapSeed(test.desk, bea.id, row.totpSeed ?? Buffer.alloc(0))).toBe(bea.seed)
    const session = only(await db.select().from(sessions).where(eq(sessions.personId, carl.id)))
    expect(await seedToShow(test.desk, session)).toBe(SEED)
    expect(await takeRecoveryCodes(test.desk, carl.id)).toEqual(['ONE', 'TWO'])
    const unlucky = only(await db.select().from(people).where(eq(people.id, noor.id)))
    expect(() => unwrapSeed(test.desk, noor.id, unlucky.totpSeed ?? Buffer.alloc(0))).toThrow('no root key of epoch')
  })

  it('opens a database of any age: its secrets hang on no root', async () => {
    const carl = await test.as('carl')
    const [session] = await test.desk.db.select().from(sessions).where(eq(sessions.personId, test.cast.carl.id))
    expect((await carl.get('/account/totp')).status).toBe(200)
    const seed = await seedToShow(test.desk, session!)
    await rotateKeys(test.desk, null)
    await rotateKeys(test.desk, null)
    await test.restart()
    expect(await seedToShow(test.desk, session!)).toBe(seed)
    test.clock.advance(30_000)
    await enrol(test.desk, session!, await codeAt(seed, test.clock.now()), 'test')
  })

  it('is replaced at night if a destruction waits for it, and otherwise left alone', async () => {
    await rotateKeys(test.desk, null)
    const [epoch = 0] = epochs()
    expect(await rotateIfDue(test.desk)).toEqual({ due: false })
    const id = await destroyed()
    await test.desk.jobs.stop() // so that nobody else takes the job
    expect(await rotateIfDue(test.desk)).toEqual({ due: true })
    expect(await test.desk.jobs.runAll()).toBeGreaterThan(0)
    test.desk.jobs.start()
    const [job] = await test.desk.db.select().from(jobs).where(eq(jobs.name, 'command.rotate')).orderBy(jobs.runAt)
    expect(job?.endedAt).not.toBeNull()
    expect(epochs()).toEqual([epoch + 1, epoch + 1])
    expect(certificateIn((await destructionOf(id)).final ?? '').epochDestroyed).toBe(epoch)
    expect(await rotateIfDue(test.desk)).toEqual({ due: false })
  })

  it('makes nothing final that was destroyed under it', async () => {
    await rotateKeys(test.desk, null)
    const id = await destroyed()
    await sweep(test.desk)
    expect((await destructionOf(id)).final).toBeNull()
    expect((await rotateKeys(test.desk, test.cast.ada.id)).finals).toBe(1)
    expect((await destructionOf(id)).final).not.toBeNull()
    expect((await rotations()).at(-1)).toMatchObject({ actorId: test.cast.ada.id })
  })

  it('is written down and certified later, if a crash came between its end and that', async () => {
    const id = await destroyed()
    const before = (await rotations()).length
    const { from, to } = await test.desk.vault.rotate()
    expect((await destructionOf(id)).final).toBeNull()
    await sweep(test.desk)
    const { final } = await destructionOf(id)
    expect(certificateIn(final ?? '').epochDestroyed).toBe(from)
    expect((await rotations()).slice(before)).toMatchObject([{ actorId: null, facts: { from, to } }])
    await sweep(test.desk)
    expect((await rotations()).length).toBe(before + 1)
    expect((await destructionOf(id)).final).toBe(final)
  })

  it('raises an alarm when it cannot be replaced, and lives on', async () => {
    const [id, kept] = [await destroyed(), await stored(test, ticket)]
    const before = epochs()
    await chmod(rootDir(), 0o755)
    await expect(rotateKeys(test.desk, null)).rejects.toThrow('open to others')
    await chmod(rootDir(), 0o700)
    const [alarm] = await test.desk.db.select().from(alarms).where(eq(alarms.what, 'rotation'))
    expect(alarm).toMatchObject({ about: '', detail: expect.stringContaining('chmod 700') as string })
    expect(epochs()).toEqual(before)
    const ann = await test.as('ann')
    expect((await ann.get(`/documents/${kept}`)).text).toContain('plan.pdf')
    expect((await rotateKeys(test.desk, null)).finals).toBe(1)
    expect((await destructionOf(id)).final).not.toBeNull()
  })
})
