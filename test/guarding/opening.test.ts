import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tickets } from '../../server/db/schema.ts'
import { verdicts } from '../../server/db/public-schema.ts'
import { documents } from '../../server/db/vault-schema.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { filesWith } from '../support/disk.ts'
import { KEY, PASSWORD, PHONE, decision, findingDeeds, marksIn, sendFrom, storedOn } from './support.ts'

const NEW = '/tickets/new'
const base = { category: 'licences', visibility: 'public' }

describe('a ticket that is opened in public', () => {
  let test: TestDesk
  let ann: Client, carl: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, carl] = await Promise.all([test.as('ann'), test.as('carl')])
  })
  afterAll(() => test.close())
  const open = (fields: Record<string, string>, client = ann) => client.send(NEW, '/tickets', { ...base, ...fields })
  const count = () => test.desk.db.$count(tickets)

  it('goes out at once when there is nothing in it', async () => {
    const opened = await open({ subject: 'Printer is slow', body: 'It takes a minute for each page.' })
    expect(opened.status, opened.text).toBe(303)
    expect((await test.visitor().get(opened.location)).text).toContain('It takes a minute')
  })

  it('waits for a decision about a password in its text and its subject, and keeps what was typed', async () => {
    const before = await count()
    const texts = { subject: `Password: ${PASSWORD}`, body: `My password is ${PASSWORD}\nand it is refused.` }
    const refused = await open(texts)
    expect(refused.status).toBe(422)
    expect([...marksIn(refused.text).keys()]).toEqual([PASSWORD])
    expect(refused.text).toContain('and it is refused.')
    expect(refused.text).toContain('id="body-error"')
    expect(refused.text).toContain('id="subject-error"')
    expect(await count()).toBe(before)
    expect(await test.desk.db.$count(verdicts)).toBe(0)

    const opened = await sendFrom(ann, refused, '/tickets', decision(refused.text, PASSWORD, 'cover'))
    expect(opened.status, opened.text).toBe(303)
    const seen = await test.visitor().get(opened.location)
    expect(seen.text).not.toContain('Tr0ub4dor')
    expect(seen.text).toContain('and it is refused.')
    expect(seen.text).toContain('a password')
    expect((await ann.get(opened.location)).text).toContain('Tr0ub4dor&amp;3')
    expect(await storedOn(test, opened.location)).toEqual([texts.subject, texts.body])
    expect(await findingDeeds(test, opened.location)).toEqual(['finding.covered'])
    expect((await test.visitor().get('/?q=Tr0ub4dor')).text).not.toContain(opened.location)
  })

  it('puts a key into the vault, a slip in its place, and its text nowhere else', async () => {
    const refused = await open({ subject: 'Key refused', body: `It says ${KEY} is in use. Yes, ${KEY}.` })
    expect(refused.status).toBe(422)
    const opened = await sendFrom(ann, refused, '/tickets', decision(refused.text, KEY, 'vault'))
    expect(opened.status, opened.text).toBe(303)
    const [subject, body] = await storedOn(test, opened.location)
    expect(subject).toBe('Key refused')
    expect(body).toMatch(/^It says \uE000licence_key:S-\d+\uE001 is in use\. Yes, \uE000licence_key:S-\d+\uE001\.$/)
    const [slip] = await test.desk.db.select().from(documents).where(eq(documents.kind, 'serial_key'))
    expect(slip).toMatchObject({ state: 'stored', accountId: test.cast.ann.id, storedById: test.cast.ann.id })
    expect(slip?.ticketId).not.toBeNull()
    expect((await ann.get(`/documents/${slip?.id}/content`)).bytes.toString()).toBe(KEY)
    expect((await ann.get(opened.location)).text).toContain(`S-${slip?.slip}`)
    const seen = await test.visitor().get(opened.location)
    expect(seen.text).toContain('a licence key')
    expect(seen.text).not.toMatch(/S-\d{4}|vault/)
    expect(await findingDeeds(test, opened.location)).toEqual(['finding.moved'])
    expect(await filesWith(test.storageDir, KEY)).toEqual([])
  })

  it('shows what its owner says is harmless, and keeps who said so', async () => {
    const refused = await open({ subject: 'Hotline', body: `The hotline is ${PHONE} all day.` })
    const opened = await sendFrom(ann, refused, '/tickets', decision(refused.text, PHONE, 'keep'))
    expect(opened.status, opened.text).toBe(303)
    expect((await test.visitor().get(opened.location)).text).toContain(PHONE)
    const kept = await test.desk.db.select().from(verdicts).where(eq(verdicts.verdict, 'keep'))
    expect(kept.map(({ kind, byId }) => [kind, byId])).toEqual([['phone', test.cast.ann.id]])
    expect(await findingDeeds(test, opened.location)).toEqual(['finding.kept'])
  })

  it('is opened once however often it is sent, and seals nothing twice', async () => {
    const refused = await open({ subject: 'Twice', body: `Key ABCD-9K2M-4TPL-77Q1 refused, call ${PHONE}.` })
    const before = await count()
    const slips = await test.desk.db.$count(documents)
    const fields = {
      ...decision(refused.text, 'ABCD-9K2M-4TPL-77Q1', 'vault'),
      ...decision(refused.text, PHONE, 'cover'),
    }
    const answers = await Promise.all([1, 2, 3].map(() => sendFrom(ann, refused, '/tickets', fields)))
    expect(new Set(answers.map(({ status, location }) => `${status} ${location}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(303)
    expect(await count()).toBe(before + 1)
    expect(await test.desk.db.$count(documents)).toBe(slips + 1)
    const late = await sendFrom(ann, refused, '/tickets', fields)
    expect([late.status, late.location]).toEqual([303, answers[0]?.location])
    expect(await count()).toBe(before + 1)
  })

  it('keeps the documents that came with it, and sends them with the decision', async () => {
    const fields = { ...base, subject: 'With a file', body: `Ring ${PHONE} about PP7Q-9K2M-4TPL-3319` }
    const refused = await ann.send(NEW, '/tickets', fields, [{ name: 'log.txt', content: 'a line' }])
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('log.txt')
    const decided = {
      ...decision(refused.text, PHONE, 'cover'),
      ...decision(refused.text, 'PP7Q-9K2M-4TPL-3319', 'vault'),
    }
    const opened = await sendFrom(ann, refused, '/tickets', decided)
    expect(opened.status, opened.text).toBe(303)
    const shown = await ann.get(opened.location)
    expect(shown.text).toContain('log.txt')
    expect(shown.text.match(/class="stub"/g)?.length).toBe(2)
    expect((await test.visitor().get(opened.location)).text).not.toMatch(/log\.txt|PP7Q|33 6 12/)
  })

  it('takes no decision that its page did not offer', async () => {
    const refused = await open({ subject: 'Forged', body: `Call ${PHONE}` })
    const theirs = await open({ subject: 'Forged', body: `Call ${PHONE}` }, carl)
    const [mine, other] = [marksIn(refused.text).get(PHONE), marksIn(theirs.text).get(PHONE)]
    expect(mine).toMatch(/^[0-9a-f]{32}$/)
    expect(other).not.toBe(mine)
    const before = await count()
    for (const forged of [
      { [`finding-${other}`]: 'keep' },
      { [`finding-${'0'.repeat(32)}`]: 'keep' },
      { [`finding-${mine}`]: 'publish' },
      { [`finding-${mine?.toUpperCase()}`]: 'keep' },
      { [`finding-${mine}`]: ['cover', 'keep'] },
    ]) {
      const fields = { ...base, subject: 'Forged', body: `Call ${PHONE}`, ...forged }
      const page = await ann.get(NEW)
      const answer = await sendFrom(ann, page, '/tickets', { ...fields, key: 'forged-key-1' })
      expect(answer.status).toBe(422)
    }
    expect(await count()).toBe(before)
  })

  it('says so in French', async () => {
    carl.cookies.set('language', 'fr')
    const refused = await open({ subject: 'Clé refusée', body: `Mon mot de passe : ${PASSWORD}` }, carl)
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('Avant l’envoi')
    expect(refused.text).toContain('Quelque chose ne devrait pas partir ainsi')
    expect([...marksIn(refused.text).keys()]).toEqual([PASSWORD])
  })

  it('gives the text back when the vault is full', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => ({
      id: `${index}`.padStart(32, 'f'),
      slip: 900_000 + index,
      storedAt: test.clock.now(),
      accountId: test.cast.carl.id,
      storedById: test.cast.carl.id,
      kind: 'file' as const,
      state: 'stored' as const,
    }))
    await test.desk.db.transaction(async (tx) => void (await tx.insert(documents).values(rows)))
    carl.cookies.set('language', 'en')
    const refused = await open({ subject: 'Full', body: `Key ${KEY} refused` }, carl)
    const again = await sendFrom(carl, refused, '/tickets', decision(refused.text, KEY, 'vault'))
    expect(again.status).toBe(422)
    expect(again.text).toContain('500')
    expect(again.text).toContain(`Key ${KEY} refused`)
    expect(again.text).toMatch(/value="vault"[^>]* checked/)
    const covered = await sendFrom(carl, again, '/tickets', decision(again.text, KEY, 'cover'))
    expect(covered.status, covered.text).toBe(303)
  })
})
