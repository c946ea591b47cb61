import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type * as Migrator from 'drizzle-orm/better-sqlite3/migrator'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { people, replies, tickets } from '../../server/db/schema.ts'
import { addPerson, addReply, addTicket, migrated, opened } from './support.ts'

// The desk's migrations are where they are: only the folder that drizzle's migrator reads is put in their place.
const instead = vi.hoisted(() => ({ folder: undefined as string | undefined }))
vi.mock(import('drizzle-orm/better-sqlite3/migrator'), async (original) => {
  const { migrate } = await original()
  return {
    migrate: (db, config) => migrate(db, { ...config, migrationsFolder: instead.folder ?? config.migrationsFolder }),
  }
})

/** How many migrations have run in this file. */
const migrationsIn = (file: string): unknown => {
  const bare = new SQLite(file, { readonly: true })
  try {
    return bare.prepare('select count(*) from __drizzle_migrations').pluck().get()
  } finally {
    bare.close()
  }
}

/** The desk's migrations and one more, which rebuilds these tables as drizzle-kit writes it. */
async function migrationsThatRebuild(...tables: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'))
  onTestFinished(async () => {
    instead.folder = undefined
    await rm(folder, { recursive: true, force: true })
  })
  await cp(new URL('../../server/db/migrations/sqlite', import.meta.url), folder, { recursive: true })
  const journalFile = join(folder, 'meta/_journal.json')
  const journal = JSON.parse(await readFile(journalFile, 'utf8')) as { entries: { tag: string; when: number }[] }
  const files = await Promise.all(journal.entries.map(({ tag }) => readFile(join(folder, `${tag}.sql`), 'utf8')))
  const sql = files.join('\n--> statement-breakpoint\n')
  const next = { ...journal.entries.at(-1), idx: journal.entries.length, tag: '9999_rebuild', when: Date.now() }
  await writeFile(journalFile, JSON.stringify({ ...journal, entries: [...journal.entries, next] }))
  const rebuilt = tables.flatMap((table) => rebuild(sql, table))
  const statements = ['PRAGMA foreign_keys=OFF;', ...rebuilt, 'PRAGMA foreign_keys=ON;']
  await writeFile(join(folder, '9999_rebuild.sql'), statements.join('--> statement-breakpoint\n'))
  return folder
}

function rebuild(sql: string, table: string): string[] {
  const create = new RegExp(`CREATE TABLE \`${table}\` \\([\\s\\S]*?\\n\\);`).exec(sql)?.[0]
  if (!create) throw new Error(`No migration makes ${table}`)
  const added = sql.match(new RegExp(`ALTER TABLE \`${table}\` ADD [^;]*;`, 'g')) ?? []
  return [
    ...[create, ...added].map((statement) => statement.replace(`\`${table}\``, `\`__new_${table}\``)),
    `INSERT INTO \`__new_${table}\` SELECT * FROM \`${table}\`;`,
    `DROP TABLE \`${table}\`;`,
    `ALTER TABLE \`__new_${table}\` RENAME TO \`${table}\`;`,
  ]
}

describe('a migration that rebuilds a parent table, on SQLite', () => {
  const withRows = async () => {
    const place = await migrated()
    await place.db.transaction(async (tx) => {
      const ann = await addPerson(tx, 'ann')
      const ticket = await addTicket(tx, ann.id, 'It has a reply')
      await addReply(tx, ticket.id, ann.id)
    })
    return place
  }

  it('keeps the rows of its children', async () => {
    const { db, url, file } = await withRows()
    const before = Number(migrationsIn(file))
    instead.folder = await migrationsThatRebuild('people', 'tickets')
    const again = await opened(url)
    await again.migrate()
    expect(migrationsIn(file)).toBe(before + 1)
    for (const node of [db, again])
      expect([await node.$count(people), await node.$count(tickets), await node.$count(replies)]).toEqual([1, 1, 1])
  })

  it('leaves foreign keys enforced', async () => {
    const { url } = await withRows()
    instead.folder = await migrationsThatRebuild('people', 'tickets')
    const again = await opened(url)
    await again.migrate()
    await expect(again.transaction((tx) => addReply(tx, 'no such ticket', 'nobody'))).rejects.toThrow('FOREIGN KEY')
  })

  it('would delete them if it ran as drizzle alone runs it', async () => {
    const { db, file } = await withRows()
    const { migrate } = await vi.importActual<typeof Migrator>('drizzle-orm/better-sqlite3/migrator')
    const bare = new SQLite(file)
    onTestFinished(() => void bare.close())
    bare.pragma('foreign_keys = ON')
    migrate(drizzle({ client: bare }), { migrationsFolder: await migrationsThatRebuild('tickets') })
    expect(await db.$count(replies)).toBe(0)
  })
})
