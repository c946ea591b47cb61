// Every kind of deed, one after the other, on one desk. Usage: node acting.ts FOLDER
import { deeds } from '../deeds.ts'
import { openIn, personOf, ticketsOf } from '../desks.ts'
import { tapWraps } from '../tapping.ts'
import { tell } from '../telling.ts'

tapWraps(tell)
const desk = await openIn(process.argv[2] ?? '')
const ann = { desk, index: 0, owner: await personOf(desk, 'ann') }
const carl = { desk, index: 0, owner: await personOf(desk, 'carl') }
const [annsTicket, carlsTicket] = [await firstTicket(ann.owner), await firstTicket(carl.owner)]

const content = Buffer.alloc(2000, 'content')
const gone = await deeds.store(ann, annsTicket, content)
await deeds.store(ann, annsTicket, Buffer.alloc(100_000, 'more'))
await deeds.store(carl, carlsTicket, content)
await deeds.store(carl, carlsTicket, content)
await deeds.discard(ann)
await deeds.reply(ann, annsTicket)
await deeds.switch(ann, annsTicket)
await deeds.destroy(ann, gone)
await deeds.rotate(ann)
await deeds.store(ann, annsTicket, content)
await deeds.close(carl)
await deeds.rotate(ann)
await desk.close()

async function firstTicket(owner: typeof ann.owner): Promise<string> {
  return (await ticketsOf(desk, owner))[0]?.id ?? ''
}
