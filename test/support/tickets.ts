import { expect } from 'vitest'
import type { Client, Fields, File } from './client.ts'

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
