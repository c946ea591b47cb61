import { readFile } from 'node:fs/promises'
import { desc, eq } from 'drizzle-orm'
import { letters } from '../../server/db/schema.ts'
import { alarms, audit } from '../../server/db/vault-schema.ts'
import type { TestDesk } from '../support/desk.ts'

/** The alarms that nobody has cleared, what they are about and how often they were met. */
export async function openAlarmsOf({ desk }: TestDesk): Promise<[string, string, number][]> {
  const rows = await desk.db.select().from(alarms).orderBy(alarms.raisedAt, alarms.id)
  return rows.filter(({ clearedAt }) => clearedAt === null).map(({ what, about, count }) => [what, about, count])
}

/** The lines of the destruction log, as they stand in the file. */
export async function linesOf({ desk }: TestDesk): Promise<Record<string, unknown>[]> {
  const text = await readFile(desk.config.destructionLog, 'utf8')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** The latest line of the record with this deed. */
export async function lastLine({ desk }: TestDesk, deed: string) {
  const [line] = await desk.db.select().from(audit).where(eq(audit.deed, deed)).orderBy(desc(audit.seq)).limit(1)
  return line
}

export const lettersCount = ({ desk }: TestDesk): Promise<number> => desk.db.$count(letters)
