import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { personIn } from '../../server/accounts/people.ts'
import { commands } from '../../server/cli/commands.ts'
import { DAY, HOUR } from '../../server/clock.ts'
import { newId } from '../../server/db/ids.ts'
import { destructions } from '../../server/db/vault-schema.ts'
import { destroyAllOf, destroyDocument } from '../../server/documents/destroying.ts'
import { contentFor } from '../../server/documents/opening.ts'
import { resumeDestructions } from '../../server/documents/recovering.ts'
import { issueFinal } from '../../server/proof/certificates.ts'
import { runCli, settingsOf } from '../cli/support.ts'
import { blobOf, deedsOf, lettersTo, rowOf, stored, ticketOf, type Ticket } from '../documents/support.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { OPENSSL, destructionOf, inShell, linesOn, saidIn, scratch } from './support.ts'

describe('a certificate of destruction', () => {
  let test: TestDesk
  let ticket: Ticket
  beforeAll(async () => {
    test = await openTestDesk()
    ticket = await ticketOf(test, 'ann')
  })
  afterAll(() => test.close())

  const ann = () => personIn(test.cast.ann, test.clock.now())
  /** A document of Ann's that she has destroyed; with its receipt from before, and the path of its certificate. */
  const destroyed = async (content = 'WX7Q-KK21-0PLM', name = 'serial.txt') => {
    const id = await stored(test, ticket, content, name)
    const receipt = (await (await test.as('ann')).get(`/documents/${id}/receipt.json`)).text
    const row = await rowOf(test, id)
    expect(await destroyDocument(test.desk, ann(), id, 'request')).toBe(true)
    return { id, receipt, row, path: `/destructions/${(await destructionOf(test, id)).id}` }
  }
  /** What the operator's command says of a file. */
  const check = async (text: string, keys?: string) => {
    const folder = await scratch()
    const given: Record<string, string> = { file: join(folder, 'paper.json') }
    await writeFile(given['file'] as string, text)
    if (keys) await writeFile((given['keys'] = join(folder, 'keys.json')), keys)
    const verify = await commands['certificate verify']?.load()
    return verify?.(test.desk.config, given, () => undefined)
  }

  it('says what was done, in order, and nothing of what it was', async () => {
    const { id, row, path } = await destroyed()
    const answer = await test.visitor().get(`${path}.json`)
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(answer.headers['content-disposition']).toBe(`attachment; filename=D-${row?.slip}.json`)
    expect(answer.body).toMatchObject({
      payloadType: 'application/vnd.helpdesk.destruction+json',
      signatures: [{ keyid: test.desk.signer.kid }],
    })
    const at = test.clock.now().toISOString()
    const steps = [
      ['revoked', 'none_open'],
      ['logged', 'appended'],
      ['key', 'not_in_keyring'],
      ['blob', 'path_absent'],
      ['erased', 'row_empty'],
      ['scanned', 'nothing_found'],
    ].map(([name, result]) => ({ name, at, result }))
    expect(saidIn(answer.text)).toMatchObject({
      v: 1,
      certId: `D-${row?.slip}`,
      instance: test.desk.config.baseUrl,
      stage: 'live',
      doc: id,
      slip: `S-${row?.slip}`,
      account: expect.stringMatching(/^p-[0-9a-f]{12}$/),
      ciphertextSha256: row?.cipherSha256,
      ciphertextBytes: row?.cipherBytes,
      keyWrapSha256: row?.wrapSha256,
      storedAt: at,
      requestedAt: at,
      destroyedAt: at,
      reason: 'request',
      requestedBy: 'owner',
      steps,
      epochDestroyed: null,
      backupsDeadBy: new Date(test.clock.now().getTime() + DAY).toISOString(),
    })
    const plain = createHash('sha256').update('WX7Q-KK21-0PLM').digest('hex')
    const page = (await test.visitor().get(path)).text
    for (const secret of ['serial.txt', 'WX7Q', plain, test.cast.ann.id, 'Ann Martin'])
      expect([answer.text, JSON.stringify(saidIn(answer.text)), page].join('\n')).not.toContain(secret)
    expect(await destructionOf(test, id)).toMatchObject({ epoch: test.desk.vault.epoch(), final: null })
  })

  it.skipIf(!OPENSSL)(
    'is verified with OpenSSL by the lines of its page, and refused with one changed byte',
    async () => {
      const { path } = await destroyed()
      const page = await test.visitor().get(path)
      const lines = linesOn(page.text)
      expect(lines.length).toBe(4)
      const [fetching = '', ...checking] = lines
      const { groups } = /-sf (?<file>\S+) -o (?<name>\S+) && curl -sf (?<key>\S+) -o pub\.pem$/.exec(fetching) ?? {}
      const paper = await test.visitor().get((groups?.['file'] ?? '').replace(test.desk.config.baseUrl, ''))
      const key = await test.visitor().get((groups?.['key'] ?? '').replace(test.desk.config.baseUrl, ''))
      expect(key.text).toContain('BEGIN PUBLIC KEY')
      const run = (text: string) => inShell(checking, { [groups?.['name'] ?? '']: text, 'pub.pem': key.text })
      expect(await run(paper.text)).toContain('Signature Verified Successfully')

      const flip = (at: number) => {
        const bytes = Buffer.from(paper.text)
        bytes.writeUInt8(bytes.readUInt8(at) === 0x41 ? 0x42 : 0x41, at)
        return bytes.toString()
      }
      const payload = paper.text.indexOf('"payload":"') + 200
      const sig = paper.text.indexOf('"sig":"') + 20
      for (const at of [payload, sig]) {
        expect(await run(flip(at))).toMatch(/^failed/)
        expect(await check(flip(at))).toMatchObject({ status: 1, json: { ok: false } })
      }
      for (let at = 0; at < paper.text.length - 1; at += 37) expect((await check(flip(at)))?.status).toBe(1)
    },
  )

  it('is verified by the command, which says what it says, with the desk’s keys or with keys that were kept', async () => {
    const { path, receipt } = await destroyed()
    const paper = (await test.visitor().get(`${path}.json`)).text
    const keys = (await test.visitor().get('/.well-known/vault-keys.json')).text
    for (const kept of [undefined, keys]) {
      const said = await check(paper, kept)
      expect(said?.status ?? 0).toBe(0)
      expect(said).toMatchObject({
        json: { ok: true, kind: 'destruction', kid: test.desk.signer.kid },
      })
      expect(said?.text).toContain('The signature holds.')
      expect(said?.text).toContain(String(saidIn(paper)['certId']))
      expect((await check(receipt, kept))?.json).toMatchObject({ ok: true, kind: 'receipt' })
    }
    const other = JSON.stringify({ keys: [{ ...JSON.parse(keys).keys[0], kid: 'another' }] })
    expect(await check(paper, other)).toMatchObject({ status: 1, json: { ok: false } })
    for (const text of ['', 'null', '{}', 'no json', '{"payload":1}']) expect((await check(text))?.status).toBe(1)
    const file = join(await scratch(), 'paper.json')
    await writeFile(file, paper)
    const ran = await runCli(['certificate', 'verify', file, '--json'], settingsOf(test))
    expect([ran.code, ran.json['ok']]).toEqual([0, true])
    await writeFile(file, paper.replace('"keyid":"', '"keyid":"x'))
    expect((await runCli(['certificate', 'verify', file], settingsOf(test))).code).toBe(1)
    expect((await runCli(['certificate', 'verify'], settingsOf(test))).code).toBe(1)
  })

  it('has the digests of the receipt, which its owner got at the time', async () => {
    const { receipt, path } = await destroyed()
    const [kept, certificate] = [saidIn(receipt), saidIn((await test.visitor().get(`${path}.json`)).text)]
    for (const name of ['doc', 'slip', 'account', 'ciphertextSha256', 'ciphertextBytes', 'keyWrapSha256', 'storedAt'])
      expect([name, kept[name]]).toEqual([name, certificate[name]])
    expect(kept['contentSha256']).toBe(createHash('sha256').update('WX7Q-KK21-0PLM').digest('hex'))
    expect(kept['contentBytes']).toBe(14)
    expect(kept.log.index).toBeLessThan(certificate.log.index)
  })

  it('is a page for whoever holds the link, in both languages, and for nobody who guesses', async () => {
    const { id, path } = await destroyed()
    const english = await test.visitor().get(path)
    expect(english.status).toBe(200)
    for (const words of ['Certificate of destruction', 'first certificate', 'Key deleted', 'by its owner'])
      expect(english.text).toContain(words)
    expect(english.text).toContain('<svg xmlns')
    expect(english.text).not.toContain(`/documents/${id}`)
    const french = await test.visitor().get(path, { 'accept-language': 'fr' })
    for (const words of ['Certificat de destruction', 'premier certificat', 'Clé supprimée', 'par son propriétaire'])
      expect(french.text).toContain(words)
    expect((await (await test.as('ann')).get(path)).text).toContain(`href="/documents/${id}"`)
    for (const other of ['/destructions/D-7001', `/destructions/${id}`, `/destructions/${newId()}`]) {
      expect((await test.visitor().get(other)).status).toBe(404)
      expect((await test.visitor().get(`${other}.json`)).status).toBe(404)
    }
    expect((await test.visitor().get(`${path}.json?stage=final`)).status).toBe(404)
    expect((await test.visitor().get(`${path}.json?stage=live`)).status).toBe(200)
  })

  it('is where slip and letter lead its owner', async () => {
    const { id, path } = await destroyed()
    const card = await (await test.as('ann')).get(`/documents/${id}`)
    expect(card.text).toContain(`href="${path}"`)
    expect((await (await test.as('ann')).get(`/tickets/${ticket.number}`)).text).toContain(`href="${path}"`)
    expect((await (await test.as('bea')).get(`/documents/${id}`)).text).not.toContain(path)
    const letters = (await lettersTo(test, 'ann')).map(({ text }) => text).join('\n')
    expect(letters).toContain(`See the certificate: ${test.desk.config.baseUrl}${path}`)
  })

  it('waits until nothing is left, and says so meanwhile', async () => {
    const id = await stored(test, ticket)
    const blob = blobOf(test.storageDir, id)
    await rm(blob)
    await mkdir(blob) // what stands in the way of removing it
    expect(await destroyDocument(test.desk, ann(), id, 'request')).toBe(false)
    const path = `/destructions/${(await destructionOf(test, id)).id}`
    const page = await test.visitor().get(path)
    expect(page.status).toBe(200)
    expect(page.text).toContain('is being destroyed')
    expect((await test.visitor().get(path, { 'accept-language': 'fr' })).text).toContain('en cours de destruction')
    expect((await test.visitor().get(`${path}.json`)).status).toBe(404)
    expect((await (await test.as('ann')).get(`/documents/${id}`)).text).not.toContain(path)
    await rm(blob, { recursive: true })
    expect((await resumeDestructions(test.desk)).failed).toEqual([])
    expect((await test.visitor().get(path)).text).toContain('first certificate')
  })

  it('comes after a restart where the desk stopped before it was signed, with the times of what was done', async () => {
    const id = await stored(test, ticket)
    const letters = (await lettersTo(test, 'ann')).length
    const { desk } = test
    const { sign } = desk.signer
    desk.signer.sign = () => {
      throw new Error('the key is away')
    }
    expect(await destroyDocument(desk, ann(), id, 'request')).toBe(false)
    desk.signer.sign = sign
    expect((await rowOf(test, id))?.state).toBe('destroyed')
    const before = await destructionOf(test, id)
    expect(before).toMatchObject({ live: null, epoch: null, finishedAt: test.clock.now() })
    expect((await lettersTo(test, 'ann')).length).toBe(letters)

    const then = test.clock.now()
    test.clock.advance(HOUR)
    await test.restart()
    const { live } = await destructionOf(test, id)
    const certificate = saidIn(live ?? '')
    expect(certificate['destroyedAt']).toBe(then.toISOString())
    expect(certificate.steps.map(({ name, at }) => [name, at === then.toISOString()])).toEqual([
      ['revoked', true],
      ['logged', true],
      ['key', true],
      ['blob', true],
      ['erased', false],
      ['scanned', false],
    ])
    expect((await lettersTo(test, 'ann')).length).toBe(letters + 1)
    expect((await deedsOf(test, id)).filter(({ deed }) => deed === 'document.destroyed').length).toBe(1)
    expect(await resumeDestructions(test.desk)).toEqual({ finished: 0, failed: [] })
  })

  it('is made for what an older desk destroyed, which nobody is told of again', async () => {
    const { id } = await destroyed()
    const letters = (await lettersTo(test, 'ann')).length
    await test.desk.db.transaction(async (tx) => {
      const old = { live: null, steps: null, sealed: null, epoch: null }
      await tx.update(destructions).set(old).where(eq(destructions.documentId, id))
    })
    expect(await resumeDestructions(test.desk)).toEqual({ finished: 1, failed: [] })
    const { live } = await destructionOf(test, id)
    expect(saidIn(live ?? '')).toMatchObject({ ciphertextSha256: null, keyWrapSha256: null, stage: 'live' })
    expect(await check(live ?? '')).toMatchObject({ json: { ok: true } })
    expect((await test.visitor().get(`/destructions/${(await destructionOf(test, id)).id}`)).text).toContain(
      'not known',
    )
    expect((await lettersTo(test, 'ann')).length).toBe(letters)
  })

  it('gets its second one when the root of its epoch is destroyed, once, and the first stays', async () => {
    const { id, path } = await destroyed()
    const { id: destruction, live } = await destructionOf(test, id)
    const epoch = test.desk.vault.epoch()
    test.clock.advance(HOUR)
    const rotation = { from: epoch, to: epoch + 1, at: test.clock.now() }
    const twice = [destruction, destruction, newId()]
    expect(await issueFinal(test.desk, twice, rotation)).toBe(1)
    expect(await issueFinal(test.desk, twice, rotation)).toBe(0)
    const final = (await test.visitor().get(`${path}.json`)).text
    const said = saidIn(final)
    expect(said).toMatchObject({ stage: 'final', epochDestroyed: epoch, backupsDeadBy: rotation.at.toISOString() })
    expect(said.steps.at(-1)).toEqual({ name: 'rotated', at: rotation.at.toISOString(), result: 'root_destroyed' })
    const first = saidIn(live ?? '')
    expect(said.steps.slice(0, -1)).toEqual(first.steps)
    expect([said['doc'], said['destroyedAt'], said.log.index]).toEqual([id, first['destroyedAt'], first.log.index])
    expect((await test.visitor().get(`${path}.json?stage=live`)).text).toBe(`${live}\n`)
    expect(await check(final)).toMatchObject({ json: { ok: true } })
    const page = (await test.visitor().get(path)).text
    expect(page).toContain('final certificate')
    expect(page).toContain(`when root key ${epoch} was destroyed`)
    if (!OPENSSL) return
    const [, ...checking] = linesOn(page)
    const pem = (await test.visitor().get(`/.well-known/vault-keys/${test.desk.signer.kid}.pem`)).text
    expect(await inShell(checking, { [`${said['certId']}.json`]: final, 'pub.pem': pem })).toContain(
      'Verified Successfully',
    )
  })

  it('names who asked: an administrator, or the desk itself', async () => {
    const [one, other] = [await stored(test, ticket), await stored(test, ticket)]
    await destroyDocument(test.desk, personIn(test.cast.ada, test.clock.now()), one, 'administrator')
    await destroyDocument(test.desk, null, other, 'viewed')
    const asked = async (id: string) => saidIn((await destructionOf(test, id)).live ?? '')['requestedBy']
    expect([await asked(one), await asked(other)]).toEqual(['administrator', 'desk'])
  })

  it('says that a reader was cut off, and waits until they have ended', async () => {
    const id = await stored(test, ticket, Buffer.alloc(9 * 1024 * 1024, 7))
    const { stream } = await contentFor(test.desk, ann(), id)
    const closed = new Promise((done) => stream.once('close', () => done(true)))
    await destroyDocument(test.desk, ann(), id, 'request')
    expect(await closed).toBe(true)
    expect(saidIn((await destructionOf(test, id)).live ?? '').steps[0]).toMatchObject({ result: 'all_ended' })
  })

  it('is there for each document of an account that is closed', async () => {
    const his = await ticketOf(test, 'carl')
    const ids = [await stored(test, his), await stored(test, his)]
    expect(await destroyAllOf(test.desk, test.cast.carl.id, 'closure', test.cast.carl.id)).toMatchObject({
      unfinished: 0,
    })
    for (const id of ids) {
      const { live, id: destruction } = await destructionOf(test, id)
      expect(saidIn(live ?? '')).toMatchObject({ doc: id, reason: 'closure', requestedBy: 'owner' })
      expect((await test.visitor().get(`/destructions/${destruction}`)).text).toContain('the account was closed')
    }
    expect((await lettersTo(test, 'carl')).length).toBe(0)
  })
})
