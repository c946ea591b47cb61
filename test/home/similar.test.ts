import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'

describe('tickets like the one that somebody begins to write', () => {
  let test: TestDesk
  let ann: Client, carl: Client
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, carl] = await Promise.all([test.as('ann'), test.as('carl')])
    await openTicket(carl, { subject: 'Scanner refuses to send mail', visibility: 'public' })
    await openTicket(carl, { subject: 'The scanner sends black pages', visibility: 'public' })
    await openTicket(carl, { subject: 'Scanner of the director' })
    await openTicket(ann, { subject: 'My scanner sends nothing at all' })
    await openTicket(carl, { subject: 'Calendar is late', visibility: 'public' })
  })
  afterAll(() => test.close())
  const similar = async (who: Client, subject: string) => {
    const { text, status } = await who.get(`/similar?subject=${encodeURIComponent(subject)}`)
    expect(status).toBe(200)
    return [...text.matchAll(/href="\/tickets\/(\d+)"/g)].map(([, number]) => Number(number))
  }

  it('are public ones and their own, the likest first', async () => {
    expect(await similar(ann, 'scanner sends')).toEqual([1004, 1002, 1001])
    expect(await similar(ann, 'The scanners refuse to send any mail to the office')).toEqual([1001, 1004, 1002])
    expect(await similar(carl, 'scanner sends')).toEqual([1002, 1001, 1003])
    expect((await ann.get('/similar?subject=scanner')).text).toContain('3 similar tickets; they open in a new tab.')
  })

  it('are none where the subject says nothing yet, or nothing alike', async () => {
    for (const subject of ['', 'the', 'zebra', '"*:', 'é'.repeat(300)]) expect(await similar(ann, subject)).toEqual([])
    expect(await similar(ann, 'Scanner lamp heats up the whole paper tray')).toEqual([])
  })

  it('are for customers and staff who are signed in, so many times a minute', async () => {
    expect((await test.visitor().get('/similar?subject=scanner')).location).toBe(
      '/login?next=%2Fsimilar%3Fsubject%3Dscanner',
    )
    const answers = []
    for (let i = 0; i < 125; i++) answers.push((await carl.get('/similar?subject=scanner')).status)
    expect(answers.filter((status) => status === 200).length).toBeLessThanOrEqual(120)
    expect(answers.at(-1)).toBe(429)
    expect((await ann.get('/similar?subject=scanner')).status).toBe(200)
  })

  it('stand in the form that was refused as well', async () => {
    const page = await ann.send('/tickets/new', '/tickets', { subject: 'Scanner sends', body: '' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('The scanner sends black pages</a>')
    expect((await ann.get('/tickets/new')).text).toContain('data-similar')
  })
})
