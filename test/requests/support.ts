import { eq } from 'drizzle-orm'
import { audit, requests } from '../../server/db/vault-schema.ts'
import type { Answer, Client, Fields, File } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'
import type { Ticket } from '../documents/support.ts'

/** Staff ask for something with the form on the ticket. */
export const ask = (agent: Client, { number }: Ticket, fields: Fields = {}): Promise<Answer> =>
  agent.send(`/tickets/${number}`, `/tickets/${number}/requests`, {
    label: 'Invoice',
    why: 'To see its date',
    ...fields,
  })

/** Asks, and answers the id of the request. */
export async function asked(test: TestDesk, agent: Client, ticket: Ticket, fields: Fields = {}): Promise<string> {
  const answer = await ask(agent, ticket, fields)
  const id = (await requestsOn(test, ticket)).at(-1)?.id
  if (answer.status !== 303 || !id) throw new Error(answer.text)
  test.clock.advance(1000) // so that the next one comes after it
  return id
}

/** The owner answers in place, with the form on the ticket. */
export const reply = (owner: Client, { number }: Ticket, id: string, fields: Fields, files: File[] = []) =>
  owner.send(`/tickets/${number}`, `/requests/${id}/answer`, fields, files)

export const requestsOn = ({ desk }: TestDesk, { id }: Ticket) =>
  desk.db.select().from(requests).where(eq(requests.ticketId, id)).orderBy(requests.askedAt)

export const linesOn = ({ desk }: TestDesk, { id }: Ticket) =>
  desk.db.select().from(audit).where(eq(audit.ticketId, id)).orderBy(audit.seq)
