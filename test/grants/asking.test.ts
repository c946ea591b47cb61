import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE } from '../../server/clock.ts'
import { lettersTo } from '../documents/support.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { send, vaultOf } from './support.ts'

describe('leave to open a document', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, noor: Client, ada: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, carl, noor, ada] = await Promise.all([
      test.as('ann'),
      test.as('bea'),
      test.as('carl'),
      test.as('noor'),
      test.as('ada'),
    ])
  })
  afterAll(() => test.close())

  it('is asked for by the agent who has the ticket; its owner gets a letter and a page with two buttons', async () => {
    const vault = await vaultOf(test)
    const asked = await vault.ask(bea)
    expect([asked.status, asked.location]).toEqual([303, vault.card])
    const grant = await vault.last()
    expect(grant).toMatchObject({ kind: 'asked', state: 'asked', minutes: 60, agentId: test.cast.bea.id })
    expect(await vault.leave('bea')).toBeNull()
    expect(await vault.lines()).toEqual([
      {
        deed: 'asked',
        actorId: test.cast.bea.id,
        facts: { agent: 'Bea Rossi', reason: 'to compare it with the server', minutes: 60 },
      },
    ])
    const [letter] = await lettersTo(test, 'ann')
    expect(letter?.subject).toBe('Support asks to open slip S-7001')
    expect(letter?.text).toContain('Bea Rossi asks to open slip S-7001 of your vault for 1 hour.')
    expect(letter?.text).toContain(`${vault.path}#asks`)
    expect(letter?.text).not.toContain('compare')
    const page = (await ann.get(vault.path)).text
    expect(page).toContain('Bea Rossi asks to open S-7001 for 1 hour: “to compare it with the server”')
    expect(page).toContain(`action="/grants/${grant.id}"`)
    expect((await bea.get(vault.path)).text).toContain('Ann Martin has not answered yet')
    expect((await noor.get(vault.path)).text).toContain('Bea Rossi has asked Ann Martin to open S-7001 for 1 hour.')
    expect((await noor.get(vault.path)).text).not.toContain(`action="/grants/`)
  })

  it('runs from the moment its owner allows it, is told, and is over by the clock', async () => {
    const vault = await vaultOf(test)
    await vault.ask(bea, { minutes: '15' })
    test.clock.advance(30 * MINUTE)
    const answer = await vault.decide(ann, 'allow')
    expect([answer.status, answer.location]).toEqual([303, `${vault.path}#asks`])
    expect(await vault.leave('bea')).toMatchObject({ purpose: 'to compare it with the server', kind: 'asked' })
    expect(await vault.leave('noor')).toBeNull()
    expect((await vault.lines()).at(-1)).toMatchObject({ deed: 'allowed', actorId: test.cast.ann.id })
    const page = (await ann.get(vault.path)).text
    expect(page).toContain('value="end"')
    expect(page).toMatch(/You allowed Bea Rossi to open slip S-\d+/)
    expect((await bea.get(vault.path)).text).toContain('You may open it until 22 Nov 2026')
    test.clock.advance(15 * MINUTE - 1)
    expect(await vault.leave('bea')).not.toBeNull()
    test.clock.advance(1)
    expect(await vault.leave('bea')).toBeNull()
    expect((await ann.get(vault.path)).text).not.toContain('value="end"')
  })

  it('is refused in one click, and may be asked for again', async () => {
    const vault = await vaultOf(test)
    await vault.ask(bea)
    await vault.decide(ann, 'refuse')
    expect(await vault.last()).toMatchObject({ state: 'refused', decidedById: test.cast.ann.id })
    expect((await vault.lines()).map(({ deed }) => deed)).toEqual(['asked', 'refused'])
    expect((await ann.get(vault.path)).text).toMatch(/You did not allow Bea Rossi to open slip S-\d+/)
    expect((await vault.ask(bea)).status).toBe(303)
  })

  it('is taken back at any time', async () => {
    const vault = await vaultOf(test)
    await vault.ask(bea)
    await vault.decide(ann, 'allow')
    expect((await vault.decide(ann, 'end')).status).toBe(303)
    expect(await vault.leave('bea')).toBeNull()
    expect((await vault.lines()).at(-1)).toMatchObject({ deed: 'ended', actorId: test.cast.ann.id })
    expect((await vault.decide(ann, 'end')).status).toBe(303)
    expect((await vault.decide(ann, 'allow')).status).toBe(409)
    expect((await vault.lines()).length).toBe(3)
  })

  it('is asked for once at a time', async () => {
    const vault = await vaultOf(test)
    const both = await Promise.all([vault.ask(bea), vault.ask(bea)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409])
    const again = await vault.ask(bea)
    expect(again.text).toContain('You have asked for this slip already')
    await vault.decide(ann, 'allow')
    expect((await vault.ask(bea)).text).toContain('You may open this slip already')
    expect((await vault.lines()).length).toBe(2)
  })

  it('is decided once, though two tabs say different things and one says it twice', async () => {
    const vault = await vaultOf(test)
    await vault.ask(bea)
    const two = await Promise.all([vault.decide(ann, 'allow'), vault.decide(ann, 'refuse')])
    expect(two.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409])
    const other = await vaultOf(test)
    await other.ask(bea)
    const same = await Promise.all([other.decide(ann, 'allow'), other.decide(ann, 'allow')])
    expect(same.map(({ status }) => status)).toEqual([303, 303])
    expect((await other.lines()).map(({ deed }) => deed)).toEqual(['asked', 'allowed'])
  })

  it('is nothing that a stranger, the owner or staff without the ticket may ask for', async () => {
    const vault = await vaultOf(test)
    expect((await vault.ask(carl)).status).toBe(404)
    expect((await vault.ask(carl, { purpose: '' })).status).toBe(404)
    expect((await vault.ask(ann)).status).toBe(403)
    expect((await vault.ask(noor)).status).toBe(403)
    expect((await vault.ask(ada, { purpose: '' })).status).toBe(403)
    expect((await test.visitor().post(`${vault.card}/grants`, {})).location).toMatch(/^\/login/)
    const closed = await vaultOf(test, { status: 'closed' })
    expect((await closed.ask(bea)).status).toBe(403)
    expect((await send(bea, `/documents/${'f'.repeat(32)}/grants`, { purpose: 'x', minutes: '15' })).status).toBe(404)
  })

  it('is decided by nobody but the owner', async () => {
    const vault = await vaultOf(test)
    await vault.ask(bea)
    expect((await vault.decide(carl, 'allow')).status).toBe(404)
    for (const client of [bea, noor, ada]) expect((await vault.decide(client, 'allow')).status).toBe(403)
    for (const id of ['f'.repeat(32), 'x', '%00']) expect((await vault.decide(ann, 'allow', id)).status).toBe(404)
    expect((await vault.decide(ann, 'perhaps')).status).toBe(422)
    const unknown = await test.visitor().post(`/grants/${(await vault.last()).id}`, { decision: 'allow' })
    expect(unknown.location).toMatch(/^\/login/)
    expect((await vault.last()).state).toBe('asked')
    expect((await ann.get(`/grants/${(await vault.last()).id}`)).location).toBe(`${vault.path}#asks`)
    expect((await carl.get(`/grants/${(await vault.last()).id}`)).status).toBe(404)
  })

  it('comes with a purpose and a time; what was written comes back with what is wrong', async () => {
    const vault = await vaultOf(test)
    const none = await vault.ask(bea, { purpose: ' ' })
    expect(none.status).toBe(422)
    expect(none.text).toContain('Say what you need it for.')
    const long = await vault.ask(bea, { purpose: 'x'.repeat(301) })
    expect(long.status).toBe(422)
    for (const minutes of ['14', '481', '20.5', 'long', '']) {
      const answer = await vault.ask(bea, { minutes, purpose: 'to <b>see</b>' })
      expect([minutes, answer.status]).toEqual([minutes, 422])
      expect(answer.text).toContain('value="to &lt;b&gt;see&lt;/b&gt;"')
    }
  })

  it('is told and decided in French', async () => {
    const vault = await vaultOf(test, {}, 'carl')
    await vault.ask(bea)
    const [letter] = await lettersTo(test, 'carl')
    expect(letter?.subject).toMatch(/^L’assistance demande à ouvrir le bordereau S-\d+$/)
    expect(letter?.text).toContain('pendant 1 heure')
    carl.cookies.set('language', 'fr')
    const page = (await carl.get(vault.path)).text
    expect(page).toMatch(/Bea Rossi demande à ouvrir S-\d+ pendant 1 heure\u202f: «\u202fto compare/)
    await vault.decide(carl, 'allow')
    expect((await carl.get(vault.path)).text).toMatch(/Bea Rossi peut ouvrir S-\d+ jusqu’au 22 nov\. 2026/)
    carl.cookies.set('language', 'en')
  })
})
