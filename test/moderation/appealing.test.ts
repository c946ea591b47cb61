import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { people } from '../../server/db/schema.ts'
import { lettersTo } from '../documents/support.ts'
import type { Name } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { unpublish } from '../support/tickets.ts'
import {
  errorsIn,
  linesOn,
  publicTicket,
  send,
  suspend,
  suspensionsOn,
  ticketRow,
  everybody,
  lettersAbout,
} from './support.ts'

describe('an appeal against a suspension', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, noor: Client, ada: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;({ ann, bea, carl, noor, ada } = await everybody(test))
  })
  afterAll(() => test.close())
  const WHY = 'Nobody is named there:\nit is the name of a printer.'

  /** A ticket of Ann's that Bea has suspended. */
  async function suspended() {
    const { path, number } = await publicTicket(ann)
    await suspend(bea, path)
    const id = (await suspensionsOn(test, number))[0]?.id
    return { path, number, page: `/suspensions/${id}`, row: async () => (await suspensionsOn(test, number))[0] }
  }
  const letters = async () => (await lettersTo(test, 'ann')).length
  const setState = (names: Name[], state: 'active' | 'closed') =>
    test.desk.db.transaction(async (tx) => {
      for (const name of names) await tx.update(people).set({ state }).where(eq(people.id, test.cast[name].id))
    })

  it('is written by the owner, once, and waits in the staff’s queue', async () => {
    const { path, number, page, row } = await suspended()
    const empty = await ann.send(path, `${path}/appeal`, { text: '  ' })
    expect(empty.status).toBe(422)
    expect(errorsIn(empty.text)).toEqual({ text: 'Tell us why it is wrong.' })
    const long = await ann.send(path, `${path}/appeal`, { text: `Line one\nline two ${'x'.repeat(5000)}` })
    expect(errorsIn(long.text)).toEqual({ text: 'This is too long: at most 5,000 characters.' })
    expect(long.text).toContain('>Line one\nline two xxx')
    expect(await row()).toMatchObject({ appeal: null, appealedAt: null })

    const answer = await ann.send(path, `${path}/appeal`, { text: WHY })
    expect([answer.status, answer.location]).toEqual([303, `${path}#suspension`])
    expect(await row()).toMatchObject({ appeal: WHY, appealedAt: test.clock.now(), answeredAt: null })
    const own = (await ann.get(path)).text
    expect(own).toContain(WHY)
    expect(own).toContain('Nobody has answered yet.')
    expect(own).not.toContain(`action="${path}/appeal"`)
    expect((await send(ann, `${path}/appeal`, { text: 'Once more' })).status).toBe(409)
    expect(await row()).toMatchObject({ appeal: WHY })
    expect((await linesOn(test, number)).at(-1)).toEqual({
      deed: 'ticket.appealed',
      actorId: test.cast.ann.id,
      personId: test.cast.ann.id,
      facts: {},
    })
    expect((await noor.get('/reports')).text).toContain('Its owner appeals: somebody has to answer')
    expect((await noor.get(page)).text).toContain(WHY)
    expect((await test.visitor().get(path)).status).toBe(404)
  })

  it('is taken once, though it is sent twice', async () => {
    const { path, number } = await suspended()
    const answers = await Promise.all([1, 2].map(() => send(ann, `${path}/appeal`, { text: WHY })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409])
    expect((await linesOn(test, number)).filter(({ deed }) => deed === 'ticket.appealed')).toHaveLength(1)
  })

  it('is for the owner alone, and needs a suspension', async () => {
    const { path, row } = await suspended()
    expect((await send(carl, `${path}/appeal`, { text: WHY })).status).toBe(404)
    expect((await send(noor, `${path}/appeal`, { text: WHY })).status).toBe(403)
    expect((await test.visitor().post(`${path}/appeal`, { text: WHY })).location).toMatch(/^\/login/)
    expect(await row()).toMatchObject({ appeal: null })
    const other = await publicTicket(ann)
    expect((await send(ann, `${other.path}/appeal`, { text: WHY })).status).toBe(404)
  })

  it('lifts the suspension when somebody else at support agrees', async () => {
    const { path, number, page, row } = await suspended()
    await ann.send(path, `${path}/appeal`, { text: WHY })
    const before = await letters()
    const bare = await noor.send(page, `${page}/answer`, { outcome: 'lift' })
    expect(bare.status).toBe(422)
    expect(errorsIn(bare.text)).toEqual({ answer: 'Write the answer that the owner reads.' })
    expect((await send(noor, `${page}/answer`, { outcome: 'shrug', answer: 'x' })).status).toBe(422)
    const answer = await noor.send(page, `${page}/answer`, { outcome: 'lift', answer: 'You are right.' })
    expect([answer.status, answer.location]).toEqual([303, page])
    expect(await row()).toMatchObject({
      answer: 'You are right.',
      answeredById: test.cast.noor.id,
      liftedAt: test.clock.now(),
    })
    expect(await ticketRow(test, number)).toMatchObject({ suspendedAt: null, visibility: 'public' })
    expect((await test.visitor().get(path)).status).toBe(200)
    expect((await linesOn(test, number)).slice(-2).map(({ deed, facts }) => [deed, facts])).toEqual([
      ['ticket.appeal_answered', { outcome: 'lift' }],
      ['ticket.restored', {}],
    ])
    expect(await letters()).toBe(before + 1)
    const [letter] = await lettersAbout(test, 'ann', `Ticket No. ${number}: the suspension was looked at again`)
    expect(letter?.text).not.toContain('You are right.')
    for (const words of ['The suspension was lifted on', 'You are right.'])
      expect((await ann.get(path)).text).toContain(words)
    expect((await send(noor, `${page}/answer`, { outcome: 'uphold', answer: 'No.' })).status).toBe(409)
  })

  it('or lets it stand, and the owner reads why', async () => {
    const { path, page, row } = await suspended()
    await ann.send(path, `${path}/appeal`, { text: WHY })
    await ada.send(page, `${page}/answer`, { outcome: 'uphold', answer: 'It is her\nname after all.' })
    expect(await row()).toMatchObject({ liftedAt: null, answeredById: test.cast.ada.id })
    const own = (await ann.get(path)).text
    expect(own).toContain('the suspension stands.')
    expect(own).toContain('It is her\nname after all.')
    expect(own).toContain('Support answered the appeal')
    for (const page of [path, `${path}/history`, '/account/privacy'])
      expect((await ann.get(page)).text).not.toMatch(/Ada Keller|Bea Rossi/)
    expect((await noor.get(path)).text).toContain('Ada Keller answered the appeal')
    expect((await test.visitor().get(path)).status).toBe(404)
    expect((await send(ann, `${path}/appeal`, { text: 'Again' })).status).toBe(409)
    expect((await send(noor, `${page}/answer`, { outcome: 'lift', answer: 'Wait' })).status).toBe(409)
    // Somebody may still think better of it.
    expect((await noor.get(page)).text).toContain(`action="${page}/lift"`)
    await noor.send(page, `${page}/lift`)
    expect((await test.visitor().get(path)).status).toBe(200)
  })

  it('is not answered by who suspended the ticket, as long as somebody else works here', async () => {
    const { path, page, row } = await suspended()
    await ann.send(path, `${path}/appeal`, { text: WHY })
    const seen = (await bea.get(page)).text
    expect(seen).toContain('somebody else has to answer the appeal')
    expect(seen).not.toContain(`action="${page}/answer"`)
    expect((await send(bea, `${page}/answer`, { outcome: 'uphold', answer: 'No.' })).status).toBe(403)
    expect((await send(bea, `${page}/lift`, {})).status).toBe(403)
    expect(await row()).toMatchObject({ answeredAt: null, liftedAt: null })
    await setState(['noor', 'ada'], 'closed')
    expect((await bea.send(page, `${page}/answer`, { outcome: 'lift', answer: 'You are right.' })).status).toBe(303)
    await setState(['noor', 'ada'], 'active')
    expect(await row()).toMatchObject({ answeredById: test.cast.bea.id })
  })

  it('is answered by staff alone, and only where there is one', async () => {
    const { path, page } = await suspended()
    const fields = { outcome: 'lift', answer: 'x' }
    expect((await send(noor, `${page}/answer`, fields)).status).toBe(403)
    await ann.send(path, `${path}/appeal`, { text: WHY })
    for (const who of [ann, carl]) expect((await send(who, `${page}/answer`, fields)).status).toBe(403)
    expect((await test.visitor().post(`${page}/answer`, fields)).location).toMatch(/^\/login/)
    expect((await send(noor, `/suspensions/${'0'.repeat(32)}/answer`, fields)).status).toBe(404)
  })

  it('goes on when its owner has shut the ticket meanwhile', async () => {
    const { path, page, number } = await suspended()
    await unpublish(ann, path)
    expect((await ann.send(path, `${path}/appeal`, { text: WHY })).status).toBe(303)
    await noor.send(page, `${page}/answer`, { outcome: 'lift', answer: 'Yes.' })
    expect((await test.visitor().get(path)).status).toBe(404)
    expect(await ticketRow(test, number)).toMatchObject({ suspendedAt: null, visibility: 'private' })
  })

  it('is told in French where that is spoken', async () => {
    const { path, page } = await suspended()
    ann.cookies.set('language', 'fr')
    expect((await ann.get(path)).text).toContain('Pourquoi personne d’autre ne peut lire ce ticket')
    expect(errorsIn((await ann.send(path, `${path}/appeal`, { text: '' })).text)).toEqual({
      text: 'Dites-nous pourquoi elle est injustifiée.',
    })
    ann.cookies.set('language', 'en')
    noor.cookies.set('language', 'fr')
    expect((await noor.get(page)).text).toContain('Le propriétaire n’a pas contesté.')
    noor.cookies.set('language', 'en')
  })
})
