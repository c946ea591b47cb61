import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '../../server/clock.ts'
import { people } from '../../server/db/schema.ts'
import { documents } from '../../server/db/vault-schema.ts'
import { deedsOf, lettersTo } from '../documents/support.ts'
import type { Name } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { send, vaultOf } from './support.ts'

describe('breaking the glass', () => {
  let test: TestDesk
  let ann: Client, bea: Client, noor: Client, ada: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, noor, ada] = await Promise.all([test.as('ann'), test.as('bea'), test.as('noor'), test.as('ada')])
  })
  afterAll(() => test.close())

  const approve = async (name: Name, client: Client, grantId: string, code?: string) =>
    send(client, `/grants/${grantId}/approve`, { code: code ?? (await test.code(name)) })

  it('takes a reason, a second person and their code; the owner is told twice', async () => {
    const vault = await vaultOf(test)
    expect((await vault.breakGlass(ada)).location).toBe(vault.card)
    const { id } = await vault.last()
    expect(await vault.leave('ada')).toBeNull()
    const [asked] = await lettersTo(test, 'ann')
    expect(asked?.subject).toBe('Support asks to break the glass on slip S-7001')
    expect(asked?.text).toContain('Ada Keller asks to open slip S-7001')
    expect(asked?.text).not.toContain('mail server')
    expect((await ann.get(vault.path)).text).toContain('Ada Keller asks to break the glass on S-7001 for 30 minutes')

    expect((await noor.get('/glass')).text).toContain(`href="/grants/${id}"`)
    expect((await noor.get('/desk')).text).toContain('Glass to break <span>1</span>')
    expect((await noor.get(vault.path)).text).toContain(`href="/grants/${id}"`)
    const page = await noor.get(`/grants/${id}`)
    expect(page.text).toContain('“the mail server is down”')
    expect(page.text).toContain(`action="/grants/${id}/approve"`)
    const approved = await approve('noor', noor, id)
    expect([approved.status, approved.location]).toEqual([303, `/grants/${id}`])
    expect(await vault.leave('ada')).toMatchObject({ kind: 'glass', minutes: 30 })
    expect(await vault.leave('noor')).toBeNull()
    expect(await vault.lines()).toEqual([
      {
        deed: 'glass_asked',
        actorId: test.cast.ada.id,
        facts: { agent: 'Ada Keller', reason: 'the mail server is down', minutes: 30 },
      },
      {
        deed: 'glass_broken',
        actorId: test.cast.noor.id,
        facts: { agent: 'Ada Keller', reason: 'the mail server is down', minutes: 30 },
      },
    ])
    const broken = (await lettersTo(test, 'ann')).find(({ subject }) => subject.includes('was broken'))
    expect(broken?.text).toContain('Ada Keller may open slip S-7001')
    expect(broken?.text).toContain('Noor Haddad approved it as second person.')
    const told = (await ann.get(vault.path)).text
    expect(told).toContain('Noor Haddad approved breaking the glass: “the mail server is down”')
    expect(told).toContain('Noor Haddad approved that Ada Keller breaks the glass on slip S-7001')
    expect((await noor.get(`/grants/${id}`)).text).toContain('Approved: Ada Keller may open it until')
    expect((await noor.get('/glass')).text).toContain('Nobody asks to break the glass.')
    expect((await noor.get('/desk')).text).not.toContain('href="/glass"')
    test.clock.advance(30 * MINUTE)
    expect(await vault.leave('ada')).toBeNull()
    expect((await noor.get(`/grants/${id}`)).text).toContain('no longer waits for anybody')
  })

  it('is approved by nobody for themselves, by no customer, and not with a wrong or used code', async () => {
    const vault = await vaultOf(test)
    await vault.breakGlass(bea)
    const { id } = await vault.last()
    expect((await bea.get(`/grants/${id}`)).text).toContain('somebody else has to approve it')
    expect((await approve('bea', bea, id)).status).toBe(403)
    expect((await approve('noor', ann, id)).status).toBe(403)
    expect((await approve('noor', await test.as('carl'), id)).status).toBe(404)
    expect((await test.visitor().post(`/grants/${id}/approve`, {})).location).toMatch(/^\/login/)
    expect((await approve('noor', noor, id, '000000')).text).toContain('That code is wrong or has already been used')
    expect((await deedsOf(test, vault.id)).at(-1)).toMatchObject({ deed: 'document.refused' })
    expect((await approve('noor', noor, id, '')).status).toBe(422)
    expect(await vault.leave('bea')).toBeNull()
    const code = await test.code('noor')
    expect((await approve('noor', noor, id, code)).status).toBe(303)
    const other = await vaultOf(test)
    await other.breakGlass(bea)
    expect((await approve('noor', noor, (await other.last()).id, code)).status).toBe(422)
    expect(await other.leave('bea')).toBeNull()
  })

  it('is broken once, though two approve it at once', async () => {
    const vault = await vaultOf(test)
    await vault.breakGlass(bea)
    const { id } = await vault.last()
    const codes = [await test.code('noor'), await test.code('ada')]
    const answers = await Promise.all([approve('noor', noor, id, codes[0]), approve('ada', ada, id, codes[1])])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409])
    expect((await vault.lines()).map(({ deed }) => deed)).toEqual(['glass_asked', 'glass_broken'])
  })

  it('is stopped by the owner, before or after', async () => {
    const vault = await vaultOf(test)
    await vault.breakGlass(ada)
    await vault.decide(ann, 'refuse')
    expect((await approve('noor', noor, (await vault.last()).id)).status).toBe(409)
    await vault.breakGlass(ada)
    await approve('noor', noor, (await vault.last()).id)
    await vault.decide(ann, 'end')
    expect(await vault.leave('ada')).toBeNull()
    await vault.breakGlass(ada)
    await vault.decide(ann, 'allow')
    expect(await vault.leave('ada')).toMatchObject({ kind: 'glass', decidedById: test.cast.ann.id })
    expect((await ann.get(vault.path)).text).not.toContain('approved breaking the glass on')
  })

  it('works beside a question that its owner has not answered, and on a closed ticket', async () => {
    const vault = await vaultOf(test)
    await vault.ask(bea)
    expect((await vault.breakGlass(bea)).status).toBe(303)
    expect((await vault.breakGlass(bea)).text).toContain('You have asked for this slip already')
    const closed = await vaultOf(test, { status: 'closed' })
    expect((await closed.breakGlass(bea)).status).toBe(303)
    await approve('noor', noor, (await closed.last()).id)
    expect(await closed.leave('bea')).not.toBeNull()
  })

  it('outlives the ticket’s change of hands, and not its closing', async () => {
    const vault = await vaultOf(test)
    await vault.breakGlass(ada)
    await approve('noor', noor, (await vault.last()).id)
    await send(noor, `${vault.path}/assign`, { assignee: '' })
    expect(await vault.leave('ada')).not.toBeNull()
    await send(noor, `${vault.path}/status`, { status: 'closed' })
    expect(await vault.leave('ada')).toBeNull()
  })

  it('never opens what is in quarantine, gone, or no longer its owner’s', async () => {
    const change = (id: string, set: Partial<typeof documents.$inferInsert>) =>
      test.desk.db.transaction(async (tx) => {
        await tx.update(documents).set(set).where(eq(documents.id, id))
      })
    const vault = await vaultOf(test)
    await vault.breakGlass(ada)
    const { id } = await vault.last()
    await change(vault.id, { scan: 'infected' })
    expect((await vault.breakGlass(bea)).status).toBe(403)
    expect((await approve('noor', noor, id)).status).toBe(403)
    await change(vault.id, { scan: 'clean' })
    await approve('noor', noor, id)
    expect(await vault.leave('ada')).not.toBeNull()
    await change(vault.id, { scan: 'infected' })
    expect(await vault.leave('ada')).toBeNull()

    const gone = await vaultOf(test)
    await gone.breakGlass(ada)
    await ann.send(`${gone.card}/destroy`, `${gone.card}/destroy`, { confirm: 'yes' })
    expect((await approve('noor', noor, (await gone.last()).id)).status).toBe(403)
    expect((await gone.breakGlass(ada)).status).toBe(410)

    const his = await vaultOf(test, {}, 'carl')
    const rightsEndAt = test.clock.now()
    await test.desk.db.transaction(async (tx) => {
      await tx.update(people).set({ rightsEndAt }).where(eq(people.id, test.cast.carl.id))
    })
    expect((await his.breakGlass(ada)).status).toBe(403)
  })

  it('is for staff, with a reason, for an hour at most', async () => {
    const vault = await vaultOf(test)
    expect((await vault.breakGlass(ann)).status).toBe(403)
    const answer = await vault.breakGlass(ada, { reason: ' ' })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('Say what you need it for.')
    for (const minutes of ['61', '14', 'x']) expect((await vault.breakGlass(ada, { minutes })).status).toBe(422)
    expect((await ann.get('/glass')).status).toBe(403)
    expect((await test.visitor().get('/glass')).location).toMatch(/^\/login/)
    noor.cookies.set('language', 'fr')
    await vault.breakGlass(ada)
    expect((await noor.get(`/grants/${(await vault.last()).id}`)).text).toContain('Approuver en mon nom')
    noor.cookies.set('language', 'en')
  })

  it('is forgotten when nobody comes within a day', async () => {
    const vault = await vaultOf(test)
    await vault.breakGlass(ada)
    test.clock.advance(DAY)
    const late = await test.as('noor')
    expect((await late.get('/glass')).text).not.toContain((await vault.last()).id)
    expect((await approve('noor', late, (await vault.last()).id)).status).toBe(409)
  })
})
