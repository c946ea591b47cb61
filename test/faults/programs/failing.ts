// A desk that works, one deed after the other, from the moment that it gets SIGUSR2. Usage: node failing.ts FOLDER SEED
import { once } from 'node:events'
import { deeds } from '../deeds.ts'
import { openIn, personOf, ticketsOf } from '../desks.ts'
import { randomFrom } from '../random.ts'
import { tapWraps } from '../tapping.ts'
import { tell } from '../telling.ts'

const ROUNDS = 8

const [folder = '', seed = ''] = process.argv.slice(2)
tapWraps(tell)
const random = randomFrom(seed)
const desk = await openIn(folder)
const at = { desk, index: 0, owner: await personOf(desk, 'ann') }
const ticketId = (await ticketsOf(desk, at.owner))[0]?.id ?? ''

const called = once(process, 'SIGUSR2')
const waiting = setInterval(() => undefined, 1000) // a signal alone keeps no process waiting
tell({ phase: 'ready' })
await called
clearInterval(waiting)
const refuse = (error: unknown): string => {
  tell({ phase: 'refused', why: String(error) })
  return ''
}
for (let round = 0; round < ROUNDS; round++) {
  const id = await deeds.store(at, ticketId, random.bytes(1 + random.below(3000))).catch(refuse)
  await deeds.reply(at, ticketId).catch(refuse)
  if (id && random.below(2) === 0) await deeds.destroy(at, id).catch(refuse)
  await deeds.switch(at, ticketId).catch(refuse)
}
process.exit(0)
