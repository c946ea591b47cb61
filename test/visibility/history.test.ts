import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csrfIn, type Client } from '../support/client.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket, publish, reply, unpublish } from '../support/tickets.ts'

const PHONE = '06 12 34 56 78'

describe('who could read it', () => {
  let test: TestDesk
  let ann: Client, bea: Client, carl: Client, path: string
  beforeAll(async () => {
    test = await openTestDesk()
    ;[ann, bea, carl] = await Promise.all([test.as('ann'), test.as('bea'), test.as('carl')])
    path = await openTicket(ann, { subject: 'Scanner sends nothing', body: `Ring ${PHONE} first.` }, [
      { name: 'hidden-name.txt', content: 'hidden content' },
    ])
    await reply(bea, path, 'Is the lamp on?')
    await bea.post(`${path}/replies`, {
      ...{ _csrf: csrfIn((await bea.get(path)).text), body: 'Ann is a difficult one', internal: 'on' },
    })
  })
  afterAll(() => test.close())

  it('is written down with what was shown, for its owner and for support', async () => {
    await publish(ann, path)
    await unpublish(ann, path)
    for (const client of [ann, bea]) {
      const { text } = await client.get(`${path}/history`)
      expect(text).toContain('Opened the shutter: everyone could read it')
      expect(text).toContain('Closed the shutter')
      expect(text).toContain('Covered: a phone number')
      expect(text).toMatch(/<td class="number">3<\/td><td class="number">1<\/td><td class="number">0<\/td>/)
      expect(text).toMatch(/<code class="digest">[\da-f]{64}<\/code>/)
      expect(text).not.toContain(PHONE)
    }
    expect((await bea.get(`${path}/history`)).text).toContain('<td>Ann Martin</td>')
    expect((await ann.get(`${path}/history`)).text).toContain('<td>You</td>')
    expect((await bea.get(path)).text).toContain(`href="${path}/history"`)
    expect((await ann.get(`${path}/visibility`)).text).toContain('Opened the shutter')
  })

  it('says the same digest of the same words, and another of others', async () => {
    const digests = async () =>
      Array.from((await ann.get(`${path}/history`)).text.matchAll(/"digest">([\da-f]{64})</g), ([, digest]) => digest)
    await publish(ann, path)
    const [second, first] = await digests()
    expect(second).toBe(first)
    await unpublish(ann, path)
    await reply(bea, path, 'And the cable?')
    await publish(ann, path)
    expect((await digests())[0]).not.toBe(first)
    await unpublish(ann, path)
  })

  it('does not tell its owner what other customers are called', async () => {
    const open = await openTicket(ann, { subject: 'Comments', visibility: 'public' })
    const asked = await reply(carl, open, `Ring ${PHONE}, it helps.`)
    const mark = /id="finding-([\da-f]{32})"/.exec(asked.text)?.[1] ?? ''
    const comment = { body: `Ring ${PHONE}, it helps.`, [`finding-${mark}`]: 'cover' }
    expect((await carl.send(open, `${open}/replies`, comment)).status).toBe(303)
    for (const page of [open, `${open}/visibility`, `${open}/history`, `${open}/preview?as=agent`]) {
      const { text, status } = await ann.get(page)
      expect(status).toBe(200)
      expect(text).toContain('Another customer')
      expect(text).not.toContain('Carl Petit')
    }
    expect((await bea.get(`${open}/history`)).text).toContain('<td>Carl Petit</td>')
  })

  it('is told in French', async () => {
    const noor = await test.as('noor')
    noor.cookies.set('language', 'fr')
    expect((await noor.get(`${path}/history`)).text).toMatch(/Rideau levé\s: tout le monde pouvait le lire/)
  })

  describe('a preview', () => {
    it('of a private ticket is what a stranger would read if it were opened now, and opens nothing', async () => {
      const { text } = await ann.get(`${path}/preview?as=stranger`)
      expect(text).toContain('A preview: nobody but you sees this page.')
      expect(text).toContain('if you opened the shutter now')
      expect(text).toContain('<span class="gone">a phone number</span>')
      expect(text).toContain('Is the lamp on?')
      expect(text).not.toMatch(/06 12|Bea Rossi|difficult one|hidden-name|S-\d{4}/)
      expect((await test.visitor().get(path)).status).toBe(404)
    })

    it('of a public one is the very page', async () => {
      await publish(ann, path)
      const talk = (html: string) =>
        /<div class="talk"[\s\S]*?<\/section>/.exec(html)?.[0].replace(/name="key" value="\w+"/g, '')
      const { text } = await ann.get(`${path}/preview?as=stranger`)
      expect(talk(text)).toBe(talk((await test.visitor().get(path)).text))
      expect(talk(text)).toBeDefined()
      await unpublish(ann, path)
    })

    it('as another customer has the composer that they get, and nothing in it can be sent', async () => {
      const { text } = await ann.get(`${path}/preview?as=customer`)
      expect(text).toContain(`action="${path}/replies"`)
      expect(text.indexOf('<fieldset class="preview" disabled>')).toBeLessThan(text.indexOf(`action="${path}/replies"`))
      expect(text).not.toMatch(/06 12|Bea Rossi|difficult one/)
      const page = text.slice(text.indexOf('<fieldset class="preview"'))
      expect(page).not.toMatch(/name="_csrf" value="[^"]/)
    })

    it('as support has names and shut slips, but no notes', async () => {
      const { text } = await ann.get(`${path}/preview?as=agent`)
      expect(text).toContain('Bea Rossi')
      expect(text).toContain('Ann Martin')
      expect(text).toContain(PHONE)
      expect(text).toMatch(/S-\d{4}/)
      expect(text).not.toMatch(/difficult one|hidden-name|Noor Haddad/)
    })

    it('as anything else is a stranger’s, and it is for its owner alone', async () => {
      expect((await ann.get(`${path}/preview?as=admin`)).text).toContain('As a stranger sees it')
      expect((await bea.get(`${path}/preview?as=agent`)).status).toBe(403)
      expect((await carl.get(`${path}/preview`)).status).toBe(404)
      expect((await test.visitor().get(`${path}/preview`)).location).toMatch(/^\/login/)
    })
  })
})
