import { readFile } from 'node:fs/promises'
import SQLite from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replies, tickets } from '../../server/db/schema.ts'
import { forget } from '../../server/search/indexing.ts'
import { openTestDesk, type TestDesk } from '../support/desk.ts'
import { openTicket } from '../support/tickets.ts'
import { numberOf } from './support.ts'

describe('a text that is forgotten', () => {
  let test: TestDesk
  beforeAll(async () => {
    test = await openTestDesk()
  })
  afterAll(() => test.close())

  const file = () => test.desk.config.databaseUrl.replace(/^file:/, '')
  /** How often this stands in the files of the database. An index keeps of a word what the one before it has not. */
  async function copies(ending: string): Promise<number> {
    const files = await Promise.all(['', '-wal'].map((end) => readFile(file() + end, 'latin1').catch(() => '')))
    return files.join('').split(ending).length - 1
  }
  async function write(word: string): Promise<string> {
    const ann = await test.as('ann')
    const path = await openTicket(ann, { subject: 'To be forgotten', body: `It is ${word}.` })
    const [ticket] = await test.desk.db
      .select()
      .from(tickets)
      .where(eq(tickets.number, numberOf(path)))
    await openTicket(ann, { subject: 'After it', body: `neighbour ${word.slice(0, 3)}` })
    return ticket?.id ?? ''
  }
  async function erase(ticketId: string): Promise<void> {
    await test.desk.db.transaction(async (tx) => {
      await tx.delete(replies).where(eq(replies.ticketId, ticketId))
      await forget(tx, ticketId)
    })
    expect(test.desk.db.checkpoint()).toBe(true)
  }

  it('leaves no byte of it in the database', async () => {
    const id = await write('xylophonequartz')
    expect(await copies('phonequartz')).toBeGreaterThan(1)
    await erase(id)
    expect(await copies('phonequartz')).toBe(0)
  })

  it('would leave some if the index did not delete securely', async () => {
    const other = new SQLite(file())
    other.exec("insert into search_index(search_index, rank) values ('secure-delete', 0)")
    other.close()
    const id = await write('marimbabasalt')
    await erase(id)
    expect(await copies('imbabasalt')).toBeGreaterThan(0)
  })
})
