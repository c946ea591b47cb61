import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drill, restore } from '../../server/cli/backups.ts'
import { verify } from '../../server/cli/with-keys.ts'
import type { Config } from '../../server/config.ts'
import { facts, people, sessions } from '../../server/db/schema.ts'
import { audit, destructions, documents } from '../../server/db/vault-schema.ts'
import { tables } from '../../server/db/tables.ts'
import { openDesk, type OpenDesk } from '../../server/open.ts'
import { signedBy, type Envelope } from '../../server/proof/dsse.ts'
import { publishedKeys } from '../../server/proof/keys.ts'
import { rowOf, sealed, stored, ticketOf, type Ticket } from '../documents/support.ts'
import { PASSWORD } from '../support/cast.ts'
import { filesBelow } from '../vault/support.ts'
import { jsonOf, openCopies, type Copies } from './copies.ts'

describe('copies of the desk', () => {
  let here: Copies
  let ticket: Ticket
  beforeAll(async () => {
    here = await openCopies()
    ticket = await ticketOf(here.test, 'ann')
  })
  afterAll(() => here.close())

  const opened = async <T>(config: Config, look: (desk: OpenDesk) => Promise<T>): Promise<T> => {
    const desk = await openDesk(config, here.test.clock)
    try {
      return await look(desk)
    } finally {
      await desk.close()
    }
  }
  const contentOf = async ({ vault, db }: OpenDesk, id: string) => {
    const [row] = await db.select().from(documents).where(eq(documents.id, id))
    const { accountId = '', cipherSha256 } = row ?? {}
    const content = await vault.read({ documentId: id, accountId, cipherSha256: cipherSha256 ?? '' })
    return Buffer.concat(await Array.fromAsync(content as AsyncIterable<Buffer>))
  }
  const rootOf = async () =>
    readFile(join(here.test.desk.config.rootKeyDir, `epoch-${here.test.desk.vault.epoch()}.key`))

  it('hold every table, every blob and the newest keyring, and never a root or a signing key', async () => {
    const kept = await stored(here.test, ticket, Buffer.alloc(200_000, 7))
    const waits = (await sealed(here.test, ticket)).id
    const { manifest, place, made } = await here.copied()
    expect(made).toMatchObject({ status: 0, ok: true, documents: 2, damaged: 0 })
    expect(manifest).toMatchObject({ format: 'guichet-backup', version: 1, migration: '0002_public', epoch: 1 })
    expect(manifest.tables.map(({ name }) => name)).toEqual([...tables.keys()])
    expect(manifest.blobs.map(({ id }) => id)).toEqual(expect.arrayContaining([kept, waits]))
    const row = await rowOf(here.test, kept)
    const { sha256, bytes } = manifest.blobs.find(({ id }) => id === kept) ?? {}
    expect([sha256, bytes]).toEqual([row?.cipherSha256, row?.cipherBytes])
    expect((await readdir(here.copies)).toSorted()).toEqual([place.split('/').at(-1), 'keyring'])
    const files = await filesBelow(here.copies)
    for (const file of files) expect((await stat(file)).mode & 0o077, file).toBe(0)
    const secrets = [await rootOf(), await readFile(join(here.test.desk.config.rootKeyDir, 'signing.key'))]
    for (const file of files) {
      const content = await readFile(file)
      for (const secret of secrets) expect(content.includes(secret), file).toBe(false)
    }
    const [line] = await here.test.desk.db.select().from(audit).where(eq(audit.deed, 'backup.made'))
    expect(line).toMatchObject({ actorId: null, facts: { documents: 2 } })
    const ada = await here.test.as('ada')
    expect((await ada.get('/admin/vault')).text).toContain(`in ${here.copies}`)
  })

  it('come back on another machine, row for row, and sign nobody in', async () => {
    const id = await stored(here.test, ticket, 'brought back')
    const ann = await here.test.as('ann')
    await ann.get('/account')
    const { manifest, place } = await here.copied()
    const config = await here.elsewhere()
    const answer = await jsonOf(restore(config, { dir: here.copies }))
    expect(answer).toMatchObject({ status: 0, ok: true, place, problems: [], destroyedAgain: 0, closedAgain: 0 })
    await opened(config, async (desk) => {
      expect((await contentOf(desk, id)).toString()).toBe('brought back')
      expect(await desk.db.select().from(people).orderBy(people.id)).toEqual(
        await here.test.desk.db.select().from(people).orderBy(people.id),
      )
      expect(await desk.db.$count(sessions)).toBe(0)
      const rows = manifest.tables.find(({ name }) => name === 'documents')?.rows
      expect(await desk.db.$count(documents)).toBe(rows)
      // The record goes on where it was, with its own numbers.
      const lines = await desk.db.select().from(audit).orderBy(audit.seq)
      expect(lines.slice(0, -1).map(({ seq, deed }) => [seq, deed])).toEqual(
        (await here.test.desk.db.select().from(audit).orderBy(audit.seq))
          .map(({ seq, deed }): [number, string] => [seq, deed])
          .slice(0, lines.length - 1),
      )
      expect(lines.at(-1)?.deed).toBe('backup.restored')
    })
    expect(await jsonOf(verify(config, {}))).toMatchObject({ status: 0, ok: true, problems: [] })
    // Twice is refused, and changes nothing.
    await expect(restore(config, { dir: here.copies })).rejects.toThrow(
      /^STORAGE_DIR .* holds a desk already: move it away/,
    )
    expect(await jsonOf(verify(config, {}))).toMatchObject({ ok: true })
  })

  it('bring nothing back that was destroyed since, nor anybody who left', async () => {
    const alive = await stored(here.test, ticket)
    const dead: string[] = []
    for (let at = 0; at < 5; at++) dead.push(await stored(here.test, ticket))
    const carls = await stored(here.test, await ticketOf(here.test, 'carl'))
    await here.copied()
    for (const id of dead) await here.destroy(id)
    await (await here.test.as('carl')).send('/account/close', '/account/close', { password: PASSWORD })
    const config = await here.elsewhere()
    expect(await jsonOf(restore(config, { dir: here.copies }))).toMatchObject({ destroyedAgain: 6, closedAgain: 1 })
    await opened(config, async (desk) => {
      const rows = await desk.db.select().from(destructions)
      expect(rows.map(({ documentId }) => documentId)).toEqual(expect.arrayContaining([...dead, carls]))
      for (const id of [...dead, carls]) expect(desk.vault.hasKey(id)).toBe(false)
      expect((await contentOf(desk, alive)).toString()).toBe('the content')
    })
    // Where the machine is new and has no log, the newest one beside the here.copies serves.
    await here.copied()
    const fresh = await here.elsewhere({ log: false })
    expect(await jsonOf(restore(fresh, { dir: here.copies }))).toMatchObject({ ok: true })
    expect(await readFile(fresh.destructionLog)).toEqual(await readFile(here.test.desk.config.destructionLog))
  })

  it('go on opening after a rotation, because the keyring beside them is replaced', async () => {
    const id = await stored(here.test, ticket, 'from before the rotation')
    await here.copied()
    const before = await readFile(join(here.copies, 'keyring', 'keyring.db'))
    const ada = await here.test.as('ada')
    const epoch = here.test.desk.vault.epoch()
    await ada.send('/admin/vault', '/admin/vault/rotation')
    while ((await factOf('keyring-copy'))?.['epoch'] !== epoch + 1) await new Promise((done) => setImmediate(done))
    expect(await readFile(join(here.copies, 'keyring', 'keyring.db'))).not.toEqual(before)
    expect((await readdir(join(here.copies, 'keyring'))).toSorted()).toEqual(['destroyed.log', 'keyring.db'])
    const config = await here.elsewhere()
    expect(await jsonOf(restore(config, { dir: here.copies }))).toMatchObject({ status: 0, problems: [] })
    await opened(config, async (desk) =>
      expect((await contentOf(desk, id)).toString()).toBe('from before the rotation'),
    )
    // The keyring from before the rotation opens nothing any more, with whichever root there is.
    await writeFile(join(here.copies, 'keyring', 'keyring.db'), before)
    await expect(restore(await here.elsewhere(), { dir: here.copies })).rejects.toThrow(/older copy, of epoch/)
    await here.copied()
  })

  const factOf = async (name: string) => {
    const [fact] = await here.test.desk.db.select().from(facts).where(eq(facts.name, name))
    return fact?.value
  }

  it('are brought back in a rehearsal that is timed and signed, and leaves nothing', async () => {
    const { place } = await here.copied()
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('guichet-drill-'))
    const answer = await jsonOf(drill(here.test.desk.config))
    expect(answer).toMatchObject({ status: 0, ok: true, place, problems: [] })
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('guichet-drill-'))).toEqual(before)
    const paper = JSON.parse(await readFile(join(here.copies, String(answer['paper'])), 'utf8')) as Envelope
    expect(signedBy(paper, await publishedKeys(here.test.desk.db))).toBe(here.test.desk.signer.kid)
    const said = JSON.parse(Buffer.from(paper.payload, 'base64').toString()) as Record<string, unknown>
    expect(said).toMatchObject({ v: 1, ok: true, documents: answer['documents'], seconds: answer['seconds'] })
    expect((await (await here.test.as('ada')).get('/admin/vault')).text).toContain(
      `it worked, in ${answer['seconds']} s`,
    )
  })
})
