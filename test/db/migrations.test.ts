import { describe, expect, it } from 'vitest'
import { people } from '../../server/db/schema.ts'
import { addPerson, emptyDatabase, migrated, opened } from './support.ts'

describe('migrations', () => {
  it('run from nothing, and a second time without doing anything', async () => {
    const { db, url } = await migrated()
    await db.transaction((tx) => addPerson(tx, 'ann'))
    await db.migrate()
    await (await opened(url)).migrate()
    expect(await db.$count(people)).toBe(1)
  })

  it('may be started by several nodes at once', async () => {
    const { url } = await emptyDatabase()
    // Two nodes on one SQLite file are two connections of one process here: they take turns as they are asked.
    const nodes = await Promise.all(Array.from({ length: 4 }, () => opened(url)))
    await Promise.all(nodes.map((node) => node.migrate()))
    for (const node of nodes) expect(await node.$count(people)).toBe(0)
  })
})
