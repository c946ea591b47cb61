import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { personIn } from '../../server/accounts/people.ts'
import { record } from '../../server/audit/record.ts'
import { destroyDocument } from '../../server/documents/destroying.ts'
import { stored, ticketOf, type Ticket } from '../documents/support.ts'
import { expectAccessible, openBrowser, profile, signInAs, type Looks } from '../support/browser.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { destructionOf } from './support.ts'

describe('in a browser', () => {
  let test: TestDesk
  let browser: Browser
  let ticket: Ticket
  let id: string
  beforeAll(async () => {
    test = await openTestDesk()
    browser = await openBrowser()
    ticket = await ticketOf(test, 'ann')
    id = await stored(test, ticket)
    await (await test.as('ann')).get(`/documents/${id}/content`)
  })
  afterAll(async () => {
    await browser.close()
    await test.close()
  })

  const open = async (path: string, looks: Looks = {}) => {
    const one = await profile(browser, test.url, looks)
    await signInAs(one.context, test, 'ann')
    await one.page.goto(path)
    return one
  }

  it('checks each line of a record up to the signed head, and new lines come by themselves', async () => {
    const { context, page, complaints } = await open(`/documents/${id}`)
    await page.getByRole('button', { name: 'Check the proofs here' }).click()
    await page.getByText('All lines hold.').waitFor()
    await page.getByText('line 1 of 2 in the signed log').waitFor()
    await page.getByText('line 2 of 2 in the signed log').waitFor()
    await page.locator('body[data-live="on"]').waitFor()
    await (await test.as('ann')).get(`/documents/${id}/content`)
    await page.getByText('line 3 of 3 in the signed log').waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('says which line does not hold', async () => {
    const { context, page } = await open(`/documents/${id}`)
    await page.route('**/record.json', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({
        response: answer,
        body: (await answer.text()).replace('document.stored', 'document.opened'),
      })
    })
    await page.getByRole('button', { name: 'Check the proofs here' }).click()
    await page.getByText('Something does not hold').waitFor()
    expect(await page.locator('.proof.broken').allTextContents()).toEqual(['this line does not match its proof'])
    await page.unrouteAll()
    await page.route('**/record.json', async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, body: (await answer.text()).replace(/\\n(\d+)\\n/, '\\n$1\\n\\n') })
    })
    await page.getByRole('button', { name: 'Check the proofs here' }).click()
    await page.getByText('The desk did not answer').waitFor()
    await page.unrouteAll()
    // A key that the desk never had.
    await page.route('**/vault-keys.json', (route) => route.fulfill({ json: { keys: [] } }))
    await page.getByRole('button', { name: 'Check the proofs here' }).click()
    await page.getByText('Trust none of these lines').waitFor()
    await context.close()
  })

  it('leaves the file with the proofs where there is no script', async () => {
    const { context, page } = await open(`/documents/${id}`, { script: false, locale: 'fr' })
    expect(await page.getByRole('link', { name: 'Le registre et ses preuves' }).count()).toBe(1)
    expect(await page.getByRole('button', { name: 'Vérifier les preuves ici' }).count()).toBe(0)
    await context.close()
  })

  it('shows a certificate that everybody can read, and that is printed on one sheet', async () => {
    await test.desk.db.transaction((tx) =>
      record(tx, { deed: 'document.refused', at: test.clock.now(), actorId: test.cast.bea.id, documentId: id }),
    )
    await destroyDocument(test.desk, personIn(test.cast.ann, test.clock.now()), id, 'request')
    const path = `/destructions/${(await destructionOf(test, id)).id}`
    for (const looks of [{}, { locale: 'fr', phone: true, dark: true }] as Looks[]) {
      const { context, page, complaints } = await profile(browser, test.url, looks)
      expect((await page.goto(path))?.status()).toBe(200)
      await expectAccessible(page)
      expect(complaints).toEqual([])
      const pdf = await page.pdf({ preferCSSPageSize: true })
      expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBe(1)
      await context.close()
    }
    const { context, page } = await open(`/documents/${id}`)
    await page.getByRole('link', { name: 'Certificate' }).click()
    await page.getByRole('heading', { name: 'Certificate of destruction' }).waitFor()
    await context.close()
  })
})
