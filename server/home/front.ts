import { and, count, desc, eq, sql } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import { publications } from '../db/public-schema.ts'
import type { HomeForm } from './forms.ts'

type Publication = typeof publications.$inferSelect
type Category = Publication['category']

const PAGE = 20

const { answered, number, category } = publications
const page = (ofOneCategory: boolean) =>
  prepared((db) =>
    db
      .select()
      .from(publications)
      .where(
        and(
          ofOneCategory ? eq(category, sql.placeholder('category')) : undefined,
          sql`(${answered}, ${number}) < (${sql.placeholder('answered')}, ${sql.placeholder('number')})`,
        ),
      )
      .orderBy(desc(answered), desc(number))
      .limit(PAGE + 1),
  )
const ofAll = page(false)
const ofCategory = page(true)

/** What the front page shows: the answered tickets first, of those and of the others the newest. `next` begins the next page. */
export async function front(db: Reader, form: HomeForm): Promise<{ tickets: Publication[]; next: string | null }> {
  const [, last = 2, below = 0] = /^([01])-(\d{1,10})$/.exec(form.after ?? '') ?? []
  const from = { answered: Number(last), number: Number(below) }
  const rows = await (form.category ? ofCategory(db, { ...from, category: form.category }) : ofAll(db, from))
  const tickets = rows.slice(0, PAGE)
  const end = tickets.at(-1)
  return { tickets, next: end && rows.length > PAGE ? `${end.answered}-${end.number}` : null }
}

const counted = prepared((db) => db.select({ category, n: count() }).from(publications).groupBy(category))

/** How many tickets the world can read, of each category that has any. */
export async function countOpen(db: Reader): Promise<Map<Category, number>> {
  return new Map((await counted(db, {})).map((row) => [row.category, row.n]))
}
