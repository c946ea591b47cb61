import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fingerprints, publishedReplies, verdicts } from '../../server/db/public-schema.ts'
import { audit, documents } from '../../server/db/vault-schema.ts'
import { destroyDocument } from '../../server/documents/destroying.ts'
import { discard, sealText } from '../../server/documents/storing.ts'
import { ownOf } from '../../server/review/own.ts'
import { spotsIn } from '../../server/review/spots.ts'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply } from '../support/tickets.ts'

const SERIAL = 'zx81-kp42-77qa-lm03'

describe('what is in the vault', () => {
  let test: TestDesk
  let ann: Client, path: string
  beforeAll(async () => {
    test = await openTestDesk()
    ann = await test.as('ann')
    path = await openTicket(ann)
  })
  afterAll(() => test.close())

  const store = async (secret: string, kind = 'serial_key', at = path): Promise<string> => {
    const before = new Set((await test.desk.db.select({ id: documents.id }).from(documents)).map(({ id }) => id))
    const answer = await ann.send(at, `${at}/documents`, { secret, kind, label: 'A text' })
    expect(answer.status, answer.text).toBe(303)
    const rows = await test.desk.db.select({ id: documents.id }).from(documents)
    return rows.find(({ id }) => !before.has(id))?.id ?? ''
  }
  /** The places of a text that are known from the vault, as a reader of ann's ticket would have them found. */
  const known = async (text: string, owner: 'ann' | 'carl' = 'ann') => {
    const own = await ownOf(test.desk.db, test.desk, { ownerId: test.cast[owner].id })
    return spotsIn(test.desk, 'f'.repeat(32), text, own, new Map())
      .filter(({ kind }) => kind === 'vault_content')
      .map(({ start, end }) => text.slice(start, end))
  }
  const rowsOf = (id: string) => test.desk.db.select().from(fingerprints).where(eq(fingerprints.documentId, id))

  it('is known again wherever it is pasted, whatever stands between its letters', async () => {
    await store(SERIAL)
    expect(await known(`Try ${SERIAL} please`)).toEqual([SERIAL])
    expect(await known('Try ZX81 KP42 77QA LM03 please')).toEqual(['ZX81 KP42 77QA LM03'])
    expect(await known('zx81.kp42.77qa.lm03')).toEqual(['zx81.kp42.77qa.lm03'])
    expect(await known('Ｚｘ８１kp4277qaLM03')).toEqual(['Ｚｘ８１kp4277qaLM03'])
    expect(await known('zx81-kp42-77qa-lm04')).toEqual([])
    expect(await known(SERIAL, 'carl')).toEqual([])
  })

  it('is kept as keyed marks that say nothing: not the text, and not that two accounts keep the same', async () => {
    const mine = (await test.desk.db.select().from(fingerprints)).filter(({ length }) => length === 8008)
    expect(mine).toHaveLength(1)
    expect(JSON.stringify(mine)).not.toMatch(/zx81/i)
    const carl = { accountId: test.cast.carl.id, storedById: test.cast.carl.id, kind: 'serial_key' as const }
    const { id } = await sealText(test.desk, carl, 'The same', SERIAL)
    const [his] = await rowsOf(id)
    expect(his).toMatchObject({ length: 8008, accountId: test.cast.carl.id })
    expect(his?.mark).not.toBe(mine[0]?.mark)
    await discard(test.desk, id)
    expect(await rowsOf(id)).toEqual([])
  })

  it('is known by its telling pieces, not by the words of a note', async () => {
    const note = await store(
      'Hello Bea,\nthe router in the hall was bought on 2024-11-12 and answers to R0uter-Adm1n.\nThe contract is FR76 3000 6000 0112 3456 7890 189, ask for Mrs Lebrun.',
      'note',
    )
    expect(
      await known('The router in the hall answers to Mrs Lebrun since 2024-11-12. Hello Bea, the contract'),
    ).toEqual([])
    expect(await known('Use r0uter adm1n')).toEqual(['r0uter adm1n'])
    expect(await known('FR7630006000011234567890189')).toEqual(['FR7630006000011234567890189'])
    await store('user: svc-backup\npass: Tr0ub4', 'credential')
    expect(await known('it is tr0ub4')).toEqual(['tr0ub4'])
    expect(await known('the svc backup user and pass')).toEqual([])
    await store('correct horse battery staple', 'credential')
    expect(await known('It says Correct-Horse Battery Staple.')).toEqual(['Correct-Horse Battery Staple'])
    expect(await known('a horse with a battery')).toEqual([])
    expect(await rowsOf(note)).not.toEqual([])
  })

  it('is known in the texts of others only where they cannot have tried it out', async () => {
    const [four, nine] = ['4711', '470011882']
    const open = await openTicket(ann, { visibility: 'public', subject: 'Door of the lab' })
    for (const secret of [four, nine, 'Kestrel9Quay']) await store(secret, 'credential', open)
    const tried = `${four} apple ${nine} pear Kestrel9Quay`
    expect((await reply(await test.as('carl'), open, tried)).status).toBe(303)
    const read = async () => (await test.visitor().get(open)).text
    expect(await read()).toContain(`${four} apple ${nine} pear <span class="gone">`)
    const bea = await test.as('bea')
    const csrf = csrfIn((await bea.get(open)).text)
    const advice = await bea.post('/tickets/check', { _csrf: csrf, ticket: open.slice(9), body: `${four} apple` })
    expect(advice.body).toMatchObject({ advice: [] })
    // Stored again, it is covered in its owner's words, and nobody else's are touched.
    await reply(ann, open, 'The lab has 8822 lockers')
    await store('8822', 'credential', open)
    expect(await read()).toContain('The lab has <span class="gone">')
    expect(await read()).toContain(`${four} apple`)
  })

  it('is found on the page of the review, and nobody can say that it is harmless', async () => {
    const other = await openTicket(ann, { subject: 'Second', body: 'I typed Tr0ub4 and nothing else.' })
    const review = await ann.get(`${other}/visibility`)
    expect(review.text).toContain('Something confidential')
    expect(review.text).toContain('What is in the vault never becomes public.')
    expect((await publish(ann, other)).status).toBe(303)
    const [, mark = ''] = /name="finding-([\da-f]{32})" value="cover"/.exec(review.text) ?? []
    const kept = { visibility: 'public', confirm: 'yes', [`finding-${mark}`]: 'keep' }
    await ann.send(`${other}/visibility`, `${other}/visibility`, kept)
    const seen = await test.visitor().get(other)
    expect(seen.text).toContain('something confidential')
    expect(seen.text).not.toContain('Tr0ub4')
    expect(await test.desk.db.$count(verdicts)).toBe(0)
  })

  it('is covered at once where it is public already when it is stored, and its owner reads so', async () => {
    const open = await openTicket(ann, { subject: 'Colour of the case', body: 'It is called Marmalade7 by us all.' })
    const [bystander] = [await openTicket(ann, { subject: 'Another', body: 'Nothing of that' })]
    for (const one of [open, bystander]) expect((await publish(ann, one)).status).toBe(303)
    expect((await test.visitor().get(open)).text).toContain('Marmalade7')
    const id = await store('Marmalade7', 'credential')
    expect((await test.visitor().get(open)).text).not.toContain('Marmalade7')
    expect((await test.visitor().get(`/?q=marmalade7`)).text).not.toContain('Marmalade7 by')
    const [document] = await test.desk.db.select().from(documents).where(eq(documents.id, id))
    expect((await ann.get(`${open}/history`)).text).toContain(
      `Covered what lies in the vault since then as slip S-${document?.slip}`,
    )
    const lines = await test.desk.db.select().from(audit).where(eq(audit.documentId, id))
    expect(lines.filter(({ deed }) => deed === 'finding.covered')).toHaveLength(1)
  })

  it('is forgotten with the document: no fingerprint is left, and it is an ordinary text again', async () => {
    const id = await store('Ph0enix-Rising', 'credential')
    expect(await known('ph0enix rising')).toEqual(['ph0enix rising'])
    expect((await rowsOf(id)).length).toBeGreaterThan(0)
    await destroyDocument(test.desk, null, id, 'request')
    expect(await rowsOf(id)).toEqual([])
    expect(await known('ph0enix rising')).toEqual([])
  })

  it('stays covered where it was public, though the desk has forgotten why', async () => {
    const other = await openTicket(ann, { subject: 'Third', body: 'The box says B1u3berry.' })
    const id = await store('B1u3berry', 'credential')
    expect((await publish(ann, other)).status).toBe(303)
    await destroyDocument(test.desk, null, id, 'request')
    await ann.send(other, `${other}/status`, { status: 'solved' }) // all of it is built anew
    expect(JSON.stringify(await test.desk.db.select().from(publishedReplies))).not.toContain('B1u3berry')
  })
})
