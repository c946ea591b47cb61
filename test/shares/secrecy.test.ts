import { pino } from 'pino'
import { expect, it } from 'vitest'
import { letters, limits } from '../../server/db/schema.ts'
import { audit, shares } from '../../server/db/vault-schema.ts'
import { filesWith } from '../support/disk.ts'
import { openTestDesk } from '../support/desk.ts'
import { stored, ticketOf } from '../documents/support.ts'
import { lend, linkIn } from './support.ts'

const SECRET = 'WX7Q-KK21-0PLM-7719'

it('the token of a link is in no line of the log, no letter, no table and no file', async () => {
  const test = await openTestDesk({ LOG_LEVEL: 'debug' })
  const { db, log } = test.desk
  const lines: string[] = []
  const write = (line: string) => lines.push(line)
  ;(log as { [pino.symbols.streamSym]?: unknown })[pino.symbols.streamSym] = { write }
  const id = await stored(test, await ticketOf(test, 'ann'), SECRET)
  const path = linkIn(await lend(await test.as('ann'), id, { views: '2', passphrase: 'open sesame' }))
  const [token, somebody] = [path.slice(8), test.visitor()]
  await somebody.get(`${path}?from=mail`)
  expect((await somebody.post(path, { passphrase: 'wrong wrong' })).status).toBe(422)
  expect((await somebody.post(path, { passphrase: 'open sesame' })).text).toBe(SECRET)
  // Routes are found in any letter case.
  expect((await somebody.post(`/SHARED/${token}`, { passphrase: 'open sesame' })).status).toBe(200)
  await somebody.get(`/Shared/${token}/more`)
  const said = lines.join('')
  expect(said.match(/shared\/…"/gi)).toHaveLength(5)
  const tables = [audit, letters, limits, shares]
  const kept = JSON.stringify(await Promise.all(tables.map((table) => db.select().from(table))))
  for (const secret of [token, 'open sesame', SECRET]) {
    expect(said).not.toContain(secret)
    expect(kept).not.toContain(secret)
    expect(await filesWith(test.storageDir, secret)).toEqual([])
  }
  await test.close()
})
