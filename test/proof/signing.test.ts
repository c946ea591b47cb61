import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stored, ticketOf } from '../documents/support.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { checkPaper } from '../../server/proof/checking.ts'
import { openSigner } from '../../server/proof/signing.ts'
import { scratch } from './support.ts'

type Key = { kty: string; crv: string; x: string; kid: string; use: string; from: string; to?: string }

describe('the signing key', () => {
  let test: TestDesk
  let file: string
  beforeAll(async () => {
    test = await openTestDesk()
    file = join(test.desk.config.rootKeyDir, 'signing.key')
  })
  afterAll(() => test.close())

  const keys = async () => {
    const answer = await test.visitor().get('/.well-known/vault-keys.json')
    expect(answer.headers['cache-control']).toBe('public, max-age=300')
    return (answer.body as { keys: Key[] }).keys
  }

  it('is a file beside the root that its owner alone reads, and its public half is published', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o400)
    const [key, ...more] = await keys()
    expect(more).toEqual([])
    expect(key).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.stringMatching(/^[\w-]{43}$/),
      kid: expect.stringMatching(/^[\w-]{43}$/),
      use: 'sig',
      from: '2026-11-22T09:00:00.000Z',
    })
    const thumbprint = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${key?.x}"}`).digest('base64url')
    expect(key?.kid).toBe(thumbprint)
    expect((await test.visitor().get('/.well-known/vault-keys/nonsense.pem')).status).toBe(404)
  })

  it('stays the same over a restart', async () => {
    const before = await keys()
    await test.restart()
    expect(await keys()).toEqual(before)
  })

  it('is made anew where its file is lost; what the old one signed holds, and it can come back', async () => {
    const id = await stored(test, await ticketOf(test, 'ann'))
    const receipt = async () => (await (await test.as('ann')).get(`/documents/${id}/receipt.json`)).text
    const [first] = await keys()
    const paper = await receipt()
    const aside = join(await scratch(), 'signing.key')
    await rename(file, aside)
    test.clock.advance(60_000)
    await test.restart()
    const [old, fresh] = await keys()
    expect(old).toEqual({ ...first, to: '2026-11-22T09:01:00.000Z' })
    expect(fresh).toMatchObject({ from: '2026-11-22T09:01:00.000Z' })
    expect(fresh?.to).toBeUndefined()
    const next = await receipt()
    expect(checkPaper(paper, await keys())).toMatchObject({ ok: true, kid: old?.kid })
    expect(checkPaper(next, await keys())).toMatchObject({ ok: true, kid: fresh?.kid })
    expect(checkPaper(next, [old as Key])).toMatchObject({ ok: false })
    expect((await test.visitor().get(`/.well-known/vault-keys/${old?.kid}.pem`)).text).toContain('PUBLIC KEY')

    await rm(file, { force: true })
    await rename(aside, file)
    await test.restart()
    expect((await keys()).map(({ kid, to }) => [kid, to !== undefined])).toEqual([
      [old?.kid, false],
      [fresh?.kid, true],
    ])
  })

  it('is refused when others can read it, or when it is something else, with one line that says what to do', async () => {
    const folder = await scratch()
    const path = join(folder, 'signing.key')
    const { kid } = await openSigner(folder)
    const kept = await readFile(path)
    await chmod(path, 0o440)
    await expect(openSigner(folder)).rejects.toThrow(/ROOT_KEY_DIR is open to others .* chmod 400/)
    const other = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    for (const wrong of ['', 'no key', other]) {
      await rm(path)
      await writeFile(path, wrong, { mode: 0o400 })
      await expect(openSigner(folder)).rejects.toThrow(/ROOT_KEY_DIR holds .*signing\.key, which is no Ed25519 key/)
    }
    await rm(path)
    await writeFile(path, kept, { mode: 0o400 })
    expect((await openSigner(folder)).kid).toBe(kid)
  })
})
