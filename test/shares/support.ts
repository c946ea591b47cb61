import { eq } from 'drizzle-orm'
import { shares } from '../../server/db/vault-schema.ts'
import { csrfIn, type Answer, type Client, type Fields } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'

/** Fills in the form for a new link on a document's card. */
export const lend = (owner: Client, documentId: string, fields: Fields = {}): Promise<Answer> =>
  owner.send(`/documents/${documentId}`, `/documents/${documentId}/shares`, { label: 'My lawyer', ...fields })

/** The path of the link that an answer shows, once. */
export function linkIn({ status, text }: Answer): string {
  const path = /<input id="link"[^>]* value="[^"]*(\/shared\/[\w-]{43})"/.exec(text)?.[1]
  if (status !== 200 || !path) throw new Error(`No link in an answer ${status}:\n${text}`)
  return path
}

/** Presses the button of the page behind a link. */
export const visit = (somebody: Client, path: string, fields: Fields = {}): Promise<Answer> =>
  somebody.send(path, path, fields)

/** Sends the form of a link that the owner's card shows. */
export async function decide(owner: Client, test: TestDesk, documentId: string, fields: Fields): Promise<Answer> {
  const id = (await linksOf(test, documentId)).at(-1)?.id
  const csrf = csrfIn((await owner.get(`/documents/${documentId}`)).text)
  return owner.post(`/shares/${id}`, { _csrf: csrf, ...fields })
}

export const linksOf = ({ desk }: TestDesk, documentId: string) =>
  desk.db.select().from(shares).where(eq(shares.documentId, documentId)).orderBy(shares.createdAt, shares.expiresAt)
