import { eq } from 'drizzle-orm'
import { tickets } from '../../server/db/schema.ts'
import { project } from '../../server/publication/projecting.ts'
import type { Client } from '../support/client.ts'
import type { TestDesk } from '../support/desk.ts'

/** The numbers of the tickets that a list shows, in its order. */
export const numbersIn = (html: string): number[] =>
  [...html.matchAll(/<h3><a href="\/tickets\/(\d+)"/g)].map(([, number]) => Number(number))

/** What a search in this place finds for somebody. */
export async function find(who: Client, q: string, place: '/' | '/tickets' | '/desk' = '/'): Promise<number[]> {
  const answer = await who.get(`${place}?q=${encodeURIComponent(q)}`)
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`)
  return numbersIn(answer.text)
}

/** The number at the end of a path such as /tickets/1001. */
export const numberOf = (path: string): number => Number(path.split('/').at(-1))

/** Changes a ticket as staff or a deed would, and what the world reads of it. */
export async function change(
  test: TestDesk,
  path: string,
  values: Partial<typeof tickets.$inferInsert>,
): Promise<void> {
  await test.desk.db.transaction(async (tx) => {
    const [ticket] = await tx
      .update(tickets)
      .set(values)
      .where(eq(tickets.number, numberOf(path)))
      .returning()
    await project(tx, test.desk, ticket?.id ?? '')
  })
}
