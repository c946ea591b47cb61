import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jobs, letters } from '../../server/db/schema.ts'
import { MINUTE } from '../../server/clock.ts'
import { PASSWORD } from '../support/cast.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'

describe('letters over SMTP', () => {
  let test: TestDesk
  let server: SMTPServer
  const received: { to: string[]; text: string }[] = []
  let refusals = 1
  let arrived = () => {}
  const next = () => new Promise<void>((done) => (arrived = done))

  beforeAll(async () => {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, done) {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => parts.push(part))
        stream.on('end', () => {
          if (refusals-- > 0) return done(Object.assign(new Error('Busy, come back later'), { responseCode: 451 }))
          received.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            text: Buffer.concat(parts).toString().replaceAll('=\r\n', ''), // quoted-printable breaks lines
          })
          done()
          arrived()
        })
      },
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.server.address() as AddressInfo
    test = await openTestDesk({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'desk@example.org' })
  })
  afterAll(async () => {
    await test.close()
    await new Promise<void>((done) => server.close(done))
  })

  it('goes again when the mail server was busy, arrives once, and is then not kept', async () => {
    const form = { name: 'Dana Roux', email: 'dana@example.org', password: PASSWORD, acceptTerms: 'yes' }
    await test.visitor().send('/register', '/register', form)
    const jobRow = async () => (await test.desk.db.select().from(jobs).where(eq(jobs.name, 'deliverLetter')))[0]
    await expect.poll(jobRow).toMatchObject({ attempts: 1, claimedAt: null, endedAt: null })
    expect(received.length).toBe(0)
    const arrival = next()
    test.clock.advance(5 * MINUTE)
    test.desk.jobs.wake()
    await arrival
    await test.desk.jobs.runAll()
    expect(received.length).toBe(1)
    expect(received[0]?.to).toEqual(['dana@example.org'])
    expect(received[0]?.text).toContain('/confirm/')
    expect(received[0]?.text).not.toMatch(/<img|http:\/\/(?!127\.0\.0\.1)/)
    await expect
      .poll(async () => (await test.desk.db.select().from(letters).where(eq(letters.to, 'dana@example.org')))[0])
      .toMatchObject({ state: 'sent', text: '', html: '' })
  })
})
