import { eq } from 'drizzle-orm'
import { replies, tickets } from '../../server/db/schema.ts'
import { audit } from '../../server/db/vault-schema.ts'
import { filledIn, formIn, type Answer, type Client, type Fields } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'

export const PASSWORD = 'Tr0ub4dor&3'
export const KEY = 'WX7Q-9K2M-4TPL-1119'
export const PHONE = '+33 6 12 34 56 78'
export const EMAIL = 'jo.durand@wanadoo.fr'

const plain = (html: string): string =>
  html.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&')

/** What a composer asks about: each text that was found, with its mark. */
export const marksIn = (html: string): Map<string, string> =>
  new Map(
    [...html.matchAll(/id="finding-([0-9a-f]{32})">[\s\S]*?<code class="quoted">([\s\S]*?)<\/code>/g)].map(
      ([, mark = '', text = '']) => [plain(text), mark],
    ),
  )

/** The decision about a text that the page asks about. Throws where it asks about no such text. */
export function decision(html: string, text: string, verdict: 'cover' | 'keep' | 'vault'): Fields {
  const mark = marksIn(html).get(text)
  if (!mark) throw new Error(`Nothing is asked about "${text}", but about ${[...marksIn(html).keys()].join(', ')}`)
  return { [`finding-${mark}`]: verdict }
}

/** Sends the form of a page that was answered, as it stands there, with these fields over it. */
export const sendFrom = (client: Client, page: Answer, action: string, fields: Fields = {}): Promise<Answer> =>
  client.post(action, { ...filledIn(formIn(page.text, action)), ...fields })

const numberIn = (path: string): number => Number(/\d+/.exec(path)?.[0])

/** What the desk keeps of the conversation, its subject first. */
export async function storedOn(test: TestDesk, path: string): Promise<string[]> {
  const { db } = test.desk
  const [ticket] = await db
    .select()
    .from(tickets)
    .where(eq(tickets.number, numberIn(path)))
  const said = await db
    .select()
    .from(replies)
    .where(eq(replies.ticketId, ticket?.id ?? ''))
    .orderBy(replies.seq)
  return [ticket?.subject ?? '', ...said.map(({ body }) => body)]
}

/** The deeds about findings that the record holds of a ticket, in their order. */
export async function findingDeeds(test: TestDesk, path: string): Promise<string[]> {
  const { db } = test.desk
  const [ticket] = await db
    .select()
    .from(tickets)
    .where(eq(tickets.number, numberIn(path)))
  const lines = await db
    .select()
    .from(audit)
    .where(eq(audit.ticketId, ticket?.id ?? ''))
    .orderBy(audit.seq)
  return lines.map(({ deed }) => deed).filter((deed) => deed.startsWith('finding.'))
}
