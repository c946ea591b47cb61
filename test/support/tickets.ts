import { expect } from 'vitest'
import { filledIn, formIn, type Client, type Fields, type File } from './client.ts'

/** Opens a ticket through its form and answers its path, such as /tickets/1001. */
export async function openTicket(client: Client, fields: Fields = {}, files: File[] = []): Promise<string> {
  const form = { subject: 'Licence in use', body: 'It says so since Friday.', category: 'licences', ...fields }
  const answer = await client.send('/tickets/new', '/tickets', form, files)
  expect(answer.status, answer.text).toBe(303)
  return answer.location
}

/** Posts a reply through the composer that the ticket page shows. */
export const reply = (client: Client, path: string, body: string) => client.send(path, `${path}/replies`, { body })

/** The owner opens the shutter, having ticked the box of the review. */
export const publish = (client: Client, path: string) =>
  client.send(`${path}/visibility`, `${path}/visibility`, { visibility: 'public', confirm: 'yes' })

/** The owner closes the shutter. */
export const unpublish = (client: Client, path: string) =>
  client.send(path, `${path}/visibility`, { visibility: 'private' })

type Verdict = 'cover' | 'keep'

/** The same decision about everything that a page asks about. */
const decided = (html: string, verdict: Verdict): Fields =>
  Object.fromEntries(Array.from(html.matchAll(/name="(finding-[\da-f]{32})"/g), ([, name = '']) => [name, verdict]))

/** Posts a reply, having decided the same about everything that is found in it. */
export async function replyDeciding(client: Client, path: string, body: string, verdict: Verdict = 'cover') {
  const asked = await reply(client, path, body)
  if (asked.status !== 422) return asked
  const form = filledIn(formIn(asked.text, `${path}/replies`))
  return client.post(`${path}/replies`, { ...form, ...decided(asked.text, verdict), body })
}

/** The owner sends the review, having decided the same about everything on it, whatever it offers. */
export async function publishDeciding(owner: Client, path: string, verdict: Verdict) {
  const { text } = await owner.get(`${path}/visibility`)
  const form = filledIn(formIn(text, `${path}/visibility`))
  return owner.post(`${path}/visibility`, { ...form, ...decided(text, verdict), visibility: 'public', confirm: 'yes' })
}
