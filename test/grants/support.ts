import { and, asc, eq, inArray } from 'drizzle-orm'
import { audit, grants } from '../../server/db/vault-schema.ts'
import { runningGrant } from '../../server/grants/grants.ts'
import { lettersTo, stored, ticketOf, type Ticket } from '../documents/support.ts'
import type { Name } from '../support/cast.ts'
import { csrfIn, type Answer, type Client, type Fields } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'

/** A ticket of Ann's that Bea has, with a document on it, and what the tests ask of them. */
export async function vaultOf(test: TestDesk, more: Partial<Ticket> = {}, owner: 'ann' | 'carl' = 'ann') {
  const ticket = await ticketOf(test, owner, more)
  const id = await stored(test, ticket)
  const path = `/tickets/${ticket.number}`
  return {
    ticket,
    id,
    path,
    card: `/documents/${id}`,
    ask: (client: Client, fields: Fields = {}) =>
      later(test, client, `/documents/${id}/grants`, {
        purpose: 'to compare it with the server',
        minutes: '60',
        ...fields,
      }),
    breakGlass: (client: Client, fields: Fields = {}) =>
      later(test, client, `/documents/${id}/glass`, { reason: 'the mail server is down', minutes: '30', ...fields }),
    decide: async (client: Client, decision: string, grantId?: string) =>
      send(client, `/grants/${grantId ?? (await lastGrant(test, id)).id}`, { decision }),
    last: () => lastGrant(test, id),
    /** May this member of staff open it now? */
    leave: (name: Name) => runningGrant(test.desk.db, id, test.cast[name].id, test.clock.now()),
    /** What the record says of leave to open it, in order. */
    lines: () => linesOf(test, id),
    letters: async () => (await lettersTo(test, owner)).map(({ subject }) => subject),
  }
}

/** Sends a form that is not drawn for this person, as they could by hand. */
export async function send(client: Client, action: string, fields: Fields): Promise<Answer> {
  return client.post(action, { _csrf: csrfIn((await client.get('/account')).text), ...fields })
}

/** A moment later than the one before, so that the last one is the last. */
function later(test: TestDesk, client: Client, action: string, fields: Fields): Promise<Answer> {
  test.clock.advance(1)
  return send(client, action, fields)
}

async function lastGrant({ desk }: TestDesk, documentId: string) {
  const rows = await desk.db
    .select()
    .from(grants)
    .where(eq(grants.documentId, documentId))
    .orderBy(asc(grants.askedAt), asc(grants.id))
  const last = rows.at(-1)
  if (!last) throw new Error('Nobody asked for this document')
  return last
}

async function linesOf({ desk }: TestDesk, documentId: string) {
  const deeds = ['asked', 'allowed', 'refused', 'ended', 'glass_asked', 'glass_broken'].map((name) => `grant.${name}`)
  const lines = await desk.db
    .select()
    .from(audit)
    .where(and(eq(audit.documentId, documentId), inArray(audit.deed, deeds)))
    .orderBy(asc(audit.seq))
  return lines.map(({ deed, actorId, facts }) => ({ deed: deed.slice(6), actorId, facts }))
}
