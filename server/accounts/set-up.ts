import { and, count, eq, ne } from 'drizzle-orm'
import { people } from '../db/schema.ts'
import type { Desk } from '../desk.ts'
import { makeLink } from '../signin/links.ts'
import { FIRST_ADMINISTRATOR, invite } from './registering.ts'

/** On a desk without staff: a fresh link for the first administrator, which makes earlier ones worthless. Else undefined. */
export async function setUpLink(desk: Desk): Promise<string | undefined> {
  return desk.db.transaction(async (tx) => {
    const [staff] = await tx
      .select({ n: count() })
      .from(people)
      .where(and(ne(people.role, 'customer'), eq(people.state, 'active')))
    if (staff?.n) return undefined
    const person = await invite(tx, desk, FIRST_ADMINISTRATOR, null)
    return person
      ? `${desk.config.baseUrl}/activate/${await makeLink(tx, 'activate', person.id, desk.clock.now())}`
      : undefined
  })
}
