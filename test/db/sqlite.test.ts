import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { sql } from 'drizzle-orm'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Reader } from '../../server/db/database.ts'
import { people } from '../../server/db/schema.ts'
import { addPerson, migrated } from './support.ts'

/** The value of a pragma on the connection behind this handle. */
async function pragma(db: Reader, name: string): Promise<unknown> {
  const [row] = await db.select({ value: sql.raw(name) }).from(sql.raw(`pragma_${name}`))
  return row?.value
}

// Another program that takes the write lock of the file, says so, and holds it until its input ends.
const holder = `
  import SQLite from 'better-sqlite3'
  const db = new SQLite(process.argv[1])
  db.exec('begin immediate')
  console.log('held')
  process.stdin.resume().on('end', () => { db.exec('commit'); db.close() })`

async function holdWriteLock(file: string): Promise<() => void> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', holder, file], {
    cwd: new URL('../..', import.meta.url).pathname,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill())
  await once(createInterface(child.stdout), 'line')
  return () => void child.stdin.end()
}

describe('SQLite', () => {
  it('holds what the desk relies on, on the connection that writes and on the one that reads', async () => {
    const { db } = await migrated()
    const wanted = { journal_mode: 'wal', synchronous: 2, secure_delete: 1, foreign_keys: 1, query_only: 0 }
    await db.transaction(async (tx) => {
      for (const [name, value] of Object.entries(wanted)) expect([name, await pragma(tx, name)]).toEqual([name, value])
    })
    const { synchronous, ...reading } = { ...wanted, query_only: 1 }
    for (const [name, value] of Object.entries(reading)) expect([name, await pragma(db, name)]).toEqual([name, value])
  })

  it('goes on reading, and waits without stopping the event loop, while another process writes', async () => {
    const { db, file } = await migrated()
    const letGo = await holdWriteLock(file)
    let done = false
    const writing = db.transaction((tx) => addPerson(tx, 'ann')).then(() => (done = true))
    // Were the wait inside SQLite, none of these turns would come before the lock is free, and nobody would free it.
    for (let turns = 0; turns < 20; turns++) {
      await new Promise((resolve) => setImmediate(resolve))
      expect(await db.$count(people)).toBe(0)
    }
    expect(done).toBe(false)
    letGo()
    await writing
    expect(await db.$count(people)).toBe(1)
  })

  it('empties its write-ahead log when asked', async () => {
    const { db } = await migrated()
    await db.transaction((tx) => addPerson(tx, 'ann'))
    expect(db.checkpoint()).toBe(true)
  })
})
